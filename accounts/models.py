"""People and their roles in the alliance."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.states import Role
from core.models import CheckedText
from core.text import validate_name


class UserQuerySet(models.QuerySet):
    def with_role(self, role: Role):
        return self.filter(is_active=True, roles__role=role)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates people by e-mail address; Django asks for a manager with these two names."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(CheckedText, AbstractUser):
    """A person, known by e-mail address. After erasure the row stays, empty, as “former member”."""

    text_checks = {"first_name": validate_name, "last_name": validate_name}

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    mails_about_my_work = models.BooleanField(
        _("mail me about my own practices, questions and applications"), default=True
    )
    mails_with_news = models.BooleanField(_("mail me a monthly digest of new practices"), default=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        """The name shown to others; an erased person is “former member”."""
        if self.erased_at:
            return str(_("former member"))
        return super().get_full_name() or self.email.split("@")[0]

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The alliance-wide roles of this person, read once."""
        if not self.is_active:
            return frozenset()
        names = set(self.roles.values_list("role", flat=True))
        if self.is_superuser:
            names.add(Role.ADMINISTRATOR)
        return frozenset(names)


class RoleGrant(models.Model):
    """A person holds a role in the alliance, given by somebody at some time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
