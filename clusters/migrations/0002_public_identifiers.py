from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="identifiers_public",
            field=models.BooleanField(
                default=False,
                help_text="A sole trader’s VAT number is personal data in some countries: ask first.",
                verbose_name="show these numbers on its page",
            ),
        ),
    ]
