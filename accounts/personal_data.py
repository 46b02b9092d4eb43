"""What the room of people knows about a person: for their export, and what goes when they go."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts import export
from accounts.export import Export
from core.models import MailMessage, SiteDocument, SiteImage
from search.models import SavedSearch


def person(user) -> Export:
    names = (
        "email",
        "first_name",
        "last_name",
        "language",
        "mails_about_my_work",
        "mails_with_news",
        "date_joined",
        "last_login",
    )
    row = {name: getattr(user, name) for name in names}
    row["addresses"] = list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))
    row["groups"] = list(user.groups.values_list("name", flat=True))
    return Export([row])


def sign_in(user) -> Export:
    """Second factors without their secrets, and the open sessions."""
    factors = Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
    sessions = UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
    return Export([{"second_factors": list(factors), "sessions": list(sessions)}])


def roles(user) -> Export:
    return Export(list(user.roles.values("role", "granted_at")))


def mails(user) -> Export:
    fields = ("to", "subject", "text", "language", "queued_at", "sent_at", "state")
    return Export(list(MailMessage.objects.filter(user=user).values(*fields)))


def uploads(user) -> Export:
    """Images and documents that the person uploaded, with the files."""
    found = [
        *SiteImage.objects.filter(uploaded_by_user=user),
        *SiteDocument.objects.filter(uploaded_by_user=user),
    ]
    rows = [{"title": each.title, "file": each.filename, "uploaded_at": each.created_at} for each in found]
    return Export(rows, [(each.file.name, each.file) for each in found if each.file.storage.exists(each.file.name)])


def saved_searches(user) -> Export:
    """Searches the person keeps; `known` are the things they have seen there."""
    fields = ("title", "query", "language", "frequency", "known", "created_at", "checked_at", "mailed_at")
    return Export(list(SavedSearch.objects.filter(user=user).values(*fields)))


def actions(user) -> Export:
    """What the log says the person did."""
    fields = ("timestamp", "action", "label")
    return Export(
        [
            *ModelLogEntry.objects.filter(user=user).order_by("timestamp").values(*fields),
            *PageLogEntry.objects.filter(user=user).order_by("timestamp").values(*fields),
        ]
    )


def register() -> None:
    """Called when the app is ready."""
    export.register("person", person, covers=("account.EmailAddress.user", "accounts.User.groups"))
    export.register("sign-in", sign_in, covers=("mfa.Authenticator.user", "usersessions.UserSession.user"))
    export.register("roles", roles, covers=("accounts.RoleGrant.user",))
    export.register("mails", mails, covers=("core.MailMessage.user",))
    export.register(
        "uploads", uploads, covers=("core.SiteImage.uploaded_by_user", "core.SiteDocument.uploaded_by_user")
    )
    export.register("saved-searches", saved_searches, covers=("search.SavedSearch.user",))
    export.register("actions", actions, covers=("wagtailcore.ModelLogEntry.user", "wagtailcore.PageLogEntry.user"))
    for name, reason in LEFT_OUT.items():
        export.leave_out(name, reason)


_WHO_DECIDED = "says who decided about somebody else; that is the other person’s data, and the log lists one’s own acts"
_EDITING = "a tool of the editing rooms; the texts themselves are pages, public and kept"
LEFT_OUT = {
    "accounts.RoleGrant.granted_by": _WHO_DECIDED,
    "wagtailcore.Page.owner": "a public page; the list of one’s acts names it",
    "wagtailcore.Page.locked_by": _EDITING,
    "wagtailcore.Revision.user": "a version of a public page; the list of one’s acts names it",
    "wagtailcore.WorkflowState.requested_by": _EDITING,
    "wagtailcore.TaskState.finished_by": _EDITING,
    "wagtailcore.Comment.user": _EDITING,
    "wagtailcore.CommentReply.user": _EDITING,
    "wagtailcore.PageSubscription.user": _EDITING,
    "wagtailadmin.EditingSession.user": _EDITING,
    "wagtailusers.UserProfile.user": _EDITING,
    "wagtailcore.Comment.resolved_by": _EDITING,
    "wagtailcore.UploadedFile.uploaded_by_user": "a file on its way; once it is kept it is an image or a document",
    "wagtailadmin.FormState.user": _EDITING,
    "wagtaildocs.Document.uploaded_by_user": "not in use: the site has its own documents",
    "wagtailimages.Image.uploaded_by_user": "not in use: the site has its own images",
    "vocabulary.ImportFile.uploaded_by": "a vocabulary file; public words, and the list of one’s acts names the import",
    "wagtail_localize.StringTranslation.last_translated_by": _EDITING,
    "wagtail_localize.SegmentOverride.last_translated_by": _EDITING,
}
