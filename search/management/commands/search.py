"""`manage.py search`: the index from the side of who runs the site."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from core.languages import CODES
from search.backlog import backlog
from search.documents import PUBLIC
from search.engines.base import (
    Engine,
    EngineUnavailableError,
    NothingToRollBackError,
    RebuildRunningError,
)
from search.rebuilding import NotTrustedError, rebuild
from search.requests import SearchRequest
from search.service import engine
from search.verifying import repair, verify

MOST_KEYS = 20  # of what is wrong


class Command(BaseCommand):
    help = "Build the search index anew, look at it, ask it, or go back to the one before."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        new = actions.add_parser("rebuild", help="Fill a new index beside the one in use, check it and switch at once.")
        new.add_argument("--files", action="store_true", help="Read the text of new files first, not afterwards.")
        new.add_argument("--if-empty", action="store_true", help="Do nothing where the index holds something.")
        state = actions.add_parser("status", help="The engine, what the index holds, and what waits for it.")
        state.add_argument("--verify", action="store_true", help="Compare every document with the database.")
        state.add_argument(
            "--repair", action="store_true", help="The same, and have the worker put right what differs."
        )
        asked = actions.add_parser("explain", help="How a query is read, and why each hit is found.")
        asked.add_argument("query")
        asked.add_argument("--language", choices=CODES, default=CODES[0], help="The reader’s language.")
        asked.add_argument("--access", default=PUBLIC, help="The reader’s tokens, separated by commas.")
        actions.add_parser("rollback", help="Go back to the index that the last rebuild replaced.")

    def handle(self, *, action: str, **options):
        try:
            getattr(self, f"_{action}")(engine(), options)
        except EngineUnavailableError as error:
            raise CommandError(f"The search engine does not answer: {error}") from error

    def _rebuild(self, engine: Engine, options):
        if options["if_empty"] and engine.status().documents:
            return
        try:
            report = rebuild(engine, files=options["files"], say=self.stdout.write)
        except RebuildRunningError as error:
            raise CommandError("Another rebuild is running. Wait for it, or end that process first.") from error
        except NotTrustedError as error:
            raise CommandError(f"{error} The index in use stays.") from error
        self.stdout.write(
            f"{report.documents} documents in {report.generation}, {report.replayed} things changed meanwhile "
            f"({report.seconds:.1f} s)."
        )

    def _status(self, engine: Engine, options):
        waits = backlog()
        self.stdout.write(f"changes waiting: {waits.waiting}, behind by {waits.seconds} s, put off: {waits.put_off}")
        self.stdout.write(f"files to read: {waits.files}")
        for failure in waits.failures:
            self.stdout.write(f"  {failure.thing} ({failure.attempts} times): {failure.error}")
        status = engine.status()
        written = date_format(timezone.localtime(status.written_at), "Y-m-d H:i:s") if status.written_at else "never"
        self.stdout.write(f"engine: {status.engine} {status.version}, {status.bytes / 1e6:.1f} MB, written {written}")
        self.stdout.write(f"generation: {status.generation or 'none'}, before it: {status.previous or 'none'}")
        if status.building:
            self.stdout.write(f"being built: {status.building}")
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(status.kinds.items()))
        self.stdout.write(f"documents: {status.documents}" + (f" ({kinds})" if kinds else ""))
        if options["verify"] or options["repair"]:
            self._verify(engine, mend=options["repair"])

    def _verify(self, engine: Engine, *, mend: bool):
        found = verify(engine)
        for name, keys in (("missing", found.missing), ("surplus", found.surplus), ("different", found.different)):
            if keys:
                more = f" and {len(keys) - MOST_KEYS} more" if len(keys) > MOST_KEYS else ""
                self.stdout.write(f"{name}: {', '.join(keys[:MOST_KEYS])}{more}")
        if found.is_clean:
            self.stdout.write(f"The index equals the database: {found.documents} documents.")
        elif mend:
            self.stdout.write(f"{repair(found)} things are left to the worker.")
        else:
            raise CommandError(f"The index differs from the database in {len(found.wrong)} documents.")

    def _explain(self, engine: Engine, options):
        access = tuple(token for token in options["access"].split(",") if token)
        results = engine.search(SearchRequest(text=options["query"], language=options["language"], access=access))
        read = results.understood
        for name in ("languages", "words", "phrases", "excluded", "corrected"):
            if value := getattr(read, name):
                self.stdout.write(f"{name}: {value if isinstance(value, str) else ', '.join(value)}")
        for name, values in read.fields.items():
            self.stdout.write(f"field {name}: {', '.join(values)}")
        for concept in read.concepts:
            also = ", ".join(f"{label} ({language})" for language, label in concept.also)
            self.stdout.write(f"concept {concept.identifier}: {concept.label}; also searched: {also or 'nothing'}")
        self.stdout.write(f"{results.total} things in {results.took_ms:.1f} ms")
        for hit in results.hits:
            title = "".join(text for text, _marked in hit.title.parts)
            self.stdout.write(f"{hit.score:8.3f}  {hit.key}  {title}")
            for reason in hit.reasons:
                where = ", ".join(part for part in (reason.language, reason.concept) if part)
                self.stdout.write(f"          {reason.kind}: {reason.term}" + (f" ({where})" if where else ""))

    def _rollback(self, engine: Engine, options):
        try:
            generation = engine.rollback()
        except NothingToRollBackError as error:
            raise CommandError("No earlier index is kept.") from error
        self.stdout.write(f"Back to {generation}.")
        number = repair(verify(engine))
        if number:
            self.stdout.write(f"{number} things changed since; the worker brings them in.")
