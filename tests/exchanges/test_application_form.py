"""Writing an application: gaps while it is a draft, sentences beside the fields, nothing typed is lost."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from exchanges.actions import applications as actions, missions
from exchanges.models import Application
from exchanges.states import ApplicationState as A
from tests.factories import clusters as places, exchanges as factory
from tests.factories.uploads import PDF, svg, upload, zip_bomb
from tests.factories.vocabulary import concept


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def path_of(application, end="edit/") -> str:
    return f"/en/exchanges/applications/{application.code}/{end}"


@pytest.fixture
def mine(w, client):
    """An empty draft of the visitor, who is signed in."""
    client.force_login(w.visitor)
    return actions.start_application(
        programme=w.programme, organisation=w.visiting, person=w.visitor, by=w.visitor, language="en"
    )


def whole(w, **changes) -> dict:
    return {
        "concepts": [w.theme.pk],
        "objectives": "Learn how denim is washed without water.",
        "languages": ["en", "bg"],
        "purposes": ["technology"],
        "activities": ["knowledge", "networking"],
        "countries": ["DK", "FR"],
        "host_types": ["sme"],
        "earliest_on": "2026-10-05",
        "latest_on": "2026-10-30",
        "days_wanted": "5",
        "language": "en",
        "do": "send",
        **changes,
    }


def test_everything_is_kept_and_sent(w, client, mine):
    answer = client.post(path_of(mine), whole(w, access_needs="A ramp."))

    assert answer["Location"] == path_of(mine, "")
    mine.refresh_from_db()
    assert (mine.state, mine.answer_due_on) == (A.SUBMITTED, date(2026, 9, 15))
    assert (mine.purposes, mine.activities) == (["technology"], ["knowledge", "networking"])
    assert (mine.countries, mine.host_types, mine.days_wanted) == (["DK", "FR"], ["sme"], 5)
    assert (mine.earliest_on, mine.latest_on) == (date(2026, 10, 5), date(2026, 10, 30))
    assert (mine.access_needs, list(mine.concepts.all())) == ("A ramp.", [w.theme])


def test_three_things_are_enough(w, client, mine):
    client.post(path_of(mine), {"concepts": w.theme.pk, "objectives": "Denim.", "languages": "en", "do": "send"})
    mine.refresh_from_db()
    assert mine.state == A.SUBMITTED


def test_half_a_form_is_kept_and_gone_on_with(w, client, mine):
    answer = client.post(path_of(mine), {"objectives": "Half a sen", "do": "save"}, follow=True)
    assert answer.redirect_chain == [(path_of(mine), 302)]
    assert "Half a sen" in text_of(answer)
    mine.refresh_from_db()
    assert (mine.state, mine.objectives) == (A.DRAFT, "Half a sen")


def test_what_is_missing_is_said_beside_each_field_at_once(w, client, mine):
    answer = client.post(path_of(mine), {"activities_text": "Look.", "earliest_on": "2026-08-03", "do": "send"})

    assert answer.status_code == 422
    text = text_of(answer)
    assert text.count("3 August 2026 is in the past.") == 2
    assert text.count("Please fill this in.") == 4  # in the summary and beside the field, twice
    assert text.count("Please choose at least one theme.") == 2
    mine.refresh_from_db()
    assert (mine.state, mine.activities_text) == (A.DRAFT, "Look.")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"earliest_on": "2026-10-30", "latest_on": "2026-10-05"}, "This is before the first date."),
        ({"earliest_on": "2026-08-03"}, "is in the past."),
        ({"latest_on": "2026-08-31"}, "is in the past."),
        ({"latest_on": "2030-01-01"}, "This is outside the programme"),
        ({"earliest_on": "2026-10-09", "latest_on": "2026-10-12"}, "only 2 working days"),
        ({"countries": ["ES"], "earliest_on": "2026-12-24", "latest_on": "2026-12-28"}, "only 2 working days"),
        ({"earliest_on": "2026-12-30", "latest_on": "2027-01-04", "countries": ["DK"]}, ""),
        ({"earliest_on": "yesterday"}, "Enter a valid date."),
        ({"days_wanted": "2"}, "A stay has at least 3 working days in a row."),
        ({"days_wanted": "99"}, "less than or equal to 31"),
        ({"days_wanted": "five"}, "Enter a whole number."),
        ({"countries": ["BG"]}, "a host is in another country"),
        ({"countries": ["CH"]}, "a host is in another country"),
        ({"host_types": ["castle"]}, "Select a valid choice"),
        ({"purposes": ["holiday"]}, "Select a valid choice"),
        ({"languages": ["xx"]}, "Select a valid choice"),
        ({"concepts": ["none"]}, "is not a valid value"),
        ({"objectives": "a\u202eb"}, "invisible control characters"),
        ({"objectives": "a" * 4001}, "at most 4000 characters"),
    ],
)
def test_bad_input_has_a_sentence_and_the_words_stay(w, client, mine, given, sentence):
    answer = client.post(path_of(mine), whole(w, activities_text="Stays here.", **given))
    if not sentence:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    text = text_of(answer)
    assert sentence in text
    assert "Stays here." in text
    mine.refresh_from_db()
    assert (mine.state, mine.activities_text) == (A.DRAFT, "Stays here.")
    assert (mine.earliest_on, mine.latest_on) in (
        (None, None),
        (date(2026, 10, 5), date(2026, 10, 30)),
    )


def test_too_many_themes(w, client, mine):
    many = [concept(w.theme.scheme, f"weave{number}", en=f"Weave {number}").pk for number in range(13)]
    answer = client.post(path_of(mine), whole(w, concepts=many))
    assert answer.status_code == 422
    assert "Please choose at most 12 themes." in text_of(answer)


def test_themes_are_found_by_words_and_stay_chosen(w, client, mine):
    answer = client.post(path_of(mine), {"find": "dEn", "objectives": "Kept.", "do": "find"}, follow=True)
    assert answer.redirect_chain == [(f"{path_of(mine)}?find=dEn#themes", 302)]
    text = text_of(answer)
    assert "Found: dEn" in text
    assert "Chosen" not in text
    assert text.count(f'value="{w.theme.pk}"') == 1
    assert "Kept." in text
    client.post(path_of(mine), {"concepts": w.theme.pk})
    text = text_of(client.get(path_of(mine)))
    assert "<summary>Chosen (1)</summary>" in text
    assert text.count(f'value="{w.theme.pk}"') == 1
    assert "No theme has these words." in text_of(client.get(path_of(mine), {"find": "zzz"}))


def test_a_second_click_on_send_is_quiet(w, client, mine):
    client.post(path_of(mine), whole(w))
    answer = client.post(path_of(mine), whole(w, objectives="Changed after it was sent."))
    assert (answer.status_code, answer["Location"]) == (302, path_of(mine, ""))
    mine.refresh_from_db()
    assert mine.objectives == "Learn how denim is washed without water."


def test_what_was_sent_cannot_be_written_in(w, client, mine):
    client.post(path_of(mine), whole(w))
    answer = client.post(path_of(mine), whole(w, objectives="Changed.", do="save"))
    assert answer.status_code == 403
    assert "This application cannot be changed now." in text_of(answer)
    assert "Changed." in text_of(answer)
    assert client.get(path_of(mine))["Location"] == path_of(mine, "")


def test_it_saves_itself_while_somebody_writes(w, client, mine):
    answer = client.post(path_of(mine), {"objectives": "Quietly."}, headers={"accept": "application/json"})
    assert answer.json()["saved"].startswith("Saved at ")
    answer = client.post(
        path_of(mine), {"objectives": "And so on.", "latest_on": "2020-01-01"}, headers={"accept": "application/json"}
    )
    assert "not everything" in answer.json()["saved"]
    mine.refresh_from_db()
    assert (mine.objectives, mine.latest_on) == ("And so on.", None)

    client.post(path_of(mine), whole(w))
    answer = client.post(path_of(mine), {"objectives": "Late."}, headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json() == {"problem": "This application cannot be changed now."}


def test_what_stands_in_the_way_is_said_when_it_is_sent(w, client, mine):
    w.visiting.memberships.update(until="2026-02-01")
    answer = client.post(path_of(mine), whole(w))
    assert answer.status_code == 422
    assert "is in no cluster of the alliance on that day." in text_of(answer)
    assert "or become a member." in text_of(answer)
    mine.refresh_from_db()
    assert (mine.state, mine.objectives) == (A.DRAFT, "Learn how denim is washed without water.")


def test_a_mission_can_be_left(w, client):
    mission = factory.mission(w)
    client.force_login(w.visitor)
    mine = factory.draft(w, mission=mission)
    page = text_of(client.get(path_of(mine)))
    assert "Denim in Copenhagen" in page
    assert "Preferred countries" not in page

    client.post(path_of(mine), {"leave_mission": "on", "do": "save"})
    mine.refresh_from_db()
    assert mine.mission is None
    assert "Preferred countries" in text_of(client.get(path_of(mine)))


def test_with_a_mission_it_signs_up(w, client):
    mission = factory.mission(w, places=1)
    first = factory.draft(w, mission=mission)
    firm, person = factory.visitor_of(w)
    second = factory.draft(w, organisation=firm, person=person, mission=mission)
    sent = {"objectives": "Denim.", "languages": "en", "concepts": w.theme.pk, "do": "send"}
    client.force_login(w.visitor)
    client.post(path_of(first), sent)
    client.force_login(person)
    client.post(path_of(second), sent)

    assert [row.state for row in mission.sign_ups.all()] == ["held", "waiting"]


def test_without_a_waiting_list_nothing_is_half_done(w, client):
    mission = factory.mission(w, places=1, waiting_list=False)
    factory.submitted(w, mission=mission)
    firm, person = factory.visitor_of(w)
    late = factory.draft(w, organisation=firm, person=person, mission=mission)
    client.force_login(person)
    answer = client.post(
        path_of(late), {"objectives": "Denim.", "languages": "en", "concepts": w.theme.pk, "do": "send"}
    )

    assert answer.status_code == 409
    assert "All places are taken." in text_of(answer)
    late.refresh_from_db()
    assert (late.state, mission.sign_ups.count()) == (A.DRAFT, 1)


def test_a_mission_whose_sign_up_has_not_opened_is_said(w, client):
    mission = missions.announce_mission(factory.mission(w, open_it=False), by=w.sending)
    client.force_login(w.visitor)
    early = factory.draft(w, mission=mission)
    sent = {"objectives": "Denim.", "languages": "en", "concepts": w.theme.pk, "do": "send"}
    answer = client.post(path_of(early), sent)
    assert answer.status_code == 409
    assert "The sign-up has not opened yet." in text_of(answer)
    early.refresh_from_db()
    assert early.state == A.DRAFT


def test_a_returned_application_keeps_its_place_and_is_sent_again_after_the_sign_up_has_closed(w, client):
    mission = factory.mission(w)
    sent = factory.submitted(w, mission=mission)
    actions.return_application(sent, reason="Say more.", by=w.sending)
    mission.state = "closed"
    mission.save()
    client.force_login(w.visitor)
    assert "Say more." in text_of(client.get(path_of(sent)))
    client.post(path_of(sent), {"objectives": "More.", "languages": "en", "concepts": w.theme.pk, "do": "send"})
    sent.refresh_from_db()
    assert (sent.state, sent.objectives, sent.mission) == (A.SUBMITTED, "More.", mission)


# The CV


def stored() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("exchanges/cv/*") if path.is_file()}


def test_a_cv_is_kept_replaced_opened_and_removed(w, client, mine):
    before = stored()
    name = f"{'Ж' * 300}.pdf"
    client.post(path_of(mine), {"cv": upload(name, PDF), "objectives": "Kept.", "do": "upload"})
    mine.refresh_from_db()
    assert mine.cv_name.startswith("ЖЖЖ")
    assert mine.cv_name.endswith(".pdf")
    assert mine.objectives == "Kept."

    client.post(path_of(mine), {"cv": upload("second.pdf", PDF), "do": "upload"})
    answer = client.get(path_of(mine, "cv/"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="second.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))

    client.post(path_of(mine), {"do": "remove_cv"})
    mine.refresh_from_db()
    assert not mine.cv
    assert client.get(path_of(mine, "cv/")).status_code == 404
    assert len(stored() - before) <= 2  # files go once the transaction has ended, which a test’s never does


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: upload("cv.pdf", b"MZ" + bytes(50)), "the file is something else"),
        (lambda: svg("cv.pdf"), "the file is something else"),
        (lambda: upload("cv.exe", b"MZ"), "are not accepted"),
        (lambda: upload("cv", PDF), "has no ending"),
        (lambda: upload("cv.pdf", b""), "is empty"),
        (lambda: zip_bomb("cv.docx"), "far too big when unpacked"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_the_words_are_kept(w, client, mine, file, sentence):
    answer = client.post(path_of(mine), whole(w, cv=file()))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    mine.refresh_from_db()
    assert (bool(mine.cv), mine.state, mine.objectives) == (False, A.DRAFT, "Learn how denim is washed without water.")


def test_only_a_few_open_a_cv(w, client, mine):
    actions.attach_cv(mine, upload("cv.pdf", PDF), by=w.visitor)
    client.post(path_of(mine), whole(w))
    statuses = {}
    for name in ("visitor", "sending", "coordinator", "colleague", "receiving", "outsider", "stranger", "auditor"):
        client.force_login(getattr(w, name))
        answer = client.get(path_of(mine, "cv/"))
        statuses[name] = answer.status_code
        b"".join(answer)  # the file is closed behind it
    assert statuses == {
        "visitor": 200,
        "sending": 200,
        "coordinator": 200,
        "colleague": 403,
        "receiving": 404,
        "outsider": 404,
        "stranger": 404,
        "auditor": 403,
    }


def test_somebody_elses_draft_is_not_there(w, client, mine):
    for person in (w.colleague, w.sending, w.outsider, w.coordinator):
        client.force_login(person)
        assert client.get(path_of(mine)).status_code == 404
        assert client.post(path_of(mine), whole(w)).status_code == 404
    mine.refresh_from_db()
    assert (mine.state, mine.objectives) == (A.DRAFT, "")


def test_a_manager_writes_and_sends_for_a_member(w, client):
    client.force_login(w.sending)
    made = actions.start_application(
        programme=w.programme, organisation=w.visiting, person=w.visitor, by=w.sending, language="en"
    )
    assert "filled in by" in text_of(client.get(path_of(made)))
    client.post(path_of(made), whole(w))
    assert Application.objects.get().state == A.SUBMITTED


def test_names_of_300_cyrillic_letters(w, client):
    name = "Щ" * 150
    firm = places.organisation("Ж" * 200, in_cluster=w.home, country="BG")
    person = places.member_of(w.home, at=firm, first_name=name, last_name=name)
    client.force_login(person)
    mine = actions.start_application(programme=w.programme, organisation=firm, person=person, by=person, language="bg")
    client.post(path_of(mine), whole(w, objectives="Д" * 4000))
    assert client.get(path_of(mine, "")).status_code == 200
    assert Application.objects.get().state == A.SUBMITTED
