"""Search: how well it answers, how fast with 50,000 documents; beside Wagtail’s search, bare FTS5 and plain HTTP."""

import json
import os
import subprocess

import elastic
from bench import site
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, run, say, stop

FOLDER = site.FOLDER / "search"
TEXTS = FOLDER / "texts.jsonl"
FINDING = ROOT / "tools" / "bench" / "finding"
LANGUAGES = ("en", "fr", "es", "ca", "bg", "ro", "da")

# Targets: issue 4, “It must show”, 2 and 3. What has none is printed for information.
TARGETS = {
    **{f"{engine}_{what}": target for engine in ("embedded", "elasticsearch") for what, target in {
        "all_ndcg10": (">=", 0.80), **{f"{language}_ndcg10": (">=", 0.70) for language in LANGUAGES},
        "lost_by_typo": ("<=", 0.08), "lost_by_unaccented": ("<=", 0.05), "lost_by_inflected": ("<=", 0.05),
        "cross_language_recall10": (">=", 0.85), "leaks": ("<=", 0),
    }.items()},
    "embedded_rebuild": (">=", 600), "embedded_rebuild_memory": ("<=", 600),
    "embedded_page_p50": ("<=", 3), "embedded_page_p95": ("<=", 3), "embedded_page_wagtail": (">=", 10),
    "embedded_suggestion_p50": ("<=", 3), "elasticsearch_page_p50": ("<=", 1.25), "building": (">=", 20),
}  # fmt: skip


def _environment(name: str, **more: str) -> dict[str, str]:
    """That of a site of the part `site` (its practices, its database), with the rival beside."""
    paths = f"{ROOT}{os.pathsep}{ROOT / 'tools'}"
    values = {"CLOTH_VAR_DIR": str(site.FOLDER / name), "DJANGO_SETTINGS_MODULE": "bench.finding.settings"}
    return os.environ | values | {"PYTHONPATH": paths} | more


def _figures(module: str, *arguments: object, env: dict[str, str]) -> dict[str, float]:
    """Run a module of `finding` in the environment; what it tells people passes through."""
    command = [str(part) for part in (PYTHON, "-m", f"bench.finding.{module}", *arguments)]
    ended = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        stop(f"bench.finding.{module} failed with status {ended.returncode}; its words are above.")
    return json.loads(ended.stdout)["figures"]


def _prepare() -> None:
    """The sites, the texts, and Wagtail's index of them; made anew when what shapes them changed."""
    for count in site.SIZES:
        site.prepare(count)
    shaping = [ROOT / "tests" / "search" / "judged", ROOT / "requirements" / "base.txt"]
    key = fingerprint(*shaping, FINDING / "texts.py", FINDING / "database.py", FINDING / "rival")
    key += fingerprint(*(ROOT / app / "demo" for app in ("practices", "clusters")))
    small = site.FOLDER / str(site.SIZES[0]) / "filled"
    key += small.read_text()
    if once(FOLDER / "filled", key):
        FOLDER.mkdir(parents=True, exist_ok=True)
        say("bench: writing 50,000 texts, and Wagtail's index of them")
        (FOLDER / "wagtail").mkdir(exist_ok=True)
        source = site.FOLDER / str(site.SIZES[0]) / "cloth.sqlite3"
        (FOLDER / "wagtail" / "cloth.sqlite3").write_bytes(source.read_bytes())
        (FOLDER / "judged").mkdir(exist_ok=True)
        (FOLDER / "judged" / "cloth.sqlite3").write_bytes(source.read_bytes())
        run(PYTHON, "-m", "bench.finding.texts", TEXTS, env=_environment("search/wagtail"))
        run(PYTHON, "-m", "bench.finding.database", TEXTS, env=_environment("search/wagtail"))
        done(FOLDER / "filled", key)


def measure() -> list[Figure]:
    """All figures of the part `search`."""
    _prepare()
    index = FOLDER / "embedded"
    found: dict[str, float] = {}
    with elastic.server() as server:
        say("bench: the judged set, on both engines and Wagtail's database search")
        env = _environment("search/judged")
        found |= _figures("relevance", FOLDER / "judged" / "index", server, env=env)
        say("bench: Elasticsearch with 50,000 documents, beside plain HTTP")
        found |= _figures("elastic", TEXTS, server, env=env)
    say("bench: embedded with 50,000 documents, beside bare FTS5 and Wagtail's database search")
    env = _environment("search/wagtail")
    found |= _figures("embedded", "fill", TEXTS, index, env=env)
    found |= _figures("embedded", "compare", TEXTS, index, env=env)
    say("bench: documents from 5,000 practices, beside Wagtail's update_index")
    found |= _figures("building", env=_environment(str(site.SIZES[-1])))
    return [_figure(name, value) for name, value in found.items()]


def _figure(name: str, value: float) -> Figure:
    op, target = TARGETS.get(name, ("", None))
    return Figure(f"search_{name}", value, _unit(name), op, target)


def _unit(name: str) -> str:
    if "rebuild_memory" in name:
        return "MB"
    if "rebuild" in name or "fill" in name or name.startswith("building_"):
        return "1/s"
    if name.endswith("_raw") and "ndcg" not in name:
        return "ms"
    quality = ("ndcg10", "mrr10", "recall10", "recall50", "lost_by", "leaks")
    return "score" if any(word in name for word in quality) else "x"
