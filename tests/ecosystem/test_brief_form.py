"""Writing a brief: gaps while it is a draft, sentences beside the fields, files, makers that match; nothing is lost."""

from pathlib import Path

import pytest
from django.conf import settings

from ecosystem.models import Brief, BriefFile
from ecosystem.states import BriefState
from tests.factories import clusters as places, ecosystem_briefs as factory
from tests.factories.search import index_everything
from tests.factories.uploads import PDF, svg, upload, zip_bomb

pytestmark = pytest.mark.django_db
NEW = "/en/briefs/new/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def path_of(brief, end="edit/") -> str:
    return f"/en/briefs/{brief.code}/{end}"


@pytest.fixture
def w(client):
    world = factory.world()
    client.force_login(world.designer)
    return world


@pytest.fixture
def mine(w, client) -> Brief:
    """An empty draft of the designer, who is signed in."""
    client.post(NEW)
    return Brief.objects.get()


def whole(w, **changes) -> dict:
    return {
        "title": "80 linen shirts",
        "description": "French seams.",
        "product": w.words["shirt"].pk,
        "steps": [w.words["cutting"].pk, w.words["sewing"].pk],
        "materials": [w.words["linen"].pk],
        "quantity": "80",
        "colours": "2",
        "sizes": "S to XL",
        "wanted_by": factory.in_days(90).isoformat(),
        "budget": "under_5000",
        "language": "en",
        "do": "makers",
        **changes,
    }


def test_two_clicks_begin_one_brief(w, client):
    first, second = client.post(NEW), client.post(NEW)

    brief = Brief.objects.get()
    assert (first["Location"], second["Location"]) == (path_of(brief), path_of(brief))
    assert (brief.brand, brief.person, brief.state) == (w.brand, w.designer, BriefState.DRAFT)


def test_who_works_at_two_organisations_says_for_which(w, client):
    other = places.organisation("Second brand", in_cluster=w.home)
    places.affiliation(w.designer, organisation=other, cluster=w.home, state="accepted")

    assert client.post(NEW).status_code == 422
    assert client.post(NEW, {"brand": w.away.code}).status_code == 422
    assert Brief.objects.count() == 0
    client.post(NEW, {"brand": other.code})
    assert Brief.objects.get().brand == other


def test_a_machine_begins_nothing(w, client):
    assert client.post(NEW, {"website": "spam"}).status_code == 302
    assert Brief.objects.count() == 0


def test_everything_is_kept_and_leads_to_the_makers(w, client, mine):
    answer = client.post(path_of(mine), whole(w, own_fabric="on", certificates=[w.words["gots"].pk]))

    assert answer["Location"] == path_of(mine, "makers/")
    mine.refresh_from_db()
    assert (mine.title, mine.product, mine.quantity, mine.colours) == ("80 linen shirts", w.words["shirt"], 80, 2)
    assert (mine.sizes, mine.wanted_by, mine.own_fabric) == ("S to XL", factory.in_days(90), True)
    assert set(mine.steps.all()) == {w.words["cutting"], w.words["sewing"]}
    assert (list(mine.materials.all()), list(mine.certificates.all())) == ([w.words["linen"]], [w.words["gots"]])


def test_half_a_form_is_kept_and_gone_on_with(w, client, mine):
    answer = client.post(path_of(mine), {"title": "Half a ti", "do": "save"}, follow=True)

    assert answer.redirect_chain == [(path_of(mine), 302)]
    assert "Half a ti" in text_of(answer)


def test_what_is_missing_is_said_beside_each_field_at_once(w, client, mine):
    answer = client.post(path_of(mine), {"description": "Stays here.", "do": "makers"})

    assert answer.status_code == 422
    text = text_of(answer)
    assert text.count("Please fill this in.") == 14  # of seven fields, beside and in the summary
    assert text.count("Please choose at least one step.") == 2
    assert "Stays here." in text
    mine.refresh_from_db()
    assert (mine.state, mine.description) == (BriefState.DRAFT, "Stays here.")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": "Ш" * 300}, "at most 100 characters"),
        ({"title": "a\x00b"}, "Null characters are not allowed."),
        ({"title": "two\nlines"}, "in one line"),
        ({"description": "a\u202eb"}, "invisible control characters"),
        ({"description": "x" * 4001}, "at most 4000 characters"),
        ({"quantity": "0"}, "greater than or equal to 1"),
        ({"quantity": "99999999999"}, "less than or equal to 10000000"),
        ({"quantity": "many"}, "Enter a whole number."),
        ({"wanted_by": "2020-01-01"}, "is in the past."),
        ({"wanted_by": "tomorrow"}, "Enter a valid date."),
        ({"budget": "free"}, "Select a valid choice"),
        ({"product": "9" * 40}, "Select a valid choice"),
        ({"product": "-1"}, "Select a valid choice"),
        ({"steps": ["x\x00"]}, "is not one of the available choices"),
        ({"steps": ["9" * 30]}, "is not one of the available choices"),
        ({"materials": ["1e5"]}, "is not one of the available choices"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"broker": "shuttle"}, "Select a valid choice"),
    ],
)
def test_bad_input_has_a_sentence_and_the_words_stay(w, client, mine, given, sentence):
    answer = client.post(path_of(mine), whole(w, **{"sizes": "Stays here.", **given}))

    assert answer.status_code == 422
    text = text_of(answer)
    assert sentence in text
    assert "Stays here." in text
    mine.refresh_from_db()
    assert (mine.state, mine.sizes) == (BriefState.DRAFT, "Stays here.")


