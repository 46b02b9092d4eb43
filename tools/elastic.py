"""Real Elasticsearch servers for tests, benchmarks and `make run SEARCH=elasticsearch`.

Taken in this order: the server that TEST_ELASTICSEARCH_URL names, Docker's official image where a Docker engine
answers, the Maven package (`elastic_package.py`). Standard library only. As a command:

    python tools/elastic.py get                      fetch the server, start nothing
    python tools/elastic.py run -- COMMAND …         run a command with TEST_ELASTICSEARCH_URL set

VERSION=8 or 9 chooses; without it 9 where a Java for it is found, else 8.
"""

import base64
import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import elastic_package
from elastic_package import VERSIONS
from serve import free_port
from setup import ROOT, say, stop

HEAP = "-Xms512m -Xmx512m"
PATIENCE = 300  # seconds until a node answers; 17 are usual, three nodes on two busy cores take minutes
PLAIN = {
    "network.host": "127.0.0.1",
    "xpack.ml.enabled": "false",
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.destructive_requires_name": "false",
}


def major() -> str:
    """The version asked for, 8 or 9."""
    asked = os.environ.get("VERSION") or elastic_package.default_major()
    if asked not in VERSIONS:
        stop("VERSION must be 8 or 9.")
    return asked


def docker_image(version: str) -> str:
    """The official image, fetched; empty where no Docker engine answers or it cannot fetch."""
    image = f"elasticsearch:{VERSIONS[version]}"
    for command in (["docker", "version", "--format", "{{.Server.Version}}"], ["docker", "pull", "--quiet", image]):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=1800)
        except (OSError, subprocess.SubprocessError):
            return ""
    return image


@dataclass
class Node:
    """One running server. `settings` are those of elasticsearch.yml, `files` more of its configuration by name."""

    name: str
    version: str
    folder: Path
    image: str
    port: int
    settings: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        config = self.folder / "config"
        if not config.exists():
            self._configure(config)
        command, env = self._docker(config) if self.image else self._package(config)
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                command,
                env=env,
                cwd=self.folder if self.image else elastic_package.home(self.version),  # 9 takes it for its home
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _configure(self, config: Path) -> None:
        for part in ("data", "tmp", "logs"):
            (self.folder / part).mkdir(parents=True)
        if self.image:
            config.mkdir()
        else:
            shutil.copytree(elastic_package.home(self.version) / "config", config)
            (config / "jvm.options.d").mkdir(exist_ok=True)
        for name, text in self.files.items():
            (config / name).write_text(text)
        paths = {} if self.image else {"path.data": self.folder / "data", "path.logs": self.folder / "logs"}
        lines = [f"{name}: {value}\n" for name, value in (dict(self.settings) | paths).items()]
        (config / "elasticsearch.yml").write_text("".join(lines))
        for path in [self.folder, *self.folder.rglob("*")]:
            if self.image:
                path.chmod(0o755 if path.is_dir() else 0o644)  # the image's own user reads it
            elif os.geteuid() == 0:
                shutil.chown(path, "nobody")

    def _package(self, config: Path) -> tuple[list, dict[str, str]]:
        home, java = elastic_package.home(self.version), elastic_package.java(self.version)
        env = {"PATH": os.environ["PATH"], "JAVA": f"{java}/bin/java", "ES_JAVA_HOME": f"{java}", "ES_HOME": f"{home}"}
        env |= {"ES_PATH_CONF": f"{config}", "ES_TMPDIR": f"{self.folder / 'tmp'}", "ES_JAVA_OPTS": HEAP}
        env |= {"LANG": "C.UTF-8", "HOME": f"{self.folder}"}
        if self.version == "8":
            env |= {"CLI_NAME": "server", "CLI_LIBS": "lib/tools/server-cli"}
            command = ["bash", home / "bin" / "elasticsearch-cli"]
        else:
            env |= {"ES_DISTRIBUTION_TYPE": "zip", "JAVA_TYPE": "ES_JAVA_HOME"}
            launcher = "org.elasticsearch.server.launcher.ServerLauncher"
            command = [java / "bin" / "java", "-cp", f"{home}/lib/tools/server-launcher/*", launcher]
        wrapper = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []  # it does not outlive us
        if os.geteuid() == 0:  # Elasticsearch refuses to run as root
            wrapper += ["--reuid", "nobody", "--regid", str(pwd.getpwnam("nobody").pw_gid), "--clear-groups"]
        return [*wrapper, *command], env

    def _docker(self, config: Path) -> tuple[list, dict[str, str]]:
        command = ["docker", "run", "--rm", "--name", self.name, "--network", "host"]
        command += ["--env", f"ES_JAVA_OPTS={HEAP}"]
        for name in ("elasticsearch.yml", *self.files):
            command += ["--volume", f"{config / name}:/usr/share/elasticsearch/config/{name}:ro"]
        return [*command, self.image], dict(os.environ)

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL, "kill")

    def stop(self) -> None:
        self._end(signal.SIGTERM, "stop")

    def _end(self, sign: int, verb: str) -> None:
        if not self.running():
            return
        if self.image:
            subprocess.run(["docker", verb, self.name], check=False, capture_output=True)
        else:
            os.killpg(self.process.pid, sign)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Cluster:
    """Running nodes and how to speak to them. `user` and `password` are empty where nobody signs in."""

    nodes: list[Node]
    scheme: str = "http"
    user: str = ""
    password: str = ""
    authority: str = ""  # path of the certificate that signed the nodes'

    @property
    def urls(self) -> list[str]:
        return [f"{self.scheme}://127.0.0.1:{node.port}" for node in self.nodes]

    def ask(self, path: str, *, body: dict | None = None, node: int = 0, timeout: float = 30) -> dict:
        """One request, GET or (with a body) POST, answered in JSON; raises OSError."""
        request = urllib.request.Request(self.urls[node] + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if self.user:
            signed = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {signed}")
        trust = ssl.create_default_context(cafile=self.authority) if self.authority else None
        with urllib.request.urlopen(request, timeout=timeout, context=trust) as answer:
            return json.load(answer)

    def wait(self, *, nodes: int | None = None) -> None:
        """Return when so many nodes (all unless said) are one cluster; a sentence and the end when that fails."""
        wanted = nodes or len(self.nodes)
        until = time.monotonic() + PATIENCE
        alive = [number for number, node in enumerate(self.nodes) if node.running()]
        while time.monotonic() < until:
            for number in alive:
                if not self.nodes[number].running():
                    self._despair(self.nodes[number], "ended before it answered")
            with contextlib.suppress(OSError, ValueError):
                health = self.ask("/_cluster/health?timeout=1s", node=alive[0], timeout=5)
                if health["number_of_nodes"] == wanted and health["status"] != "red":
                    return
            time.sleep(0.25)
        self._despair(self.nodes[alive[0]], f"did not answer within {PATIENCE} seconds")

    def _despair(self, node: Node, what: str) -> None:
        print((node.folder / "log").read_text()[-4000:], file=sys.stderr)
        stop(f"Elasticsearch {VERSIONS[node.version]} {what}; its last words are above.")


def _hashed(password: str) -> str:
    """As Elasticsearch keeps it in its file `users`."""
    salt = secrets.token_bytes(32)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10000, 32)
    return f"{{PBKDF2}}10000${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"


