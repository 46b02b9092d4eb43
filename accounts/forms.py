"""Forms of the account pages."""

from django import forms


class SignupDetailsForm(forms.Form):
    """What sign-up asks besides address and password."""

    def signup(self, request, user):
        """Called by allauth after the person was created."""
