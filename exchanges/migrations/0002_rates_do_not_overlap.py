"""Two rates of one country never hold on the same day: the database itself refuses it.

PostgreSQL has exclusion constraints (ranges, no extension needed); SQLite gets two triggers. A later migration that
rebuilds the table on SQLite drops the triggers and has to make them anew: tests/exchanges/test_programmes.py notices.
"""

from django.db import migrations

POSTGRESQL = """
ALTER TABLE exchanges_rate ADD CONSTRAINT rates_do_not_overlap EXCLUDE USING gist (
    int8range(programme_id, programme_id, '[]') WITH &&,
    int4range(ascii(country) * 256 + ascii(substr(country, 2)), ascii(country) * 256 + ascii(substr(country, 2)), '[]')
        WITH &&,
    daterange(valid_from, valid_until) WITH &&
)
"""
SQLITE = """
CREATE TRIGGER rates_do_not_overlap_{event} BEFORE {event} ON exchanges_rate
WHEN EXISTS (
    SELECT 1 FROM exchanges_rate AS other
    WHERE other.programme_id = NEW.programme_id AND other.country = NEW.country AND other.id IS NOT NEW.id
      AND (other.valid_until IS NULL OR other.valid_until > NEW.valid_from)
      AND (NEW.valid_until IS NULL OR NEW.valid_until > other.valid_from)
)
BEGIN
    SELECT RAISE(ABORT, 'rates_do_not_overlap');
END
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE.format(event=event))


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE exchanges_rate DROP CONSTRAINT rates_do_not_overlap")
    else:
        for event in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER rates_do_not_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial")]

    operations = [migrations.RunPython(forbid, allow)]
