from django.db import migrations

from clusters import gazetteer

BATCH = 500


def name_regions(apps, schema_editor):
    """Places without a region code get the one of their town; those without coordinates stand in their town."""
    Place = apps.get_model("clusters", "Place")
    changed = []
    for place in Place.objects.filter(region_code="").iterator(chunk_size=BATCH):
        point = None if place.latitude is None else (place.latitude, place.longitude)
        place.region_code = gazetteer.region_of(place.town, place.country, postcode=place.postcode, point=point)
        if point is None:
            for found in gazetteer.find(place.town, country=place.country, postcode=place.postcode)[:1]:
                place.latitude, place.longitude, place.precision = found.latitude, found.longitude, found.precision
        if place.region_code:
            changed.append(place)
    Place.objects.bulk_update(changed, ["region_code", "latitude", "longitude", "precision"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("clusters", "0006_codes_that_are_gone")]

    operations = [migrations.RunPython(name_regions, migrations.RunPython.noop)]
