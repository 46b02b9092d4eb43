"""All language work of the search, the same for every engine; no database, no request, no engine.

`analysis` makes words comparable, `parsing` reads what was typed, `thesaurus` finds concepts in a text, `plan` says
what to look for.
"""
