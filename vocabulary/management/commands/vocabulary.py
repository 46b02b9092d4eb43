"""`manage.py vocabulary load|import|export|check`: the thesaurus from the command line."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vocabulary.errors import VocabularyError
from vocabulary.files import FORMATS, write_file
from vocabulary.imports import load_shipped, prepare
from vocabulary.integrity import check
from vocabulary.plans import Foreign, Options, Plan
from vocabulary.skos import write_graph
from vocabulary.stored import stored_vocabulary


class Command(BaseCommand):
    help = "Load the shipped thesaurus, import and export SKOS files, check the integrity conditions."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True)
        load = commands.add_parser("load", help="bring in the shipped concepts that are missing")
        load.add_argument("--update", action="store_true", help="also reset the shipped concepts that were changed")
        reading = commands.add_parser("import", help="show what a SKOS file would change")
        reading.add_argument("file", type=Path)
        reading.add_argument("--apply", action="store_true", help="write the changes")
        reading.add_argument("--whole", action="store_true", help="take concepts out of use that the file lacks")
        reading.add_argument("--scheme", default="", help="take concepts of another thesaurus into this scheme")
        writing = commands.add_parser("export", help="write SKOS to the standard output")
        writing.add_argument("--scheme", default="")
        writing.add_argument("--format", choices=FORMATS, default="ttl")
        commands.add_parser("check", help="list what breaks a rule; exit status 1 when something does")

    def handle(self, **options):
        try:
            getattr(self, f"do_{options['command']}")(options)
        except VocabularyError as error:
            raise CommandError(error.sentence) from error

    def do_load(self, options):
        self.summary(load_shipped(update=options["update"]))

    def do_import(self, options):
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} is not a file.")
        chosen = Options(
            whole=options["whole"],
            foreign=Foreign.OWN if options["scheme"] else Foreign.MATCHES,
            scheme=settings.VOCABULARY_BASE_URI + options["scheme"] if options["scheme"] else "",
        )
        prepared = prepare({path.name: path.read_bytes()}, chosen)
        self.report(prepared.plan)
        if prepared.plan.errors:
            raise CommandError("The file has errors; nothing was imported.")
        if options["apply"]:
            prepared.apply(by=None)
            self.stdout.write("Imported.")
        elif not prepared.plan.is_empty:
            self.stdout.write("Nothing was written. Add --apply to import.")

    def do_export(self, options):
        vocabulary = stored_vocabulary()
        if options["scheme"]:
            uri = settings.VOCABULARY_BASE_URI + options["scheme"]
            if uri not in vocabulary.schemes:
                raise CommandError(f"There is no scheme “{options['scheme']}”.")
            vocabulary = vocabulary.only([uri])
        text = write_file(write_graph(vocabulary), FORMATS[options["format"]]).decode()
        self.stdout.write(text, ending="" if text.endswith("\n") else "\n")

    def do_check(self, options):
        problems = check(stored_vocabulary(), settings.VOCABULARY_BASE_URI)
        for problem in problems:
            self.stdout.write(f"{problem.subject}: {problem.sentence}")
        self.stdout.write(f"{len(problems)} findings.")
        if any(problem.is_error for problem in problems):
            sys.exit(1)

    def report(self, plan: Plan):
        for problem in (*plan.errors, *plan.warnings):
            self.stdout.write(f"{'error' if problem.is_error else 'note'}  {problem.subject}  {problem.sentence}")
        for change in (*plan.schemes, *plan.concepts):
            self.stdout.write(f"{change.kind}  {change.uri}")
            if change.kind != "added":
                for line in change.lines:
                    self.stdout.write(f"    {'+' if line.added else '-'} {line.property} {line.language} {line.text}")
        self.summary(plan)

    def summary(self, plan: Plan):
        counts = [f"{len(plan.of_kind(kind))} {kind}" for kind in ("added", "changed", "deprecated")]
        self.stdout.write(f"Schemes: {len(plan.schemes)}. Concepts: {', '.join(counts)}.")
