"""Forms of the account pages."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from accounts.models import User
from accounts.states import Role
from core.text import validate_name


class _NameFields(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        validators=[validate_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class SignupDetailsForm(_NameFields):
    """What sign-up asks besides address and password."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("We write to you in this language.")
    )
    field_order = ["first_name", "last_name", "email", "password1", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()

    def signup(self, request, user):
        """Called by allauth after the person was created."""
        for name in ("first_name", "last_name", "language"):
            setattr(user, name, self.cleaned_data[name])
        user.save(update_fields=["first_name", "last_name", "language"])


class AccountForm(_NameFields, forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "language", "mails_about_my_work", "mails_with_news"]


class EraseForm(forms.Form):
    """The last question before a person goes."""

    sure = forms.BooleanField(label=_("Yes, erase me. I know that this cannot be undone."))


class RoleForm(forms.Form):
    """Which role of the alliance; whether it may be given is decided by the action."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)


class PeopleSearchForm(forms.Form):
    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200, strip=True)
