"""Rooms of Wagtail's admin: clusters for the coordinator, the list of members for managers."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from accounts import rules as account_rules
from clusters import rules
from clusters.forms_admin import ClusterAdminForm
from clusters.models import Cluster, Organisation


class ByRule(ModelPermissionPolicy):
    """Rights in these rooms come from `clusters.rules`, not from ticks in groups; nothing is deleted here, because
    public addresses keep answering.
    """

    def __init__(self, model, rule, actions):
        super().__init__(model)
        self.rule, self.actions = rule, frozenset(actions)

    def user_has_permission(self, user, action):
        return action in self.actions and self.rule(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class _WarnOfTwins:
    """Two clusters of one weave and dye are allowed, since eight of each can run out, but nobody does it unawares."""

    def form_valid(self, form):
        response = super().form_valid(form)
        saved = form.instance
        twins = Cluster.objects.filter(weave=saved.weave, dye=saved.dye).exclude(pk=saved.pk)
        for twin in twins:
            messages.warning(
                self.request,
                _("%(cluster)s has the same weave and the same dye: readers cannot tell the two apart.")
                % {"cluster": twin},
            )
        return response


class ClusterCreateView(_WarnOfTwins, generic.CreateView):
    pass


class ClusterEditView(_WarnOfTwins, generic.EditView):
    pass


class ClusterViewSet(ModelViewSet):
    model = Cluster
    name = url_prefix = "cluster_profiles"
    icon = "group"
    menu_label = gettext_lazy("Clusters")
    menu_name = "clusters"
    menu_order = 350
    add_to_admin_menu = True
    add_view_class = ClusterCreateView
    edit_view_class = ClusterEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["short_name", "name", "town", "country"]
    ordering = ["order", "code"]
    permission_policy = ByRule(Cluster, rules.may_edit_clusters, ("add", "change", "view"))

    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("short_name"), FieldPanel("order")]),
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("town"), FieldPanel("region"), FieldPanel("country")]),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    FieldPanel("languages"),
                    FieldPanel("website"),
                ],
                heading=gettext_lazy("who it is"),
            ),
            MultiFieldPanel([FieldPanel("weave"), FieldPanel("dye")], heading=gettext_lazy("its cloth")),
            InlinePanel(
                "texts",
                heading=gettext_lazy("texts"),
                label=gettext_lazy("text"),
                panels=[FieldPanel("language"), FieldPanel("mission"), FieldPanel("services")],
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("founded_year"), FieldPanel("staff_range")]),
                    FieldPanel("sectors"),
                    FieldPanel("technology_fields"),
                    FieldPanel("specialisation_areas"),
                    FieldPanel("networks"),
                    FieldPanel("other_labels"),
                    FieldPanel("scale_up_facilities"),
                    FieldRowPanel([FieldPanel("has_strategy"), FieldPanel("has_internationalisation_strategy")]),
                ],
                heading=gettext_lazy("public profile"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("members_total"), FieldPanel("members_year")]),
                    FieldRowPanel([FieldPanel("members_sme"), FieldPanel("members_large")]),
                    FieldRowPanel([FieldPanel("members_research"), FieldPanel("members_other")]),
                ],
                heading=gettext_lazy("members by type"),
            ),
            InlinePanel(
                "awards",
                heading=gettext_lazy("label history"),
                label=gettext_lazy("excellence label"),
                panels=[
                    FieldPanel("level"),
                    FieldRowPanel([FieldPanel("awarded_on"), FieldPanel("valid_until")]),
                    FieldPanel("source"),
                ],
            ),
            InlinePanel(
                "team",
                heading=gettext_lazy("team"),
                label=gettext_lazy("team member"),
                panels=[FieldRowPanel([FieldPanel("position"), FieldPanel("name"), FieldPanel("order")])],
            ),
            FieldPanel("sources"),
        ],
        base_form_class=ClusterAdminForm,
    )


def may_list_members(user) -> bool:
    return rules.is_manager(user) or account_rules.is_coordinator(user)


class MembersIndexView(generic.IndexView):
    """A manager sees the members of their clusters, past ones too; the coordinator all. Editing is the plain form."""

    def get_base_queryset(self):
        organisations = Organisation.objects.filter(merged_into=None)
        if not account_rules.is_coordinator(self.request.user):
            managed = rules.clusters_managed_by(self.request.user)
            organisations = organisations.filter(memberships__cluster__in=managed).distinct()
        return organisations.prefetch_related("places", "memberships__cluster")

    @property
    def header_buttons(self):
        managed = rules.clusters_managed_by(self.request.user)
        return [
            HeaderButton(
                _("New member of %(cluster)s") % {"cluster": cluster},
                reverse("organisation_add", args=[cluster.code]),
                icon_name="plus",
            )
            for cluster in managed
        ]


def _present_clusters(organisation: Organisation) -> str:
    today = timezone.localdate()
    return ", ".join(
        membership.cluster.short_name
        for membership in organisation.memberships.all()
        if membership.until is None or membership.until > today
    )


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    name = url_prefix = "members"
    icon = "home"
    menu_label = gettext_lazy("Members")
    menu_name = "members"
    menu_order = 360
    add_to_admin_menu = True
    index_view_class = MembersIndexView
    form_fields = ["name"]
    copy_view_enabled = False
    inspect_view_enabled = False
    search_fields = ["name", "name_latin"]
    search_backend_name = None
    list_filter = ["type", "size", "country"]
    ordering = ["name"]
    list_display = [
        TitleColumn(
            "name",
            label=gettext_lazy("Name"),
            sort_key="name",
            get_url=lambda organisation: reverse("organisation_edit", args=[organisation.code]),
        ),
        Column("main_place", label=gettext_lazy("Place")),
        Column("clusters", label=gettext_lazy("Clusters"), accessor=_present_clusters),
        Column("get_type_display", label=gettext_lazy("Type")),
        Column("changed_at", label=gettext_lazy("Changed"), accessor=lambda each: timezone.localdate(each.changed_at)),
    ]
    permission_policy = ByRule(Organisation, may_list_members, ("view",))
