"""allauth’s sign-up form, doing the same work for an address that is known as for one that is not."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django.contrib.auth.hashers import make_password


class SignupForm(AllauthSignupForm):
    def try_save(self, request):
        """Hashing the password takes most of the time; without it an answer that comes soon tells of an account."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
