"""Asking about a practice, and answering."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practices.actions import questions
from practices.errors import PracticeError, TooManyQuestionsError
from practices.forms.reading import AnswerForm, AskForm
from practices.models import PracticePage, Question
from practices.queries.addresses import path_of
from practices.views.reading import find


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A question to the people behind a practice, passed on without either address."""
    language = get_language()
    _index, entry, page = find(code, language)
    path = path_of(entry, language)
    form = AskForm(request.POST if request.method == "POST" else None, user=request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_machine:
            return redirect(path)
        try:
            questions.ask(
                page,
                by=request.user if request.user.is_authenticated else None,
                address=get_adapter(request).get_client_ip(request),
                language=language,
                **{name: form.cleaned_data[name] for name in ("name", "email", "text") if name in form.cleaned_data},
            )
        except PracticeError as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, TooManyQuestionsError) else 409
        else:
            messages.success(request, _("Your question is on its way. The answer comes by e-mail."))
            return redirect(path)
    elif request.method == "POST":
        status = 422
    context = {"page": page, "form": form, "path": path, "language": language}
    return render(request, "practices/ask.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the link in the mail opens: the question, and a field for the answer."""
    question = get_object_or_404(Question, token=token)
    page = PracticePage.objects.filter(code=question.practice_code, is_original=True).first()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            questions.answer(question, by=by, text=form.cleaned_data["text"])
        except PracticeError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("Your answer is on its way. Thank you."))
            return redirect("answer", token)
    elif request.method == "POST":
        status = 422
    context = {"question": question, "page": page, "form": form}
    return render(request, "practices/answer.html", context, status=status)
