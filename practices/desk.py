"""What the writing side of the practices’ room puts on the desk."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from accounts.desk import MOST_ITEMS, Item, Section, Step
from clusters import rules as cluster_rules
from practices import rules
from practices.models import Confirmation, PracticePage, Proposal
from practices.queries import translations
from practices.queries.review import Progress, own_practices, progress_of, waiting_for
from practices.states import ProposalState


def reviews(user) -> Section | None:
    """Practices of other clusters that wait for a decision."""
    if not rules.may_be_reviewer(user):
        return None
    return Section.waiting(
        waiting_for(user),
        lambda each: Item(
            title=each.page.draft_title,
            href=reverse("practice_review", args=[each.task_state]),
            todo=_("Review it by the criteria."),
            when=each.since,
            note=each.page.cluster.short_name,
            language=each.page.language_code,
        ),
        code="reviews",
        title=_("Practices to review"),
        empty=_("No practice waits for your review."),
    )


def proposals_to_decide(user) -> Section | None:
    """Proposals of members that wait for their cluster."""
    if not cluster_rules.is_manager(user):
        return None
    waiting = (
        Proposal.objects.visible_to(user)
        .filter(state=ProposalState.SENT, cluster__in=cluster_rules.clusters_managed_by(user))
        .select_related("author", "organisation")
        .order_by("sent_at")
    )
    return Section.waiting(
        list(waiting),
        lambda each: Item(
            title=str(each),
            href=each.get_absolute_url(),
            todo=_("Take it over, return it with a question, or decline it."),
            when=each.sent_at,
            note=f"{each.author or ''} · {each.organisation}".strip(" ·"),
            language=each.language,
        ),
        code="proposals",
        title=_("Proposals of your members"),
        empty=_("No proposal waits for you."),
    )


def questions_of_the_year(user) -> Section | None:
    """Practices whose owner is asked whether they are still true."""
    open_questions = {row.practice_code: row for row in Confirmation.objects.filter(answered_at=None)}
    pages = (
        PracticePage.objects.live()
        .filter(code__in=list(open_questions), is_original=True)
        .select_related("cluster", "locale")
        .order_by("pk")
    )
    mine = [page for page in pages if rules.may_confirm(user, page)]
    if not mine:
        return None
    return Section.waiting(
        mine,
        lambda page: Item(
            title=page.title,
            href=reverse("confirm", args=[open_questions[page.code].token]),
            todo=_("Say whether it is still true."),
            when=open_questions[page.code].asked_at,
            language=page.language_code,
        ),
        code="confirm",
        title=_("Still true?"),
    )


def my_writing(user) -> Section | None:
    """One’s own proposals and practices, each with its thread and the reviewer’s reasons."""
    proposals = list(user.proposals.exclude(state__in=[ProposalState.TAKEN, ProposalState.WITHDRAWN]))
    pages = own_practices(user)
    if not proposals and not pages and not rules.may_propose(user):
        return None
    progress = progress_of(pages[:MOST_ITEMS])
    items = [
        Item(
            title=str(each),
            href=each.get_absolute_url(),
            note=each.reason,
            when=each.changed_at,
            language=each.language,
            steps=_proposal_steps(each),
        )
        for each in proposals[:MOST_ITEMS]
    ]
    written = [_page_item(user, page, progress[page.pk]) for page in pages[:MOST_ITEMS]]
    items += sorted(written, key=lambda item: not item.steps)  # what is under way stands first
    return Section(
        code="writing",
        title=_("My practices"),
        items=items,
        total=len(proposals) + len(pages),
        returned=sum(each.state == ProposalState.RETURNED for each in proposals)
        + sum(each.state == "returned" for each in progress.values()),
        more_href=reverse("propose"),
        empty=_("You have not written a practice yet. Propose one: your cluster helps you to finish it."),
    )


def language_versions(user) -> Section | None:
    """How much of what the cluster has published is missing or behind in other languages."""
    if not rules.may_see_translations(user):
        return None
    pages = translations.published_by(user)
    versions = PracticePage.objects.live().filter(
        is_original=False, translation_key__in=pages.values("translation_key")
    )
    count, done = pages.count(), versions.count()
    return Section(
        code="translations",
        title=_("Translations"),
        figures=[
            (_("published practices"), count),
            (_("language versions"), done),
            (_("not translated"), max(count * (len(settings.LANGUAGES) - 1) - done, 0)),
        ],
        items=[Item(title=_("All practices by language"), href=reverse("practice_translations"))],
        total=0,
    )


def _proposal_steps(proposal: Proposal) -> list[Step]:
    path = [ProposalState.DRAFT, ProposalState.SENT, ProposalState.TAKEN]
    if proposal.state == ProposalState.RETURNED:
        path.insert(2, ProposalState.RETURNED)
    elif proposal.state == ProposalState.DECLINED:
        path[2] = ProposalState.DECLINED
    times = {ProposalState.DRAFT: proposal.created_at, ProposalState.SENT: proposal.sent_at}
    present = path.index(proposal.state)
    return [
        Step(
            str(state.label),
            is_present=number == present,
            when=times.get(state, proposal.decided_at) if number <= present else None,
        )
        for number, state in enumerate(path)
    ]


def _page_item(user, page: PracticePage, progress: Progress) -> Item:
    labels = {
        "draft": _("draft"),
        "in_review": _("in review"),
        "returned": _("returned with reasons"),
        "published": _("published"),
    }
    path = ["draft", "in_review", "published"]
    if progress.state == "returned":
        path.insert(2, "returned")
    edits = rules.may_translate(user, page)
    done = progress.state == "published"
    href = page.get_url() if page.live else ""
    return Item(
        title=page.draft_title or page.title,
        href=reverse("wagtailadmin_pages:edit", args=[page.pk]) if edits else href or "",
        note=progress.reason,
        language=page.language_code if page.language_code != get_language() else "",
        when=progress.when if done else None,
        steps=[]
        if done
        else [
            Step(
                labels[state],
                is_present=state == progress.state,
                when=progress.when if state == progress.state else None,
            )
            for state in path
        ],
    )
