"""Production refuses to start without its secrets, and with them Django's own deployment check is content."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "cloth.settings.production",
    "SECRET_KEY": "k7m2xq" * 12,
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_HOST": "mail.cloth.example",
    "ALLOWED_HOSTS": "cloth.example",
    "BASE_URL": "https://cloth.example",
}


def manage(*arguments, **changes) -> subprocess.CompletedProcess:
    """Run manage.py with the complete production environment, changed; None takes a name away."""
    machine = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = machine | {name: value for name, value in (ENVIRONMENT | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:cloth", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "Set SECRET_KEY in the environment"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY in the environment"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"DATABASE_URL": None}, "Set DATABASE_URL in the environment"),
        ({"EMAIL_HOST": None}, "Set EMAIL_HOST in the environment"),
        ({"ALLOWED_HOSTS": None}, "Set ALLOWED_HOSTS in the environment"),
        ({"BASE_URL": None}, "Set BASE_URL in the environment"),
        ({"S3_BUCKET": "files"}, "Set S3_ACCESS_KEY in the environment"),
        ({"S3_BUCKET": "files", "S3_ACCESS_KEY": "x"}, "Set S3_SECRET_KEY in the environment"),
        ({"DEMO": "1"}, "DEMO=1 is refused in production"),
    ],
    ids=lambda value: "-".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else None,
)
def test_production_does_not_start_without(changes, sentence):
    done = manage("check", **changes)

    assert done.returncode == 1
    assert sentence in done.stderr.strip().splitlines()[-1]


def test_the_deployment_check_is_clean():
    done = manage("check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


def test_production_refuses_the_demo_data():
    done = manage("load_demo")

    assert done.returncode == 1
    assert "DEMO" in done.stderr or "demo" in done.stderr


def test_production_has_no_debug_and_secure_cookies():
    names = ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECRET_KEY")
    done = manage(
        "shell", "-v0", "-c", f"from django.conf import settings as s; print([getattr(s, n) for n in {names}])"
    )

    assert done.stdout.strip() == str([False, False, True, True, 31536000, ENVIRONMENT["SECRET_KEY"]])


def test_tests_do_not_loosen_the_content_security_policy():
    done = manage(
        "shell", "-v0", "-c", "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES'])"
    )

    assert done.stdout.strip() == str(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])


@pytest.mark.parametrize(("changes", "count"), [({}, "1"), ({"TRUSTED_PROXY_COUNT": "2"}, "2")])
def test_production_stands_behind_a_proxy(changes, count):
    done = manage(
        "shell", "-v0", "-c", "from allauth import app_settings as s; print(s.TRUSTED_PROXY_COUNT)", **changes
    )

    assert done.stdout.strip() == count
