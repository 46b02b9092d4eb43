import json
import re
from datetime import date

import pytest
from django.utils import timezone

from practices.models import Confirmation, PracticeIndexPage, ReviewCriterion, ReviewCriterionText
from practices.states import TransferState
from tests.factories import accounts, clusters, practices

pytestmark = pytest.mark.django_db


def address(page, language="en", tail=""):
    return f"/{language}/practices/{page.code}/{page.slug}/{tail}"


@pytest.mark.parametrize("n", [1, 30])
def test_list_takes_a_fixed_number_of_queries(client, n, django_assert_num_queries):
    concept = practices.concept()
    image = practices.picture()
    for each in range(n):
        page = practices.practice(
            clusters.cluster() if each < 5 else None,
            concepts=(concept,),
            pictures=[("picture", {"image": image, "caption": ""})],
        )
        practices.transfer(page)
    client.get("/en/practices/")

    with django_assert_num_queries(8):
        response = client.get("/en/practices/?sort=tried&q=practice")

    assert response.status_code == 200
    assert len(response.context["listing"].cards) == min(n, 12)


def test_list_shows_each_practice_once_in_the_best_version(client):
    page = practices.practice(language="da", title="Uld fra Jylland", answer="Det virker.")
    practices.translation_of(page, "bg", title="Вълна от Ютландия")

    danish, bulgarian, french = (client.get(f"/{language}/practices/") for language in ("da", "bg", "fr"))

    assert [card.page.title for card in danish.context["listing"].cards] == ["Uld fra Jylland"]
    assert [card.page.title for card in bulgarian.context["listing"].cards] == ["Вълна от Ютландия"]
    assert [(c.page.title, c.foreign) for c in french.context["listing"].cards] == [("Uld fra Jylland", True)]
    html = french.content.decode()
    assert re.search(rf'<h3 lang="da"><a href="/fr/practices/{page.code}/{page.slug}/">Uld fra Jylland</a></h3>', html)
    assert '<p lang="da">Det virker.</p>' in html


def test_list_filters_by_address_and_names_the_filters(client):
    concept = practices.concept("material/wool", fr="laine")
    wanted = practices.practice(concepts=(concept,), status="failed")
    practices.practice(status="failed")
    practices.practice(wanted.cluster, concepts=(concept,))

    response = client.get("/fr/practices/?concept=material/wool&status=failed")

    assert [card.code for card in response.context["listing"].cards] == [wanted.code]
    assert "laine" in [chip.label for chip in response.context["listing"].chips]
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()


@pytest.mark.parametrize("query", ["page=-4", "page=x"])
def test_list_answers_any_page(client, query):
    cluster = clusters.cluster()
    for _each in range(13):
        practices.practice(cluster)

    response = client.get(f"/en/practices/?{query}")

    assert response.status_code == 200
    assert response.context["listing"].page.number == 1


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("page=10000", "/en/practices/?page=2"),
        ("page=3&status=running&sort=title", "/en/practices/?status=running&sort=title&page=2"),
        ("page=2&status=failed", "/en/practices/?status=failed"),
    ],
)
def test_a_page_beyond_the_end_leads_to_the_last_one(client, query, address):
    cluster = clusters.cluster()
    for _each in range(13):
        practices.practice(cluster)
    practices.practice(cluster, status="failed")

    response = client.get(f"/en/practices/?{query}")

    assert (response.status_code, response["Location"]) == (302, address)


def test_list_says_that_something_was_left_out(client):
    practices.practice()

    assert "was left out" in client.get("/en/practices/?cluster=nowhere").content.decode()
    assert "was left out" not in client.get("/en/practices/").content.decode()


def test_list_without_any_practice_answers(client):
    response = client.get("/en/practices/?q=uld")

    assert response.status_code == 200
    assert "No practice fits" in response.content.decode()


def test_a_list_that_found_nothing_shows_the_ways_on(client):
    practices.practice()

    html = client.get("/en/practices/?q=zzz&status=running").content.decode()

    assert '<a href="?status=running">Remove the words only</a>' in html
    assert '<a href="/en/practices/">All practices</a>' in html


def test_list_shows_the_introduction_of_its_page(client):
    practices.practice()
    PracticeIndexPage.objects.update(intro="<p>What others learnt.</p>")

    assert "What others learnt." in client.get("/en/practices/").content.decode()


