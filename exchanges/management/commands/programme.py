"""`manage.py programme load|list`: the exchange programmes, which are data, from the command line."""

import tomllib
from decimal import InvalidOperation
from pathlib import Path

from django.core.exceptions import FieldError, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from exchanges.models import Programme
from exchanges.programmes import DEFAULT, load_programme


class Command(BaseCommand):
    help = "Create a programme from a file or bring it up to one; list the programmes."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True)
        load = commands.add_parser("load", help="take a programme from a TOML file; what people did stays")
        load.add_argument("file", type=Path, nargs="?", default=DEFAULT, help="without one: the programme of CLOTH")
        commands.add_parser("list", help="the programmes with their dates, targets and rates")

    def handle(self, **options):
        getattr(self, f"do_{options['command']}")(options)

    def do_load(self, options):
        """All or nothing."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} is not a file.")
        try:
            with transaction.atomic():
                programme = load_programme(path)
                for row in (programme, *_rows_of(programme)):
                    row.full_clean()
        except tomllib.TOMLDecodeError as error:
            raise CommandError(f"{path} is no TOML: {error}") from error
        except KeyError as error:
            raise CommandError(f"{path} lacks {error}.") from error
        except ValidationError as error:
            raise CommandError(f"{path}: {'; '.join(error.messages)}") from error
        except (DatabaseError, FieldError, InvalidOperation, TypeError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        self._line(programme)

    def do_list(self, _options):
        for programme in Programme.objects.order_by("starts_on", "code"):
            self._line(programme)

    def _line(self, programme: Programme) -> None:
        self.stdout.write(
            f"{programme.code}: {programme.starts_on} to {programme.ends_on}, target "
            f"{sum(target.number for target in programme.targets.all())}, {programme.countries.count()} countries, "
            f"{programme.rates.count()} rates."
        )


def _rows_of(programme: Programme) -> list:
    sets = (programme.texts, programme.targets, programme.role_rules, programme.countries, programme.rates)
    return [row for found in sets for row in found.all()]
