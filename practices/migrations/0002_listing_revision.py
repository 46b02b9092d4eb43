from django.db import migrations, models

import practices.models.listing


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListingRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=practices.models.listing.new_token, max_length=16)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
