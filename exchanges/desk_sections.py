"""What the exchanges’ room puts on the desk: all its sections. Each part of the room has a module `desk_<part>`."""

from accounts import desk
from exchanges import desk_applying, desk_boards, desk_matching, desk_organising, desk_reports, desk_stays

# (function, order): 10 what blocks the person, 20 what others wait for, 50 own work, 80 figures. A function takes the
# user, returns an `accounts.desk.Section` or None, and needs a fixed number of queries.
SECTIONS: list = [
    (desk_applying.offered_places, 10),
    (desk_applying.applications_to_answer, 20),
    (desk_matching.proposals_to_answer, 20),
    (desk_matching.plans_to_send, 20),
    (desk_organising.missions_to_run, 20),
    (desk_stays.to_prepare, 20),
    (desk_applying.my_applications, 50),
    (desk_stays.my_exchanges, 50),
    (desk_reports.reports_to_write, 10),
    (desk_reports.reports_to_check, 20),
    (desk_reports.payments_to_make, 20),
    (desk_boards.late, 20),
    (desk_boards.figures, 80),
]


def register() -> None:
    """Called once, when the app is ready."""
    for function, order in SECTIONS:
        desk.register(function, order=order)
