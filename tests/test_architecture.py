"""The order of the house: imports point one way, files stay small, nothing inline, nothing of one machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.base import Lexer

ROOT = settings.BASE_DIR
APPS = ("core", "vocabulary", "search", "accounts", "clusters", "practices", "ecosystem", "exchanges", "home")
CONTENT_APPS = {"clusters", "practices", "ecosystem", "exchanges", "home", "accounts"}
# They stand side by side: neither knows the other.
NEIGHBOURS = {"ecosystem": {"practices"}, "exchanges": {"practices", "ecosystem"}}
TOP_OF_FILES = 400
TOP_OF_TEMPLATES = 120

# Inside an app (codebases.md, part 2): what a module may import of its own app, from the bottom to the top.
LAYERS = (
    ("states", "errors", "rules"),
    ("blocks", "models"),
    ("queries", "mails", "calendars", "documents"),
    ("actions",),
    ("forms", "exports"),
    ("views", "viewsets", "wagtail_hooks", "tasks"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows or would take, so that a new file is looked at before it is committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in dict.fromkeys(listed) if (ROOT / name).is_file()]


def modules(app: str) -> list[Path]:
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path):
    """(module, line, late) of each import of one of our apps; late ones stand inside a function.

    Imports that only name a type (`if TYPE_CHECKING:`) bind nothing at run time and do not count.
    """
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            node.body = []
    inside = {
        node
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] in APPS:
                yield name, node.lineno, node in inside


def layer(dotted: str) -> int | None:
    """The rank of `practices.actions.review` inside its app; None for modules outside the table."""
    parts = dotted.split(".")
    return RANK.get(parts[1]) if len(parts) > 1 else None


def dotted_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("app", APPS)
def test_imports_between_apps_point_one_way(app):
    allowed = (
        set(APPS[: APPS.index(app) + 1]) - (CONTENT_APPS if app == "search" else set()) - NEIGHBOURS.get(app, set())
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(app)
        for name, line, _late in imports(path)
        if name.split(".")[0] not in allowed
    ]

    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_imports_inside_an_app_point_down(app):
    wrong = []
    for path in modules(app):
        own = layer(dotted_name(path))
        for name, line, late in imports(path):
            theirs = layer(name) if name.split(".")[0] == app else None
            if own is not None and theirs is not None and theirs > own and not late:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")

    assert wrong == []


def test_late_imports_give_their_reason():
    wrong = []
    for app in APPS:
        for path in modules(app):
            lines = path.read_text().splitlines()
            for name, line, late in imports(path):
                if late and not re.search(r"# noqa: [A-Z0-9, ]*PLC0415[A-Z0-9, ]* -- \w", lines[line - 1]):
                    wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")

    assert wrong == []


def test_files_are_named_for_their_subject():
    vague = {"utils", "helpers", "common", "services", "misc", "util", "helper"}

    assert [str(path.relative_to(ROOT)) for path in tracked("*.py") if path.stem in vague] == []


def test_python_files_are_small():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("*.py")
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > TOP_OF_FILES
    }

    assert long == {}


def test_templates_are_small():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("templates")
        if (count := len(path.read_text().splitlines())) > TOP_OF_TEMPLATES
    }

    assert long == {}


def test_scripts_and_styles_are_small():
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("static/css", "static/js")
        if (count := len(path.read_text().splitlines())) > TOP_OF_FILES
    }

    assert long == {}


INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)[^>]*>"),
    "an inline style": re.compile(r"<style[\s>]"),
    "another host": re.compile(r"""(?:src|srcset|action)\s*=\s*["']?(?:https?:)?//"""),
}


def test_templates_have_nothing_inline():
    wrong = []
    for path in tracked("templates/**/*.html", "templates/*.html"):
        if "mail" in path.parts or "pdf" in path.parts:
            continue  # a mail carries its style: mail programs read no style sheets
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "x", path.read_text(), flags=re.DOTALL)
        wrong += [f"{path.relative_to(ROOT)}: {what}" for what, pattern in INLINE.items() if pattern.search(text)]

    assert wrong == []


def test_translated_blocks_are_trimmed():
    wrong = [
        f"{path.relative_to(ROOT)}:{token.lineno} {token.contents}"
        for path in tracked("templates")
        if path.suffix in {".html", ".txt"}
        for token in Lexer(path.read_text()).tokenize()
        if token.token_type.name == "BLOCK"
        and token.contents.split()[0] in {"blocktranslate", "blocktrans"}
        and "trimmed" not in token.contents.split()
    ]

    assert wrong == []


def test_migrations_are_named_for_their_intent():
    wrong = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/migrations/0*.py")
        if re.search(r"_auto_|recreated|_alter_\w+_and_more|^\d+_\d+", path.stem)
    ]

    assert wrong == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


MACHINE = {
    "a package registry": re.compile(
        r"(?<!docs\.)\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|--index-url|--extra-index-url)\b"
    ),
    "a path of one machine": re.compile(r"(?<![\w.-])/(?:work|home/\w+|Users|root)/[\w.-]+"),
}
TEXT = {".py", ".md", ".txt", ".in", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".json", ".sh", ".cfg", ""}


def test_no_file_knows_the_machine_it_was_written_on():
    wrong = [
        f"{path.relative_to(ROOT)}: {what} ({match[0]})"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for what, pattern in MACHINE.items()
        if (match := pattern.search(path.read_text(errors="ignore")))
    ]

    assert wrong == []


def test_the_rules_above_find_what_they_look_for():
    """A control: each pattern hits its own fault and not its neighbour."""
    faults = {
        "a style attribute": '<p class="x" style="color: red">',
        "an event attribute": '<a href="#" onclick="go()">',
        "an inline script": "<script>go()</script>",
        "an inline style": "<style>p{}</style>",
        "another host": '<img src="https://cdn.example/x.png">',
    }
    for what, fault in faults.items():
        assert [name for name, pattern in INLINE.items() if pattern.search(fault)] == [what]
    assert not any(
        pattern.search(fine)
        for pattern in INLINE.values()
        for fine in ('<script src="/x.js" type="module"></script>', '<script type="application/ld+json">{}</script>')
    )


def test_the_server_starts_without_the_tools_of_developers():
    """What runs in production imports nothing that only `requirements/dev.in` brings."""
    names = {"pytest", "playwright", "axe_playwright_python", "aiosmtpd", "feedparser", "ruff"}
    wrong = []
    for app in APPS:
        for path in modules(app):
            for node in ast.walk(ast.parse(path.read_text())):
                found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                found += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
                wrong += [f"{path.relative_to(ROOT)}: {name}" for name in found if name.split(".")[0] in names]

    assert wrong == []
    assert sys.version_info >= (3, 11)
