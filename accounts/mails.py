"""The mails of sign-up, sign-in and the account. No decisions here."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import MailMessage
from core.outbox import queue_mail

# allauth's name of a mail → ours.
NAMES = {
    "account/email/email_confirmation_signup": "accounts/mail/confirm_address",
    "account/email/email_confirmation": "accounts/mail/confirm_address",
    "account/email/account_already_exists": "accounts/mail/already_registered",
    "account/email/unknown_account": "accounts/mail/unknown_account",
    "account/email/password_reset_key": "accounts/mail/reset_password",
}

# allauth's name of a notice → what happened, in a sentence.
NOTICES = {
    "account/email/email_changed": _("Your e-mail address was changed."),
    "account/email/email_confirm": _("An e-mail address of yours was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was set anew."),
    "account/email/password_set": _("Your password was set."),
    "mfa/email/totp_activated": _("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your account."),
}


def send_for_allauth(prefix: str, address: str, user: User | None, context: dict) -> MailMessage:
    """Queue our own text for a mail that allauth asks for; an unknown one is a mistake of ours and fails loudly."""
    kept = {key: context[key] for key in ("activate_url", "password_reset_url", "signup_url") if key in context}
    kept["recipient"] = user
    if prefix in NOTICES:
        name, kept["what"], kept["when"] = "accounts/mail/security_notice", NOTICES[prefix], timezone.now()
    else:
        name = NAMES[prefix]
    return queue_mail(name, to=address, user=user, context=kept)


def send_erased(address: str, language: str) -> MailMessage:
    """The last mail: the account is gone, and with the mail its address."""
    message = queue_mail("accounts/mail/erased", to=address, language=language)
    message.forget_address = True
    message.save(update_fields=["forget_address"])
    return message
