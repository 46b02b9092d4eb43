"""The test client, signed in as people are: who has a second factor has shown it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.test import Client


class Visitor(Client):
    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        if is_mfa_enabled(user):
            request = HttpRequest()
            request.session = self.session
            record_authentication(request, user, "mfa")
            request.session.save()
