"""SKOS concepts in the site's languages: every tag, facet and synonym comes from here."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _


class LabelKind(models.TextChoices):
    PREFERRED = "pref", _("preferred label")
    ALTERNATIVE = "alt", _("alternative label")
    HIDDEN = "hidden", _("hidden label")


class NoteKind(models.TextChoices):
    DEFINITION = "definition", _("definition")
    SCOPE = "scopeNote", _("scope note")
    EXAMPLE = "example", _("example")


class MatchKind(models.TextChoices):
    EXACT = "exactMatch", _("exact match")
    CLOSE = "closeMatch", _("close match")
    BROAD = "broadMatch", _("broader match")
    NARROW = "narrowMatch", _("narrower match")
    RELATED = "relatedMatch", _("related match")


class Scheme(models.Model):
    """A concept scheme, such as techniques. `code` is permanent and part of every concept's address."""

    code = models.SlugField(_("code"), unique=True, max_length=60)
    uri = models.URLField(_("address"), unique=True, max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    licence = models.URLField(
        _("licence"),
        max_length=300,
        blank=True,
        default="https://creativecommons.org/licenses/by/4.0/",
        help_text=_("The address of the licence under which the scheme may be used elsewhere."),
    )

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("concept scheme")
        verbose_name_plural = _("concept schemes")

    def __str__(self):
        return self.title()

    @cached_property
    def _texts(self) -> dict[str, "SchemeText"]:
        return {text.language: text for text in self.texts.all()}

    def _text(self, language):
        language = language or get_language()
        return (
            self._texts.get(language)
            or self._texts.get(settings.LANGUAGE_CODE)
            or next(iter(self._texts.values()), None)
        )

    def title(self, language: str | None = None) -> str:
        """The scheme's title in the reader's language, else in English, else its code."""
        text = self._text(language)
        return text.title if text else self.code

    def description(self, language: str | None = None) -> str:
        text = self._text(language)
        return text.description if text else ""


class SchemeText(models.Model):
    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "language"], name="one_scheme_text_per_language")]


class ConceptQuerySet(models.QuerySet):
    def with_labels(self):
        """Prefetch what `label()` needs: one query for any number of concepts."""
        return self.prefetch_related(
            models.Prefetch(
                "labels", queryset=Label.objects.filter(kind=LabelKind.PREFERRED), to_attr="preferred_labels"
            )
        )

    def current(self):
        return self.filter(deprecated=False)


class Concept(models.Model):
    """One notion with its labels. Address: `<scheme>/<code>` under the vocabulary's base; it never changes."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="concepts", verbose_name=_("scheme"))
    code = models.SlugField(_("code"), max_length=100)
    uri = models.URLField(_("address"), unique=True, max_length=400)
    notation = models.CharField(_("notation"), max_length=40, blank=True)
    broader = models.ManyToManyField(
        "self", symmetrical=False, related_name="narrower", blank=True, verbose_name=_("broader concepts")
    )
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related concepts"))
    deprecated = models.BooleanField(_("no longer used"), default=False)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces", verbose_name=_("replaced by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "code"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="one_code_per_scheme")]

    def __str__(self):
        return self.label()

    @cached_property
    def _preferred(self) -> dict[str, str]:
        labels = getattr(self, "preferred_labels", None)
        if labels is None:
            labels = self.labels.filter(kind=LabelKind.PREFERRED)
        return {label.language: label.text for label in labels}

    def label(self, language: str | None = None) -> str:
        """The preferred label in the reader's language, else in English, else any, else the code."""
        language = language or get_language()
        preferred = self._preferred
        return (
            preferred.get(language)
            or preferred.get(settings.LANGUAGE_CODE)
            or next(iter(preferred.values()), self.code)
        )

    def label_language(self, language: str | None = None) -> str:
        """The language that `label()` answers in, for the `lang` attribute."""
        language = language or get_language()
        preferred = self._preferred
        for candidate in (language, settings.LANGUAGE_CODE):
            if candidate in preferred:
                return candidate
        return next(iter(preferred), settings.LANGUAGE_CODE)

    @property
    def key(self) -> str:
        """`scheme/code`, the short form used in addresses and data files (needs `scheme` loaded)."""
        return f"{self.scheme.code}/{self.code}"


class Label(models.Model):
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=8, choices=LabelKind, default=LabelKind.PREFERRED)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["language", "kind", "text"]
        verbose_name = _("label")
        constraints = [
            models.UniqueConstraint(fields=["concept", "language", "text"], name="one_kind_per_label"),  # SKOS S13
            models.UniqueConstraint(
                fields=["concept", "language"], condition=models.Q(kind="pref"), name="one_preferred_label"
            ),  # SKOS S14
        ]
        indexes = [models.Index(fields=["language", "text"], name="label_lookup")]

    def __str__(self):
        return self.text


class Note(models.Model):
    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind, default=NoteKind.DEFINITION)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    text = models.TextField()

    class Meta:
        ordering = ["kind", "language"]
        verbose_name = _("note")
        constraints = [models.UniqueConstraint(fields=["concept", "kind", "language", "text"], name="no_note_twice")]


class Match(models.Model):
    """A link to a concept of another thesaurus."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(max_length=12, choices=MatchKind, default=MatchKind.CLOSE)
    uri = models.URLField(max_length=400)

    class Meta:
        ordering = ["kind", "uri"]
        verbose_name = _("match")
        constraints = [models.UniqueConstraint(fields=["concept", "uri"], name="one_match_per_target")]  # SKOS S46


class Edition(models.Model):
    """One row: whoever writes to the vocabulary locks it first, so that writers take turns."""

    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("edition of the vocabulary")


class ImportFile(models.Model):
    """A file somebody uploaded, kept until its import is applied or forgotten. Deleted after a day."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    options = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file to import")

    def __str__(self):
        return self.name
