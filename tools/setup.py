"""What `make run` and `make test` need first: an environment, and steps done only when their inputs changed.

Standard library only: it runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VAR = Path(os.environ.get("CLOTH_VAR_DIR", ROOT / "var"))
PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def stop(text: str) -> None:
    """End with a sentence for a person, status 1."""
    sys.exit(f"\n✗ {text}")


def run(*command, **options) -> None:
    """Run a command in the checkout; its failure ends ours, after its own words."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)
    if done.returncode:
        stop(f"This failed with status {done.returncode}: {' '.join(str(part) for part in command)}")


def fingerprint(*paths: Path) -> str:
    """A hash of the contents of files and of all files below folders."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix not in {".pyc", ".mo"}:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def once(stamp: Path, key: str) -> bool:
    """Whether a step must run: True until `done(stamp, key)` was called with the same key."""
    return not (stamp.exists() and stamp.read_text() == key)


def done(stamp: Path, key: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def environment(requirements: str) -> None:
    """Make `.venv` and install the locked `requirements` file (hashes checked), unless both are there already."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- this is where older ones are told
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Then: make PYTHON=python3.11 run")
    lock = ROOT / "requirements" / requirements
    key = fingerprint(lock) + sys.version
    stamp = VENV / f"installed-{requirements}"
    if not once(stamp, key) and PYTHON.exists():
        return
    made = VENV / "made"
    if not PYTHON.exists() or not (made.exists() or any(VENV.glob("bin/pip*"))):
        say("making the environment in .venv")
        try:
            venv.create(VENV, with_pip=True, clear=True)  # clear: one that was left half-made is no good
            done(made, "")
        except (subprocess.CalledProcessError, ImportError, OSError):
            stop("Python’s venv module is incomplete here. On Debian: apt-get install python3-venv")
    say(f"installing the locked packages ({requirements})")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    done(stamp, key)


def messages() -> None:
    """Compile the catalogues whose source changed (in Python: no gettext is needed)."""
    key = fingerprint(*sorted(ROOT.glob("locale*/*/LC_MESSAGES/*.po")))
    stamp = ROOT / "locale" / ".compiled"
    if once(stamp, key):
        say("compiling the catalogues of the seven languages")
        run(PYTHON, "manage.py", "messages", "compile")
        done(stamp, key)
