"""How allauth works here: its mails become rows of the outbox, written in the person's language."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts import mails


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up and its mails."""

    def send_mail(self, template_prefix, email, context):
        """Every mail of allauth comes through here. The recipient is looked up, so that strangers learn nothing."""
        user = context.get("user")
        if user is None or not user.is_authenticated:
            known = EmailAddress.objects.filter(email__iexact=email, user__is_active=True).select_related("user")
            address = known.order_by("-verified").first()
            user = address.user if address else None
        mails.send_for_allauth(template_prefix, email, user, context)

    def get_signup_redirect_url(self, request):
        return reverse("join")

    def get_email_verification_redirect_url(self, email_address):
        """A fresh account goes on to say where the person works; others come back to their addresses."""
        if not self.request.user.is_authenticated:
            return reverse("account_login")
        if EmailAddress.objects.filter(user=email_address.user).count() > 1:
            return reverse("account_email")
        return reverse("join")
