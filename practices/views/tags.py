"""The coordinator’s screens for free tags, in Wagtail’s look."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _

from accounts.access import restricted_to
from practices import rules
from practices.actions import tags as actions
from practices.errors import PracticeError
from practices.forms.tags import LabelForm, MergeForm
from practices.models import PracticeTag
from practices.queries.concepts import tags_in_use


@restricted_to(rules.may_sort_tags)
def tags(request):
    return render(request, "practices/admin/tags.html", {"tags": tags_in_use(), "header_icon": "tag"})


@restricted_to(rules.may_sort_tags)
def tag(request, pk):
    """One tag: make it a label of a concept, or merge it into another."""
    found = get_object_or_404(PracticeTag.objects.select_related("concept"), pk=pk)
    chosen = request.POST.get("do") if request.method == "POST" else ""
    q = request.POST.get("q") or request.GET.get("q") or found.name
    label = LabelForm(request.POST if chosen == "label" else None, q=q, initial={"language": get_language()})
    merging = MergeForm(request.POST if chosen == "merge" else None, tag=found)
    form = {"label": label, "merge": merging}.get(chosen)
    if form is not None and form.is_valid():
        try:
            if chosen == "label":
                actions.make_label(
                    found,
                    concept=form.cleaned_data["concept"],
                    language=form.cleaned_data["language"],
                    by=request.user,
                )
                messages.success(request, _("The word is a label now, and its practices are about the concept."))
            else:
                actions.merge(found, into=form.cleaned_data["into"], by=request.user)
                messages.success(request, _("Merged."))
            return redirect("practice_tags")
        except PracticeError as error:
            form.add_error(None, str(error))
    context = {"tag": found, "label": label, "merging": merging, "q": q}
    return render(request, "practices/admin/tag.html", context, status=422 if form is not None else 200)
