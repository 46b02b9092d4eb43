"""Who signs proves at that moment who they are: with the password, a code, or a passkey."""

import json

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as PasskeyForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from exchanges.choices import Confirmation

TOO_MANY = "too_many_login_attempts"  # allauth’s code for somebody who guesses
TYPED = frozenset({Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES})


class ConfirmationForm(forms.Form):
    """One of password, code and passkey, whichever the person has. allauth looks at it and limits how often.

    After a valid look `how` says what it was; `status` is that of a page which shows the errors. Looking uses a code
    up, so whatever else may be wrong is looked at before.
    """

    password = forms.CharField(
        label=_("Your password"),
        required=False,
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Or a code from your authenticator app, or a recovery code"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        self.user, self.how, self.inner = user, None, None
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        self.has_passkey = Authenticator.Type.WEBAUTHN in kinds
        if not user.has_usable_password():
            del self.fields["password"]
            self.fields["code"].label = _("A code from your authenticator app, or a recovery code")
        if not kinds & TYPED:
            del self.fields["code"]
        if not self.has_passkey:
            del self.fields["credential"]

    @property
    def status(self) -> int:
        """429 for somebody who tried too often, else 422."""
        return (
            429 if any(error.code == TOO_MANY for errors in self.errors.as_data().values() for error in errors) else 422
        )

    @property
    def passkey_request(self) -> str:
        """What the browser is asked to sign, as JSON; the session remembers it."""
        return json.dumps(begin_authentication(self.user), cls=DjangoJSONEncoder)

    def clean(self):
        """The strongest thing that was given decides; nothing given is asked for."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        for name, inner_class, how in (
            ("credential", PasskeyForm, Confirmation.SECOND_FACTOR),
            ("code", CodeForm, Confirmation.SECOND_FACTOR),
            ("password", PasswordForm, Confirmation.PASSWORD),
        ):
            if cleaned.get(name):
                self._look(name, inner_class, how)
                return cleaned
        self.add_error(
            self._first, forms.ValidationError(_("Please confirm that it is you who signs."), code="required")
        )
        return cleaned

    @property
    def _first(self) -> str | None:
        """The field that errors of none stand beside."""
        return next((name for name in ("password", "code") if name in self.fields), None)

    def _look(self, name: str, inner_class, how: Confirmation) -> None:
        inner = inner_class({name: self.cleaned_data[name]}, user=self.user)
        try:
            is_valid = inner.is_valid()
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):  # no browser sends such a passkey
            self.add_error(self._first, get_adapter().validation_error("incorrect_code"))
            return
        if is_valid:
            self.inner, self.how = inner, how
            return
        for errors in inner.errors.as_data().values():
            for error in errors:
                self.add_error(self._first if name == "credential" else name, error)
