"""Lists of members that a manager loads: the file, its lines, what was remembered of the last one."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import rules as cluster_rules
from clusters.models import Cluster, Organisation
from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of
from ecosystem import rules
from ecosystem.states import LineState, ListState


def list_place(members: "MemberList", name: str) -> str:
    """Below a folder that is never served as such."""
    return f"ecosystem/lists/{members.code}.{ending_of(name)}"


class MemberListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the clusters that a person manages; a coordinator sees all."""
        if rules.may_see_all_lists(user):
            return self
        return self.filter(cluster__in=cluster_rules.clusters_managed_by(user))


class MemberList(CheckedText):
    """One file of a cluster’s members. It is kept as it came; what is repaired is kept on the lines.

    `asked_by` is who asked for the work that the worker does now; `trouble` is for them, in their language.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="member_lists")
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to=list_place, max_length=200)
    digest = models.CharField(max_length=64)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    encoding = models.CharField(_("encoding"), max_length=30, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    heading_line = models.PositiveIntegerField(default=1)
    headings = models.JSONField(_("headings"), default=list)
    columns = models.JSONField(_("columns"), default=dict, help_text=_("number of the column → field"))
    state = models.CharField(_("state"), max_length=10, choices=ListState, default=ListState.UPLOADED)
    lines_total = models.PositiveIntegerField(_("lines"), default=0)
    lines_done = models.PositiveIntegerField(_("lines done"), default=0)
    worked_at = models.DateTimeField(null=True)  # when the worker last moved: a dead one can be followed by another
    trouble = models.TextField(_("what went wrong"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="member_lists"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    loaded_at = models.DateTimeField(null=True)

    objects = MemberListQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("list of members")
        verbose_name_plural = _("lists of members")

    def __str__(self):
        return self.name

    @property
    def origin(self) -> str:
        """What its statements name as their origin."""
        return f"list:{self.code}"


class ListLine(models.Model):
    """One line. `cells` are as they stood in the file, `repaired` what a person wrote instead, by column.

    `faults` are [{"field", "code", "params"}] of the catalogue of messages (`ecosystem.faults`); `values` the parsed
    record. `before` is what loading replaced, for the undo: null where the line made a new organisation.
    """

    members = models.ForeignKey(MemberList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"), help_text=_("as the spreadsheet counts"))
    cells = models.JSONField(default=list)
    repaired = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=8, choices=LineState)
    subject = models.CharField(max_length=64, blank=True)  # fingerprint for `SameOrNot`
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="list_lines"
    )
    suspects = models.JSONField(default=list)  # [{"code", "score", "sure", "reasons"}], best first
    made_new = models.BooleanField(default=False)
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("line")
        constraints = [models.UniqueConstraint(fields=["members", "number"], name="a_line_once")]
        indexes = [models.Index(fields=["members", "state", "number"], name="lines_by_state")]


class RememberedHeading(models.Model):
    """What a cluster’s manager said that a heading means; offered the next time, to the other clusters too."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="remembered_headings")
    heading = models.CharField(max_length=200)  # folded
    field = models.CharField(max_length=40, blank=True)  # empty: leave the column out
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "heading"], name="a_heading_once_per_cluster")]


class SameOrNot(models.Model):
    """A person’s yes or no to “are these two the same?”, for ever: of a line’s fingerprint or of two organisations.

    `subject` is the fingerprint of a line (`ecosystem.doubles.fingerprint`) or `organisation:<code>`; of two
    organisations the one with the lower code is the subject.
    """

    subject = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="same_or_not")
    same = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "organisation"], name="one_answer_per_pair")]


class PossibleDouble(models.Model):
    """Two organisations that may be one; found by the round, gone once somebody answered."""

    left = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="doubles_left")
    right = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="doubles_right")
    score = models.FloatField()
    sure = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sure", "-score", "pk"]
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="a_pair_once")]