@pytest.mark.parametrize("n", [1, 30])
def test_page_takes_a_fixed_number_of_queries(client, n, django_assert_max_num_queries):
    words = tuple(practices.concept() for _each in range(n))
    image = practices.picture()
    page = practices.practice(
        concepts=words,
        tags=tuple(f"tag {each}" for each in range(n)),
        steps=[practices.step() for _each in range(n)],
        evidence=[practices.evidence() for _each in range(n)],
        pictures=[("picture", {"image": image, "caption": "Cloth"})],
        organisation=clusters.organisation(),
        last_confirmed_on=date(2026, 1, 1),
    )
    other = practices.practice(page.cluster, concepts=words)
    for _each in range(n):
        practices.transfer(page)
    client.get(address(page))

    with django_assert_max_num_queries(16):
        response = client.get(address(page))

    assert [card.code for card in response.context["reading"].related] == [other.code]


def test_page_in_its_own_language_names_all_versions(client):
    page = practices.practice(language="da", title="Uld")
    practices.translation_of(page, "bg", title="Вълна")

    html = client.get(address(page, "bg")).content.decode()

    base = "http://127.0.0.1:8000"
    assert f'<link rel="canonical" href="{base}{address(page, "bg")}">' in html
    assert re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', html) == [
        ("da", base + address(page, "da")),
        ("bg", base + address(page, "bg")),
    ]
    assert '<article lang="bg">' in html
    assert "has not been translated" not in html
    assert "преведено от човек" in html


def test_page_that_is_not_translated_shows_the_original_and_says_so(client):
    page = practices.practice(language="da", title="Uld")

    response = client.get(address(page, "en"))

    html = response.content.decode()
    assert response.status_code == 200
    assert '<h1 lang="da">Uld</h1>' in html
    assert '<article lang="da">' in html
    assert '<h2 id="problem" lang="en">' in html
    assert "has not been translated into English; you are reading it in Danish" in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address(page, "da")}">' in html


@pytest.mark.parametrize("slug", ["", "wrong/", "грешен/"])
def test_a_missing_or_wrong_slug_is_sent_to_the_right_one(client, slug):
    page = practices.practice(slug="един-план")

    response = client.get(f"/bg/practices/{page.code}/{slug}")

    assert response.status_code == 301
    followed = client.get(response["Location"])
    assert followed.status_code == 200
    assert followed.context["page"].pk == page.pk


@pytest.mark.parametrize("tail", ["", "x/", "x/practice.pdf", "x/ask/"])
def test_an_unknown_code_is_not_found(client, tail):
    practices.practice()

    assert client.get(f"/en/practices/zzzzzz/{tail}").status_code == 404


def test_a_draft_and_a_withdrawn_practice_are_not_found(client):
    draft = practices.practice(live=False)
    withdrawn = practices.practice()
    withdrawn.unpublish()

    for page in (draft, withdrawn):
        for tail in ("", "practice.pdf", "ask/"):
            assert client.get(address(page, tail=tail)).status_code == 404


def test_the_address_in_the_tree_leads_to_the_public_one(client):
    page = practices.practice()

    response = client.get(f"/en/practices/section-{page.cluster.code}/{page.slug}/tree/")
    assert response.status_code == 404
    assert page.get_url() == address(page)
    assert page.get_parent().specific.get_url() == f"/en/practices/?cluster={page.cluster.code}"


def test_the_preview_of_a_draft_shows_it(rf):
    page = practices.practice(live=False, title="Only a draft")
    request = rf.get("/")
    request.user = accounts.person()
    request.COOKIES = {}

    response = page.make_preview_request(request)

    assert response.status_code == 200
    assert "Only a draft" in response.content.decode()


def test_evidence_is_written_for_the_reader(client):
    page = practices.practice(
        evidence=[
            practices.evidence("Share of off-cuts", "12.5", "38", unit="%", level="third_party"),
            practices.evidence("Minimum", "1600", "80"),
            practices.evidence("Waste", "8", "7.9", unit="kg"),
            practices.evidence("Complaints", "", "3", unit=""),
            practices.evidence("From nothing", "0", "3"),
        ]
    )

    def figures(language):
        rows = client.get(address(page, language)).context["reading"].evidence
        return [(row.before, row.after, re.sub(r"\s", " ", row.change)) for row in rows]

    assert figures("en") == [
        ("12.5", "38", "+25.5 points"),
        ("1,600", "80", "−95%"),
        ("8", "7.9", "−1.3%"),
        ("", "3", ""),
        ("0", "3", ""),
    ]
    assert figures("da")[1:3] == [("1.600", "80", "−95 %"), ("8", "7,9", "−1,3 %")]
    assert page.best_evidence == "third_party"


