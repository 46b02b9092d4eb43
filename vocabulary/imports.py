"""From a file to a plan: what the admin, the command and the tests all do."""

from dataclasses import dataclass

from django.conf import settings
from rdflib import Graph

from core.languages import CODES
from vocabulary import actions, skos
from vocabulary.errors import Problem
from vocabulary.files import read_file
from vocabulary.models import ImportFile
from vocabulary.plans import Foreign, Options, Plan, make_plan
from vocabulary.skos import Vocabulary
from vocabulary.stored import stored_vocabulary

SHIPPED = settings.BASE_DIR / "vocabulary" / "data"


@dataclass(frozen=True)
class Import:
    """A file that was read, and what it would change now."""

    incoming: Vocabulary
    problems: list[Problem]
    options: Options
    plan: Plan

    def apply(self, *, by) -> Plan:
        """Write the plan; refused when it is no longer the one shown here."""
        return actions.apply_import(
            self.incoming, self.problems, options=self.options, fingerprint=self.plan.fingerprint, by=by
        )


def prepare(files: dict[str, bytes], options: Options) -> Import:
    """Read files (name → bytes) as one vocabulary and plan its import. Raises VocabularyError; writes nothing."""
    graph = Graph()
    for name, content in files.items():
        graph += read_file(name, content, base=settings.VOCABULARY_BASE_URI)
    incoming, problems = skos.read_graph(graph, CODES)
    plan = make_plan(stored_vocabulary(), incoming, problems, base=settings.VOCABULARY_BASE_URI, options=options)
    return Import(incoming, problems, options, plan)


def shipped_files() -> dict[str, bytes]:
    """The thesaurus that comes with the code, one file per scheme."""
    return {path.name: path.read_bytes() for path in sorted(SHIPPED.glob("*.ttl"))}


def load_shipped(*, update: bool = False, by=None) -> Plan:
    """Bring in the shipped concepts that are missing; with `update`, also undo what was changed in them since."""
    actions.grant_editing()
    prepared = prepare(shipped_files(), Options(only_new=not update))
    return prepared.plan if prepared.plan.is_empty else prepared.apply(by=by)


def plan_change(changed: Vocabulary) -> Plan:
    """What saving this concept or scheme would do, with everything that is wrong with it. Writes nothing."""
    return make_plan(stored_vocabulary(), changed, (), base=settings.VOCABULARY_BASE_URI, options=Options())


def prepare_kept(kept: ImportFile) -> Import:
    """The plan of an uploaded file, as of now."""
    options = Options(
        whole=bool(kept.options.get("whole")),
        foreign=Foreign(kept.options.get("foreign", Foreign.MATCHES)),
        scheme=kept.options.get("scheme", ""),
    )
    return prepare({kept.name: bytes(kept.content)}, options)
