"""The coordinator’s planner: many applications and many offers at once.

`reading.problem_of` reads the problem from the database, `solve.solve` finds a plan with a proven bound, `check.broken`
verifies it without knowing how it was found, `greedy.greedy` is what it is measured against. Writing plans down and
sending them: `exchanges.actions.plans`. Virtual exchanges take no room and no visit: they are not planned.
"""
