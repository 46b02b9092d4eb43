"""What an operator can set or type is written down, and what is written down exists."""

import ast
import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string

DOCS = settings.BASE_DIR / "docs"
README = settings.BASE_DIR / "README.md"
PAGES = sorted([README, *DOCS.rglob("*.md")])
OURS = ("accounts", "clusters", "core", "ecosystem", "exchanges", "home", "practices", "search", "vocabulary")


def names_read_from_the_environment() -> set[str]:
    """Every name that the settings and the tools read, by os.environ.get, os.environ[…] or `_required`."""
    found = set()
    places = [*(settings.BASE_DIR / "cloth" / "settings").glob("*.py"), *(settings.BASE_DIR / "tools").rglob("*.py")]
    for path in places:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func)
                if called in {"os.environ.get", "_required"}:
                    found.add(node.args[0].value)
            elif (
                isinstance(node, ast.Subscript)
                and ast.unparse(node.value) == "os.environ"
                and isinstance(node.slice, ast.Constant)
            ):
                found.add(node.slice.value)
    return found - {"PATH"}


def test_every_environment_variable_is_documented():
    text = (DOCS / "operators.md").read_text() + (DOCS / "testing.md").read_text()

    assert sorted(name for name in names_read_from_the_environment() if f"`{name}`" not in text) == []


def test_every_command_of_ours_is_documented():
    text = "\n".join(path.read_text() for path in PAGES)
    ours = sorted(name for name, app in get_commands().items() if app in OURS)

    assert [name for name in ours if f"manage.py {name}" not in text] == []


def test_every_make_target_is_documented():
    targets = re.findall(r"^([a-z]+):", (settings.BASE_DIR / "Makefile").read_text(), re.MULTILINE)
    text = "\n".join(path.read_text() for path in PAGES)

    assert [name for name in targets if f"make {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps_and_have_their_parts():
    decisions = sorted((DOCS / "adr").glob("*.md"))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], path.name


def test_the_readme_fits_on_a_screen():
    assert len(README.read_text().splitlines()) <= 60


@pytest.mark.parametrize("name", ["core.outbox.queue_mail", "core.rounds.register", "core.codes.new_code"])
def test_functions_named_in_the_architecture_exist(name):
    assert f"`{name}`" in (DOCS / "architecture.md").read_text()
    assert callable(import_string(name))
