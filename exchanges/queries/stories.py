"""Stories that their writers let us publish and a cluster released: read by everybody."""

from django.db.models import QuerySet

from exchanges.models import Programme, Report


def released(programme: Programme) -> QuerySet[Report]:
    """The newest first, with the organisation whose story it is. The person who wrote it is not read."""
    return (
        Report.objects.filter(
            exchange__programme=programme, released_at__isnull=False, consent_to_publish=True, story__gt=""
        )
        .select_related(
            "exchange__visitor_organisation",
            "exchange__host_organisation",
            "exchange__sending_cluster",
            "exchange__receiving_cluster",
        )
        .order_by("-released_at", "pk")
    )