def test_confirmed_transfers_are_public_and_waiting_ones_are_the_reporters(client):
    page = practices.practice()
    reporter = accounts.person()
    practices.transfer(page, lesson="Public lesson")
    practices.transfer(page, state=TransferState.REPORTED, reported_by=reporter, lesson="Waiting lesson")
    practices.transfer(page, state=TransferState.DECLINED, reported_by=None, lesson="Declined lesson")

    visitor = client.get(address(page)).content.decode()
    client.force_login(reporter)
    own = client.get(address(page)).content.decode()

    assert ("Public lesson" in visitor, "Waiting lesson" in visitor, "Declined lesson" in visitor) == (
        True,
        False,
        False,
    )
    assert ("Public lesson" in own, "Waiting lesson" in own, "Declined lesson" in own) == (True, True, False)


def test_review_and_yearly_answer_are_part_of_the_page(client):
    criterion = ReviewCriterion.objects.create(code="evidence", order=1)
    ReviewCriterionText.objects.create(criterion=criterion, language="en", text="The evidence is plain.")
    page = practices.practice(
        verdicts={"evidence": "partly", "gone": "yes"},
        opinion="Fair.",
        opinion_language="da",
        reviewed_on=date(2026, 2, 1),
    )
    Confirmation.objects.create(
        practice_code=page.code,
        token="t",
        answer="still_true",
        note="Yes.",
        note_language="bg",
        answered_at=timezone.now(),
    )
    Confirmation.objects.create(practice_code=page.code, token="u")

    html = client.get(address(page)).content.decode()

    assert "The evidence is plain." in html
    assert "met in part" in html
    assert '<blockquote class="opinion" lang="da"><p>Fair.</p></blockquote>' in html
    assert "still true" in html
    assert '<span lang="bg">Yes.</span>' in html


def test_text_from_people_is_escaped_also_in_the_structured_data(client):
    page = practices.practice(
        title="</script><script>alert(1)</script>",
        answer='"><img src=x onerror=alert(1)>',
        steps=[practices.step("<b>x</b>", "<p>a &amp; b</p>")],
        slug="x",
    )

    html = client.get(address(page)).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', html).group(1))
    assert data["headline"] == "</script><script>alert(1)</script>"
    assert data["mainEntity"]["step"][0]["name"] == "<b>x</b>"
    assert data["inLanguage"] == "en"


def test_the_demo_notice_is_on_fictional_examples_only(client):
    real, invented = practices.practice(), practices.practice(is_demo=True)

    assert "A fictional example" not in client.get(address(real)).content.decode()
    assert "A fictional example" in client.get(address(invented)).content.decode()


def test_a_visit_again_takes_no_more_than_the_frame(client, django_assert_num_queries):
    page = practices.practice(concepts=(practices.concept(),))
    practices.transfer(page)
    for path in ("/en/practices/", address(page)):
        client.get(path)

    with django_assert_num_queries(4):
        assert page.title in client.get("/en/practices/").content.decode()
    with django_assert_num_queries(4):
        assert "Measure first." in client.get(address(page)).content.decode()


def test_what_is_kept_for_all_readers_holds_nothing_of_one(client):
    page = practices.practice()
    reporter = accounts.person()
    practices.transfer(page, state=TransferState.REPORTED, reported_by=reporter, lesson="Mine alone")
    client.force_login(reporter)
    client.post(address(page, tail="save/"), {"keep": "1"})

    assert "Mine alone" in client.get(address(page)).content.decode()
    client.logout()
    visitor = client.get(address(page)).content.decode()
    assert "Mine alone" not in visitor
    assert "Take off my desk" not in visitor


def test_a_change_is_seen_at_once_by_everybody(client):
    page = practices.practice(title="Before")
    assert "Before" in client.get("/en/practices/").content.decode()

    page.title, page.went_wrong = "After", "<p>Something new.</p>"
    page.save_revision().publish()

    assert "After" in client.get("/en/practices/").content.decode()
    assert "Something new." in client.get(address(page)).content.decode()


def test_languages_are_named_in_the_readers_language(client):
    practices.practice(language="da", title="Uld")

    assert "<li>danois</li>" in client.get("/fr/practices/").content.decode()


def test_a_practice_that_failed_says_so_beside_its_title(client):
    failed, running = practices.practice(status="failed"), practices.practice()
    mark = '<p class="outcome">failed</p>'

    assert mark in client.get(address(failed)).content.decode()
    assert mark not in client.get(address(running)).content.decode()