@contextlib.contextmanager
def cluster(
    *,
    nodes: int = 1,
    sign_in: bool = False,
    settings: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
    authority: str = "",
    version: str | None = None,
):
    """Yield a running `Cluster` of fresh nodes that lives as long as the block; its data is thrown away.

    With `sign_in` a superuser with a random password exists. `authority` says that `settings` turn TLS on.
    """
    version = version or major()
    image = docker_image(version)
    folder = Path(tempfile.mkdtemp(prefix="cloth-elasticsearch-"))
    folder.chmod(0o755)
    ports = [(free_port(), free_port()) for _ in range(nodes)]
    common = PLAIN | {"cluster.name": folder.name}
    if nodes == 1:
        common["discovery.type"] = "single-node"
    else:
        common["discovery.seed_hosts"] = json.dumps([f"127.0.0.1:{transport}" for _, transport in ports])
        common["cluster.initial_master_nodes"] = json.dumps([f"node{number}" for number in range(nodes)])
    made = Cluster([], scheme="https" if authority else "http", authority=authority)
    files = dict(files or {})
    if sign_in:
        made.user, made.password = "cloth", secrets.token_urlsafe(16)
        files |= {"users": f"cloth:{_hashed(made.password)}\n", "users_roles": "superuser:cloth\n"}
        common["xpack.security.enabled"] = "true"
        common |= {f"xpack.security.{side}.ssl.enabled": "false" for side in ("http", "transport")}
    for number, (port, transport) in enumerate(ports):
        own = {"node.name": f"node{number}", "http.port": str(port), "transport.port": str(transport)}
        chosen = common | own | dict(settings or {})
        name = f"{folder.name}-{number}"
        made.nodes.append(Node(name, version, folder / f"node{number}", image, port, chosen, files))
    try:
        for node in made.nodes:
            node.start()
        made.wait()
        yield made
    finally:
        for node in made.nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def server(version: str | None = None):
    """Yield the address of one server: the one named in the environment, or a fresh one for the length of the block."""
    if named := os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield named
        return
    began = time.monotonic()
    with cluster(version=version) as made:
        node = made.nodes[0]
        source = "Docker" if node.image else "the Maven package"
        say(f"Elasticsearch {VERSIONS[node.version]} from {source} answers after {time.monotonic() - began:.0f} s")
        yield made.urls[0]


def main(arguments: list[str]) -> int:
    if arguments == ["get"]:
        version = major()
        if not docker_image(version):
            elastic_package.java(version)
            say(f"Elasticsearch {VERSIONS[version]} is in {elastic_package.home(version)}")
        return 0
    if arguments[:2] != ["run", "--"] or len(arguments) < 3:
        stop("Usage: python tools/elastic.py get | run -- COMMAND …")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        env = os.environ | {"TEST_ELASTICSEARCH_URL": url}
        return subprocess.run(arguments[2:], cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
