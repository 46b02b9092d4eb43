"""Every mail of people and clusters, in every language: subject, text and HTML, without anything from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts import mails
from clusters import mails as cluster_mails
from core.languages import CODES
from core.models import MailMessage
from tests.factories import accounts, clusters

pytestmark = pytest.mark.django_db
FOLDERS = [settings.BASE_DIR / "templates" / app / "mail" for app in ("accounts", "clusters")]
NAMES = sorted(
    f"{path.parts[-3]}/mail/{path.name[:-12]}" for folder in FOLDERS for path in folder.glob("*.subject.txt")
)
OURS = {name for name in NAMES if name.split("/")[0] in {"accounts", "clusters"}}


def send_everything(language: str) -> list[MailMessage]:
    user = accounts.person(first_name="Ada & <Co>", language=language)
    links = {
        "activate_url": "http://testserver/a",
        "password_reset_url": "http://testserver/p",
        "signup_url": "http://testserver/s",
        "user": user,
    }
    row = clusters.affiliation(user, organisation=clusters.organisation(), cluster=clusters.cluster(), reason="So")
    return [
        *(mails.send_for_allauth(prefix, user.email, user, links) for prefix in [*mails.NAMES, *mails.NOTICES]),
        mails.send_erased(user.email, language),
        cluster_mails.send_asked(row, to=user),
        cluster_mails.send_accepted(row),
        cluster_mails.send_refused(row),
        cluster_mails.send_ended(row),
        cluster_mails.send_without_manager(row.cluster, to=user),
        cluster_mails.send_confirm_record(row.organisation, to=user),
        cluster_mails.send_confirm_records([row.organisation, clusters.organisation()], to=user),
    ]


@pytest.mark.parametrize("language", CODES)
def test_every_mail_in_every_language(language):
    sent = send_everything(language)

    assert {mail.name for mail in sent} == OURS
    for mail in sent:
        assert mail.language == language
        assert mail.subject
        assert "\n" not in mail.subject
        assert f'<html lang="{language}">' in mail.html
        assert "{{" not in mail.text + mail.html
        assert not re.search(r"<(img|link|script|iframe)|url\(|@import", mail.html)
        assert "<Co>" not in mail.html
        assert "&lt;" not in mail.text
        links = re.findall(r'href="(http[^"]+)"', mail.html)
        assert all(link.startswith((settings.BASE_URL, "http://testserver/")) for link in links)
        assert all(link in mail.text for link in links)


def test_each_mail_has_its_three_files():
    for folder in FOLDERS:
        for subject in Path(folder).glob("*.subject.txt"):
            stem = subject.name.removesuffix(".subject.txt")
            assert (folder / f"{stem}.txt").exists()
            assert (folder / f"{stem}.html").exists()


def test_a_mail_that_nobody_wrote_is_a_mistake():
    with pytest.raises(KeyError):
        mails.send_for_allauth("account/email/login_code", "a@people.example", None, {})
