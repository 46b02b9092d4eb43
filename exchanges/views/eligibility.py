"""What stands in the way, before anything is written; and beginning an application."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.models import Organisation
from exchanges import rules
from exchanges.actions import applications as actions
from exchanges.findings import Answer
from exchanges.forms.eligibility import QuestionForm, StartForm
from exchanges.models import Mission, Offer
from exchanges.queries import eligibility as queries
from exchanges.queries.costs import estimate
from exchanges.queries.eligibility import Question
from exchanges.views import given, refusals

TEMPLATE = "exchanges/applying/eligibility.html"


@never_cache
@require_GET
@restricted_to(rules.may_take_part)
def eligibility(request: HttpRequest) -> HttpResponse:
    """The rules for one organisation, as far as it is known where and when it wants to go."""
    asked = _asked(request, request.GET)
    return render(request, TEMPLATE, _context(request, asked), status=422 if asked and asked.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_take_part)
def apply(request: HttpRequest) -> HttpResponse:
    """The same page with the button below it; a POST begins the draft, or opens the one that is there."""
    asked = _asked(request, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST" or asked is None or not asked.is_valid():
        context = _context(request, asked) | {"applies": True}
        refused = request.method == "POST" or (asked is not None and asked.errors)
        return render(request, TEMPLATE, context, status=422 if refused else 200)
    form = _start_form(request, asked.question, request.POST)
    if not form.is_valid():
        context = _context(request, asked, start=form) | {"applies": True}
        return render(request, TEMPLATE, context, status=422)
    return _start(request, asked, form)


def _start(request, asked: QuestionForm, form: StartForm) -> HttpResponse:
    question, person = asked.question, form.cleaned_data["person"]
    try:
        application = actions.start_application(
            programme=question.programme,
            organisation=question.organisation,
            person=person,
            by=request.user,
            is_virtual=question.is_virtual,
            mission=question.mission,
            sending_cluster=form.cleaned_data["sending_cluster"],
        )
        if rules.may_write_application(request.user, application):
            _fill_in(application, question, by=request.user)
            return redirect("exchange_application_edit", application.code)
    except refusals.Refused as error:
        context = _context(request, asked, start=form) | {"applies": True}
        return refusals.refused(request, error, form=form, template=TEMPLATE, context=context | {"start": form})
    if not rules.may_see_application(request.user, application):
        sentence = _("{person} is writing an application for {organisation} already.").format(
            person=person, organisation=question.organisation
        )
        messages.warning(request, sentence)
        return redirect(queries.eligibility_href(question))
    messages.info(request, _("There is an application already; here it is."))
    address = reverse("exchange_application", args=[application.code])
    return redirect(f"{address}?mission={question.mission.code}" if question.mission else address)


def _fill_in(application, question: Question, *, by) -> None:
    """What is known from where somebody comes, as long as they have written nothing: themes, country, language."""
    if application.objectives or application.languages or application.concepts.exists():
        return
    about = question.mission or question.offer
    values: dict = {"languages": [application.person.language]}
    if question.offer and question.offer.country != question.organisation.country:
        values["countries"] = [question.offer.country]
    actions.save_application(application, by=by, concepts=about.concepts.all() if about else None, **values)


def _asked(request, data) -> QuestionForm | None:
    """The question of the address, always with an organisation; None where the person has none to ask about."""
    organisations = queries.organisations_for(request.user, given.code(data, "organisation"))
    about = _about(request, data)
    thing = about.get("mission") or about.get("offer")
    programmes = queries.programmes_to_apply_for(thing.programme if thing else None)
    first = queries.first_of(request.user, organisations)
    if first is None or not programmes:
        return None
    filled = data.copy()
    if thing:
        filled["programme"] = thing.programme.code
    filled.setdefault("programme", programmes[0].code)
    filled.setdefault("organisation", first.code)
    if not organisations.filter(code=given.code(filled, "organisation")).exists():
        raise Http404
    return QuestionForm(filled, organisations=organisations, programmes=programmes, about=about)


def _about(request, data) -> dict:
    """The mission, offer or host that is asked about; one that is not there, or not to be seen, is 404."""
    visible = {
        "mission": Mission.objects.visible_to(request.user).with_texts(),
        "offer": Offer.objects.visible_to(request.user).with_texts(),
        "host": Organisation.objects.visible_to(request.user),
    }
    found = {
        name: get_object_or_404(rows, code=given.code(data, name)) for name, rows in visible.items() if data.get(name)
    }
    if "mission" in found:
        return {"mission": found["mission"]}
    return found


def _start_form(request, question: Question, data=None) -> StartForm:
    """What has no choice need not be sent."""
    return StartForm(
        data,
        people=queries.people_for(request.user, question.organisation),
        clusters=queries.clusters_for(request.user, question.organisation),
        user=request.user,
    )


def _context(request, asked: QuestionForm | None, *, start: StartForm | None = None) -> dict:
    if asked is None or not asked.is_valid():
        return {"asked": asked, "answers": Answer}
    question = asked.question
    works_there = cluster_rules.works_at(request.user, question.organisation)
    found, lines = queries.answers(question, request.user, request.user if works_there else None)
    start = start or _start_form(request, question)
    return {
        "asked": asked,
        "question": question,
        "found": found,
        "lines": lines,
        "start": start if start.fields["person"].queryset and start.fields["sending_cluster"].queryset else None,
        "overrides": queries.overrides_of(request.user, question),
        "estimate": estimate(question.mission, question.organisation) if question.mission else None,
        "answers": Answer,
    }
