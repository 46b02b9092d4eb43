"""The pages of briefs: who sees what, answering, messages, closing, the public part, the lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.erasure import erase_person
from accounts.models import User
from core import clock
from ecosystem.actions import briefs as actions
from ecosystem.actions.brief_answers import send_message
from ecosystem.actions.brief_drafts import add_file
from ecosystem.models import Brief, BriefAnswer, BriefFile, BriefMessage
from ecosystem.states import AnswerState, BriefState, Outcome
from tests.factories import clusters as places, ecosystem_briefs as factory
from tests.factories.search import index_everything
from tests.factories.uploads import PDF, upload
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
SECRETS = ("Brand", "Schnitt.pdf", "1,000 to 5,000", "Asked maker", "French seams.", "Gots")


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def signed_in(person) -> Visitor:
    visitor = Visitor()
    visitor.force_login(person)
    return visitor


@pytest.fixture
def w():
    return factory.world()


@pytest.fixture
def asked(w):
    """A public brief with a file, and the one maker that was asked."""
    maker = factory.maker(w, "Asked maker")
    draft = factory.draft(w, public=True, certificates=[w.words["gots"]])
    add_file(draft, upload("Schnitt.pdf", PDF), by=w.designer)
    brief = actions.send_brief(draft, makers=[maker], by=w.designer)
    w.maker, w.speaker, w.brief, w.answer = maker, factory.speaker(w, maker), brief, brief.answers.get()
    w.page, w.answer_page = f"/en/briefs/{brief.code}/", f"/en/briefs/answers/{w.answer.code}/"
    return w


def test_the_public_part_names_neither_brand_nor_makers(asked, client):
    pages = [asked.page, "/en/briefs/", f"/bg/briefs/{asked.brief.code}/"]
    visitors = [
        client,
        signed_in(asked.auditor),
        signed_in(places.member_of(asked.away)),
        signed_in(asked.other_manager),
    ]

    for visitor in visitors:
        for page in pages:
            text = text_of(visitor.get(page))
            assert "80 linen shirts" in text
            assert [secret for secret in SECRETS if secret in text] == []
    assert "Linen" in text_of(client.get(asked.page))
    assert "80 pieces" in text_of(client.get(asked.page))


def test_a_hidden_brief_leads_visitors_to_sign_in_and_others_nowhere(w, client):
    brief = factory.sent(w)
    page = f"/en/briefs/{brief.code}/"

    assert client.get(page)["Location"].startswith("/en/accounts/login/")
    assert client.get("/en/briefs/nobody/")["Location"].startswith("/en/accounts/login/")
    assert signed_in(places.member_of(w.home)).get(page).status_code == 404
    assert signed_in(w.auditor).get(page).status_code == 404
    assert brief.title not in text_of(client.get("/en/briefs/"))


def test_a_maker_reads_everything_but_the_other_makers(asked):
    other = factory.maker(asked, "Other maker")
    actions.ask_makers(asked.brief, makers=[other], by=asked.designer)

    visitor = signed_in(asked.speaker)
    assert visitor.get(asked.page)["Location"] == asked.answer_page
    text = text_of(visitor.get(asked.answer_page))

    assert [secret for secret in SECRETS if secret not in text] == []
    assert "Other maker" not in text
    assert signed_in(factory.speaker(asked, other)).get(asked.answer_page).status_code == 404


def test_files_are_for_the_brand_the_broker_and_the_makers_asked(asked):
    path = f"{asked.page}files/{BriefFile.objects.get().code}/"
    strangers = [places.member_of(asked.home), asked.other_manager, asked.auditor]
    readers = [asked.designer, asked.manager, asked.coordinator, asked.speaker]

    for person in readers:
        answer = signed_in(person).get(path)
        assert b"".join(answer.streaming_content) == PDF
    assert [signed_in(person).get(path).status_code for person in strangers] == [404, 404, 403]
    assert Visitor().get(path).status_code == 302
    actions.withdraw_brief(asked.brief, by=asked.designer)
    assert signed_in(asked.speaker).get(path).status_code == 404


def test_yes_no_and_not_now_are_said_on_the_page(asked):
    visitor = signed_in(asked.speaker)
    date = factory.in_days(50).isoformat()
    yes = {"price_from": "12.50", "price_to": "15", "possible_by": date, "questions": "Which buttons?"}

    assert visitor.post(f"{asked.answer_page}yes/", {**yes, "price_to": "3"}).status_code == 422
    assert visitor.post(f"{asked.answer_page}yes/", {**yes, "price_to": "NaN"}).status_code == 422
    assert visitor.post(f"{asked.answer_page}yes/", {**yes, "price_to": "1e9"}).status_code == 422
    assert visitor.post(f"{asked.answer_page}no/", {"reason_text": "Stays."}).status_code == 422
    assert visitor.post(f"{asked.answer_page}maybe/").status_code == 404
    assert BriefAnswer.objects.get().state == AnswerState.ASKED
    later = {"not_before": factory.in_days(20).isoformat()}
    assert visitor.post(f"{asked.answer_page}not-now/", later)["Location"] == asked.answer_page
    assert visitor.post(f"{asked.answer_page}not-now/", {"not_before": "2020-01-01"}).status_code == 422
    assert visitor.post(f"{asked.answer_page}yes/", yes)["Location"] == asked.answer_page
    seen = text_of(signed_in(asked.designer).get(asked.page))
    assert "12.50 to 15.00 euros a piece" in seen
    assert "Which buttons?" in seen
    reason = {"reason": asked.words["no-free-capacity"].pk, "reason_text": "August."}
    assert visitor.post(f"{asked.answer_page}no/", reason)["Location"] == asked.answer_page
    assert "No free capacity: August." in text_of(signed_in(asked.designer).get(asked.page))


def test_a_colleague_reads_and_does_not_answer(asked):
    visitor = signed_in(places.member_of(asked.away, at=asked.maker))

    assert "Who represents your organisation answers." in text_of(visitor.get(asked.answer_page))
    assert visitor.post(f"{asked.answer_page}yes/").status_code == 403
    assert visitor.post(f"{asked.answer_page}messages/", {"text": "Hello"}).status_code == 404


def test_messages_are_shown_to_both_sides_only(asked):
    maker, brand = signed_in(asked.speaker), signed_in(asked.designer)
    path = f"{asked.answer_page}messages/"

    assert (
        maker.post(path, {"text": "Which buttons?"})["Location"] == f"{asked.answer_page}#messages-{asked.answer.code}"
    )
    assert brand.post(path, {"text": "Horn ones."})["Location"] == f"{asked.page}#messages-{asked.answer.code}"
    refused = brand.post(path, {"text": " "})
    assert refused.status_code == 422
    assert brand.post(path, {"text": "x" * 4001}).status_code == 422
    for visitor, page in ((maker, asked.answer_page), (brand, asked.page)):
        text = text_of(visitor.get(page))
        assert "Which buttons?" in text
        assert "Horn ones." in text
        assert asked.speaker.email not in text
        assert asked.designer.email not in text
    assert "Horn ones." not in text_of(signed_in(asked.manager).get(asked.page))
    assert BriefMessage.objects.count() == 2


def test_the_brand_closes_and_says_who_was_chosen(asked):
    visitor = signed_in(asked.designer)

    missing = visitor.post(f"{asked.page}close/", {"outcome": "ordered", "outcome_text": "Stays."})
    assert missing.status_code == 422
    assert "Please say which maker." in text_of(missing)
    assert "Stays." in text_of(missing)
    assert visitor.post(f"{asked.page}close/", {"outcome": ""}).status_code == 422
    assert Brief.objects.get().state == BriefState.SENT
    chosen = {"outcome": "ordered", "chosen": asked.maker.code, "outcome_text": "80 pieces."}
    assert visitor.post(f"{asked.page}close/", chosen)["Location"] == asked.page
    assert "An order was placed" in text_of(visitor.get(asked.page))
    assert Brief.objects.get().chosen == asked.maker
    assert visitor.post(f"{asked.page}close/", {"outcome": "nothing"}).status_code == 302
    assert Brief.objects.get().outcome == Outcome.ORDERED


def test_a_manager_proposes_makers_and_hands_over(asked):
    more = factory.maker(asked, "Suggested maker")
    index_everything()
    manager, abroad = signed_in(asked.manager), signed_in(asked.other_manager)

    assert "Suggested maker" in text_of(manager.get(f"{asked.page}makers/"))
    manager.post(f"{asked.page}makers/", {"do": "send", "makers": more.code})
    assert "suggested by" in text_of(signed_in(asked.designer).get(asked.page))
    assert abroad.post(f"{asked.page}hand-over/", {"to": "shuttle"}).status_code == 404
    assert manager.post(f"{asked.page}hand-over/", {"to": "nobody"}).status_code == 422
    given = {"to": "shuttle", "note": "Linen mills."}
    assert manager.post(f"{asked.page}hand-over/", given)["Location"] == asked.page
    assert "Linen mills." in text_of(abroad.get(asked.page))
    assert "80 linen shirts" in text_of(abroad.get("/en/briefs/?whose=cluster"))


def test_a_maker_says_that_it_could_and_is_asked(asked):
    could = factory.maker(asked, "Could maker")
    visitor, brand = signed_in(factory.speaker(asked, could)), signed_in(asked.designer)

    assert "We could make this" in text_of(visitor.get(asked.page))
    assert visitor.post(f"{asked.page}could/", {"maker": could.code, "website": "x"}).status_code == 302
    assert visitor.post(f"{asked.page}could/", {"maker": asked.maker.code}).status_code == 422
    assert asked.brief.wishes.count() == 0
    assert visitor.post(f"{asked.page}could/", {"maker": could.code, "text": "Soon."}).status_code == 302
    assert "You said that you could." in text_of(visitor.get(asked.page))
    assert signed_in(places.member_of(asked.home)).post(f"{asked.page}could/").status_code == 403
    seen = text_of(brand.get(asked.page))
    assert "Could maker" in seen
    brand.post(f"{asked.page}makers/", {"do": "send", "makers": could.code})
    assert asked.brief.answers.filter(maker=could).exists()


def test_every_form_can_be_sent_from_a_browser(asked):
    """Parts drawn with `only` know no token unless it is given to them."""
    factory.draft(asked, title="Begun")
    begun = Brief.objects.get(title="Begun")
    could = signed_in(factory.speaker(asked, factory.maker(asked)))
    visits = [
        (signed_in(asked.designer), asked.page),
        (signed_in(asked.designer), f"/en/briefs/{begun.code}/edit/"),
        (signed_in(asked.designer), f"{asked.page}makers/"),
        (signed_in(asked.designer), "/en/briefs/new/"),
        (signed_in(asked.manager), asked.page),
        (signed_in(asked.speaker), asked.answer_page),
        (could, asked.page),
    ]
    for visitor, page in visits:
        main = text_of(visitor.get(page)).partition("<main")[2].partition("</main>")[0]
        assert main.count('method="post"') == main.count("csrfmiddlewaretoken") > 0, page


def test_auditors_see_counts_only(asked):
    text = text_of(signed_in(asked.auditor).get("/en/briefs/"))

    assert "Briefs sent and open</dt><dd>1</dd>" in text
    assert "Makers have not answered</dt><dd>1</dd>" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Briefs sent and open" not in text_of(Visitor().get("/en/briefs/"))


@pytest.mark.parametrize("whose", ["public", "mine", "asked", "cluster"])
def test_lists_ask_the_same_number_of_queries_for_one_and_for_many(w, whose):
    maker = factory.maker(w)
    reader = {"asked": factory.speaker(w, maker), "cluster": w.manager}.get(whose, w.designer)
    visitor, path = signed_in(reader), f"/en/briefs/?whose={whose}"

    def count() -> int:
        visitor.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        return len(queries)

    factory.sent(w, maker, public=True)
    one = count()
    template = Brief.objects.get()
    for number in range(30):
        copy = Brief.objects.create(
            brand=w.brand, title=f"Brief {number}", state="sent", sent_at=clock.now(), public=True,
            product=template.product, quantity=5, wanted_by=template.wanted_by,
        )  # fmt: skip
        BriefAnswer.objects.create(brief=copy, maker=maker, place=1)

    assert count() == one


def test_the_desk_says_what_waits(asked):
    waiting = factory.sent(asked, title="Needs makers", broker=asked.home, by=asked.designer)
    BriefAnswer.objects.filter(brief=waiting).delete()

    assert "Briefs that wait for an answer" in text_of(signed_in(asked.speaker).get("/en/desk/"))
    assert "1 maker asked, 0 yes" in text_of(signed_in(asked.designer).get("/en/desk/"))
    broker = text_of(signed_in(asked.manager).get("/en/desk/"))
    assert "Briefs that need makers" in broker
    assert "Needs makers" in broker


def test_reasons_page_shows_what_is_counted(w, client):
    for number in range(3):
        maker = factory.maker(w)
        by = factory.speaker(w, maker)
        factory.no(w, factory.sent(w, maker, title=f"Brief {number}").answers.get(), by=by)

    text = text_of(client.get("/en/briefs/reasons/"))

    assert "3 answers, by reason" in text
    assert "Quantity too small" in text
    assert "Maker" not in text.partition("<main")[2].partition("</main>")[0].replace("Makers", "")


def test_a_public_brief_is_found_without_its_secrets(asked, client):
    index_everything()

    text = text_of(client.get("/en/search/?q=linen+shirts&kind=brief"))
    assert "80 linen shirts" in text.replace("<mark>", "").replace("</mark>", "")
    for word in ("Schnitt", "French+seams", "Asked+maker"):
        found = text_of(client.get(f"/en/search/?q={word}&kind=brief"))
        assert asked.brief.code not in found
    assert asked.brief.code in client.get("/sitemap/briefs-1.xml").content.decode()
    actions.close_brief(asked.brief, outcome=Outcome.NOTHING, by=asked.designer)
    assert asked.brief.code not in client.get("/sitemap/briefs-1.xml").content.decode()
    assert Brief.objects.public().count() == 0


def test_a_person_takes_their_words_along(asked):
    send_message(asked.answer, text="My telephone is 123.", by=asked.designer)
    assert asked.designer.briefs.count() == 1

    erase_person(User.objects.get(pk=asked.designer.pk))

    asked.brief.refresh_from_db()
    assert asked.brief.state == BriefState.SENT
    assert BriefMessage.objects.get().text == "…"
