"""The coordinator’s plans, and the stays in them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.codes


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0002_rates_do_not_overlap"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannerRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=core.codes.new_code, editable=False, max_length=12, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("value", models.FloatField()),
                ("bound", models.FloatField()),
                ("seconds", models.FloatField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="exchanges.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlannedStay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(null=True, verbose_name="first working day")),
                ("last_day", models.DateField(null=True, verbose_name="last working day")),
                ("fit", models.FloatField(null=True)),
                (
                    "unplaced",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "waiting for an answer"),
                            ("not_eligible", "a rule of the programme stands in the way"),
                            ("no_host", "no host may receive them"),
                            ("no_days", "no host is open on their days"),
                            ("organisation", "another application of the organisation has a place"),
                            ("full", "the places went to others"),
                        ],
                        max_length=14,
                    ),
                ),
                ("left_out", models.BooleanField(default=False)),
                ("refusal", models.TextField(blank=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchanges.application"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchanges.offer"
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="exchanges.proposal",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="exchanges.plannerrun"
                    ),
                ),
            ],
            options={
                "verbose_name": "planned stay",
                "ordering": ["-fit", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "application"), name="an_application_once_per_plan"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_day", None), ("last_day", None), ("offer", None)),
                            models.Q(
                                ("last_day__gte", models.F("first_day")), ("offer__isnull", False), ("unplaced", "")
                            ),
                            _connector="OR",
                        ),
                        name="planned_with_days_or_unplaced",
                    ),
                ],
            },
        ),
    ]