def test_a_steps_value_of_another_scheme_is_no_step(w, client, mine):
    client.post(path_of(mine), whole(w, steps=[w.words["linen"].pk]))
    assert mine.steps.count() == 0


def test_what_is_typed_is_kept_in_the_background(w, client, mine):
    answer = client.post(path_of(mine), {"title": "Typed", "quantity": "x"}, headers={"accept": "application/json"})

    assert answer.status_code == 200
    assert "but not everything" in answer.json()["saved"]
    mine.refresh_from_db()
    assert (mine.title, mine.quantity) == ("Typed", None)


def test_files_are_sniffed_kept_and_removed(w, client, mine):
    files = [upload("Schnitt.pdf", PDF), svg("evil.pdf"), zip_bomb("bomb.docx")]
    answer = client.post(path_of(mine), whole(w, files=files, do="upload"))

    assert answer.status_code == 422
    kept = BriefFile.objects.get()
    assert (kept.name, kept.size) == ("Schnitt.pdf", len(PDF))
    assert kept.file.name == f"ecosystem/briefs/{mine.code}/{kept.code}.pdf"
    text = text_of(answer)
    assert "evil.pdf: " in text
    assert "bomb.docx: " in text

    client.post(path_of(mine), whole(w, do=f"remove:{kept.code}"))
    assert BriefFile.objects.count() == 0


def test_a_brief_has_five_files_at_most(w, client, mine):
    answer = client.post(path_of(mine), whole(w, files=[upload(f"{n}.pdf", PDF) for n in range(6)], do="upload"))

    assert answer.status_code == 422
    assert "at most 5 files" in text_of(answer)
    assert BriefFile.objects.count() == 5


def test_throwing_a_draft_away_deletes_its_files(w, client, mine, django_capture_on_commit_callbacks):
    client.post(path_of(mine), whole(w, files=[upload("a.pdf", PDF)], do="upload"))
    place = Path(BriefFile.objects.get().file.path)
    assert place.is_file()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(path_of(mine, "withdraw/"))

    assert not place.exists()
    assert BriefFile.objects.count() == 0
    assert client.get(path_of(mine)).status_code == 302
    assert text_of(client.get("/en/briefs/?whose=mine")).count(mine.code) == 0


def test_the_form_counts_makers_and_says_why_others_do_not_match(w, client, mine):
    factory.maker(w)
    factory.maker(w, min_order_style=500)
    index_everything()
    client.post(path_of(mine), whole(w, do="save"))

    counted = text_of(client.post(path_of(mine), whole(w, do="count"), follow=True))
    fragment = text_of(client.get(path_of(mine, "match/")))

    for text in (counted, fragment):
        assert "<strong>1</strong> maker matches" in text
        assert "the minimum order is higher: 1" in text
    assert "<html" not in fragment


def test_makers_are_chosen_and_the_brief_is_sent(w, client, mine):
    first, second = factory.maker(w, "First maker"), factory.maker(w, "Second maker", min_order_style=500)
    index_everything()
    client.post(path_of(mine), whole(w))

    page = text_of(client.get(path_of(mine, "makers/")))
    assert "1 maker matches" in page
    assert "Minimum order 500 per style; you need 80." in page
    assert "133 km" in page
    found = text_of(client.post(path_of(mine, "makers/"), {"do": "find", "q": "second", "makers": [first.code]}))
    assert "Chosen" in found
    assert client.post(path_of(mine, "makers/"), {"do": "send"}).status_code == 422
    sent = client.post(path_of(mine, "makers/"), {"do": "send", "makers": [first.code, second.code, "nobody"]})

    assert sent["Location"] == path_of(mine, "")
    mine.refresh_from_db()
    assert mine.state == BriefState.SENT
    assert [answer.maker for answer in mine.answers.all()] == [first, second]
    assert client.get(path_of(mine)).status_code == 302
    assert client.post(path_of(mine), whole(w, title="Changed")).status_code == 302
    assert client.post(path_of(mine), whole(w, title="Changed", do="save")).status_code == 403
    mine.refresh_from_db()
    assert mine.title == "80 linen shirts"


def test_six_ticked_makers_are_refused_and_stay_ticked(w, client, mine):
    makers = [factory.maker(w) for _n in range(6)]
    index_everything()
    client.post(path_of(mine), whole(w))

    answer = client.post(path_of(mine, "makers/"), {"do": "send", "makers": [maker.code for maker in makers]})

    assert answer.status_code == 422
    text = text_of(answer)
    assert "at most 5 makers" in text
    assert text.count(" checked ") == 6
    mine.refresh_from_db()
    assert mine.state == BriefState.DRAFT


def test_an_incomplete_brief_has_no_makers_to_choose(w, client, mine):
    assert client.get(path_of(mine, "makers/"))["Location"] == path_of(mine)


def test_private_files_lie_outside_what_is_served(w, client, mine):
    client.post(path_of(mine), whole(w, files=[upload("a.pdf", PDF)], do="upload"))
    kept = BriefFile.objects.get()

    assert client.get(f"{settings.MEDIA_URL}{kept.file.name}").status_code == 404
    answer = client.get(path_of(mine, f"files/{kept.code}/"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
