"""What an organisation does becomes rows of its own; a value may be from before sources were kept."""

from django.db import migrations, models

SOURCES = [
    ("own", "the organisation itself"),
    ("cluster", "its cluster"),
    ("import", "a list of members"),
    ("claim", "a claim"),
    ("public", "a public source"),
    ("before", "from before sources were kept"),
]


def make_capabilities(apps, schema_editor):
    organisation = apps.get_model("clusters", "Organisation")
    capability = apps.get_model("clusters", "Capability")
    pairs = organisation.concepts.through.objects.order_by("pk").values_list("organisation_id", "concept_id")
    capability.objects.bulk_create(
        [capability(organisation_id=pk, concept_id=concept) for pk, concept in pairs.iterator(chunk_size=2000)],
        batch_size=2000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("clusters", "0004_capabilities_and_certificates")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="source",
            field=models.CharField(choices=SOURCES, default="own", max_length=8, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="statement",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=8, verbose_name="source"),
        ),
        migrations.RunPython(make_capabilities, migrations.RunPython.noop),
    ]
