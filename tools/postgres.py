"""A real PostgreSQL in a temporary folder, for tests: found or installed, run as an ordinary user, then removed."""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from setup import say, stop

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")


def debian_install(*packages: str) -> bool:
    """Install Debian packages where we may; False where we may not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {' '.join(packages)} with apt-get")
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    return subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=False, **quiet).returncode == 0


def _version(folder: Path) -> int:
    words = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", words)
    return int(found[1]) if found else 0


def _installed() -> Path | None:
    folders = [*DEBIAN.glob("*/bin"), *map(Path, os.environ["PATH"].split(os.pathsep))]
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    best = max(usable, key=_version, default=None)
    return best if best and _version(best) >= OLDEST else None


def binaries() -> Path:
    """The folder with initdb and postgres, version 15 or newer; installs Debian's where that is allowed."""
    folder = _installed()
    if folder is None and debian_install("postgresql"):
        folder = _installed()
    if folder is None:
        stop(f"PostgreSQL {OLDEST} or newer is missing. On Debian, as root: apt-get install postgresql")
    return folder


@contextlib.contextmanager
def server():
    """Yield the DATABASE_URL of an empty server that lives as long as the block."""
    folder = binaries()
    data = Path(tempfile.mkdtemp(prefix="cloth-postgres-"))
    user = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = next((name for name in ("postgres", "nobody") if _known(name)), None)
        shutil.chown(data, owner)
        user = ["setpriv", "--reuid", owner, "--regid", str(pwd.getpwnam(owner).pw_gid), "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = data / "db"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": data}
    subprocess.run(
        [*user, folder / "initdb", "-D", cluster, "-U", "cloth", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        **quiet,
    )
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {data}"
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"  # thrown away
    subprocess.run([*user, folder / "pg_ctl", "-D", cluster, "-l", data / "log", "-w", "-o", options, "start"], **quiet)
    try:
        yield f"postgresql://cloth@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*user, folder / "pg_ctl", "-D", cluster, "-m", "immediate", "stop"],
            check=False,
            stdout=subprocess.DEVNULL,
            cwd=data,
        )
        shutil.rmtree(data, ignore_errors=True)


def _known(name: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False
