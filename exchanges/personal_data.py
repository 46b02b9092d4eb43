"""What the exchanges’ room knows about a person: for their export, and what goes when they go."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import export
from accounts.actions import erasure
from accounts.export import Export
from accounts.models import User
from exchanges.actions.applications import forget_cv
from exchanges.models import (
    Application,
    CalendarFeed,
    EvidenceFile,
    Exchange,
    FollowUp,
    Message,
    Mission,
    Proposal,
    Report,
    Signature,
    SignUp,
    StayDay,
)
from exchanges.states import OPEN_APPLICATIONS, ApplicationState, ProposalState


def applications(user) -> Export:
    fields = (
        "code", "programme__code", "organisation__name", "state", "is_virtual", "language", "purposes", "objectives",
        "activities", "activities_text", "countries", "host_types", "earliest_on", "latest_on", "days_wanted",
        "languages", "access_needs", "cv_name", "reason", "submitted_at", "decided_at", "created_at",
    )  # fmt: skip
    mine = Application.objects.filter(person=user)
    files = [(f"{row.code}-{row.cv_name}", row.cv) for row in mine if row.cv and row.cv.storage.exists(row.cv.name)]
    return Export(list(mine.values(*fields)), files)


def exchanges(user) -> Export:
    fields = (
        "code", "programme__code", "state", "visitor_organisation__name", "host_organisation__name", "is_virtual",
        "arrival_on", "first_day", "last_day", "departure_on", "working_days", "agreed_amount", "final_amount",
        "currency", "created_at", "validated_at", "paid_at",
    )  # fmt: skip
    return Export(list(Exchange.objects.filter(Q(visitor=user) | Q(host_contact=user)).values(*fields)))


def signatures(user) -> Export:
    fields = ("version__exchange__code", "version__number", "role", "on_behalf", "confirmed", "hash", "signed_at")
    return Export(list(Signature.objects.filter(person=user).values(*fields)))


def messages(user) -> Export:
    return Export(list(Message.objects.filter(author=user).values("exchange__code", "language", "text", "sent_at")))


def reports(user) -> Export:
    left_out = {"id", "exchange", "released_by", "written_by"}
    fields = [field.name for field in Report._meta.concrete_fields if field.name not in left_out]
    return Export(list(Report.objects.filter(written_by=user).values("exchange__code", *fields)))


def evidence(user) -> Export:
    rows = EvidenceFile.objects.filter(uploaded_by=user)
    fields = ("code", "exchange__code", "kind", "name", "size", "hash", "uploaded_at", "purged_at")
    files = [
        (f"{row.code}-{row.name}", row.file) for row in rows if row.file and row.file.storage.exists(row.file.name)
    ]
    return Export(list(rows.values(*fields)), files)


def calendar(user) -> Export:
    return Export(list(CalendarFeed.objects.filter(user=user).values("made_at")))


def erase(user: User) -> None:
    """The exchanges stay countable, without the person: what they wrote about themselves goes, facts stay.

    Their open applications end. Evidence is kept for the audit, without who uploaded it and without the files’ names.
    """
    from exchanges.actions.moves import write  # noqa: PLC0415 -- beside the one place that writes a state without a right
    from exchanges.actions.sign_ups import release  # noqa: PLC0415 -- as above

    missions = SignUp.objects.filter(application__person=user).live().values("mission")
    list(Mission.objects.select_for_update().filter(pk__in=missions).order_by("pk"))
    for row in Application.objects.select_for_update().filter(person=user).order_by("pk"):
        forget_cv(row)
        if row.state in OPEN_APPLICATIONS and not Exchange.objects.live().filter(application=row).exists():
            for sign_up in row.sign_ups.live():
                release(sign_up, by=user)
            for proposal in Proposal.objects.filter(application=row, state=ProposalState.SENT):
                write(proposal, ProposalState.WITHDRAWN, by=user)
            write(row, ApplicationState.WITHDRAWN, by=user)
        row.objectives = row.activities_text = row.access_needs = row.reason = ""
        row.save(update_fields=["objectives", "activities_text", "access_needs", "reason"])
    Message.objects.filter(author=user).update(text="…")
    Report.objects.filter(written_by=user).update(
        story="", consent_to_publish=False, released_at=None, released_by=None, problems="", to_the_coordinator=""
    )
    FollowUp.objects.filter(exchange__visitor=user).update(text="")
    EvidenceFile.objects.filter(uploaded_by=user).update(name="…", uploaded_by=None)
    StayDay.objects.filter(person=user).update(person=None)
    CalendarFeed.objects.filter(user=user).delete()


def warnings(user: User) -> list[str]:
    """An exchange that is under way loses its visitor."""
    open_ones = Exchange.objects.live().filter(visitor=user, validated_at=None)
    return [
        _("The exchange {exchange} ({code}) is not finished. Please talk to your cluster first.").format(
            exchange=row, code=row.code
        )
        for row in open_ones.select_related("visitor_organisation", "host_organisation")
    ]


def register() -> None:
    """Called when the app is ready."""
    export.register("exchange-applications", applications, covers=("exchanges.Application.person",))
    export.register("exchanges", exchanges, covers=("exchanges.Exchange.visitor", "exchanges.Exchange.host_contact"))
    export.register("exchange-signatures", signatures, covers=("exchanges.Signature.person",))
    export.register("exchange-messages", messages, covers=("exchanges.Message.author",))
    export.register("exchange-reports", reports, covers=("exchanges.Report.written_by",))
    export.register("exchange-evidence", evidence, covers=("exchanges.EvidenceFile.uploaded_by",))
    export.register("exchange-calendar", calendar, covers=("exchanges.CalendarFeed.user",))
    for name, reason in LEFT_OUT.items():
        export.leave_out(name, reason)
    erasure.register(erase, warnings=warnings)


_WHO_DECIDED = "says who decided about somebody else; that is the other person’s data, and the log lists one’s own acts"
LEFT_OUT = {
    "exchanges.StayDay.person": "the days of the exchanges listed there",
    **dict.fromkeys(
        (
            "exchanges.Application.decided_by",
            "exchanges.Application.filled_in_by",
            "exchanges.CommitmentVersion.written_by",
            "exchanges.DayCorrection.made_by",
            "exchanges.Exchange.validated_by",
            "exchanges.Mission.created_by",
            "exchanges.Move.actor",
            "exchanges.Offer.created_by",
            "exchanges.Override.made_by",
            "exchanges.Payment.paid_by",
            "exchanges.Payment.requested_by",
            "exchanges.PlannerRun.made_by",
            "exchanges.Proposal.created_by",
            "exchanges.Proposal.host_confirmed_by",
            "exchanges.Proposal.visitor_confirmed_by",
            "exchanges.Report.released_by",
        ),
        _WHO_DECIDED,
    ),
}
