"""A hit shows what was found, in parts that need no markup, and says why it was found."""

import pytest

from search.requests import Reason


def marked(fragment) -> list[str]:
    return [text for text, found in fragment.parts if found]


def text(fragment) -> str:
    return "".join(text for text, _ in fragment.parts)


def hit(find, key, *query, **more):
    return next(hit for hit in find(*query, **more).hits if hit.key == key)


def test_the_title_is_whole_and_marked(find):
    found = hit(find, "practice:soie:en", "mend silk")

    assert text(found.title) == "A Lyon workshop mends silk"
    assert marked(found.title) == ["mends", "silk"]


def test_passages_of_the_text_are_marked(find):
    found = hit(find, "practice:soie:en", "apprentice")
    body = next(fragment for fragment in found.fragments if fragment.field == "body")

    assert marked(body) == ["apprentices"]


def test_accents_stay_as_they_are_written(find):
    found = hit(find, "practice:soie:fr", "etoffe ancienne", language="fr")

    assert {"étoffes", "anciennes"} <= {word for fragment in found.fragments for word in marked(fragment)}


def test_a_passage_is_a_piece_of_the_text(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    body = " ".join(f"Sentence number {n} says nothing at all." for n in range(80))
    body = body.replace("number 40 says", "number 40 praises velvet and says")
    engine.index([document("practice:1:en", "A long text", body)])
    engine.refresh()
    (found,) = engine.search(SearchRequest(text="velvet")).hits
    fragment = next(fragment for fragment in found.fragments if fragment.field == "body")

    assert marked(fragment) == ["velvet"]
    assert text(fragment).strip() in body
    assert len(text(fragment)) < 500


def test_markup_in_a_text_stays_text(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index(
        [document("practice:1:en", "<b>Velvet</b> & <em>silk</em>", "Tom & Jerry said: <script>velvet</script>")]
    )
    engine.refresh()
    (found,) = engine.search(SearchRequest(text="velvet")).hits

    assert text(found.title) == "<b>Velvet</b> & <em>silk</em>"
    assert marked(found.title) == ["Velvet"]
    assert text(next(f for f in found.fragments if f.field == "body")) == "Tom & Jerry said: <script>velvet</script>"


def test_an_attachment_names_its_page(find):
    found = hit(find, "guide:care:en", "lavender cedar")
    fragment = next(fragment for fragment in found.fragments if fragment.field == "attachment")

    assert (fragment.source, fragment.address, fragment.page) == ("Care handbook", "/documents/care.pdf", 2)
    assert marked(fragment) == ["lavender", "cedar"]


def test_a_phrase_is_marked(find):
    found = hit(find, "practice:lease:en", '"rain jackets"')

    assert {"rain", "jackets"} <= {word for fragment in found.fragments for word in " ".join(marked(fragment)).split()}


def test_nothing_is_marked_when_nothing_was_asked(find):
    assert all(marked(hit.title) == [] and text(hit.title) for hit in find().hits)


def test_highlights_can_be_left_out(find):
    found = hit(find, "practice:soie:en", "silk", highlight=False)

    assert found.fragments == ()
    assert text(found.title) == "A Lyon workshop mends silk"
    assert marked(found.title) == []


@pytest.mark.parametrize(("query", "term"), [("apprentices", "apprentices"), ("apprentice", "apprentice")])
def test_a_word_of_the_query_is_a_reason(find, query, term):
    found = hit(find, "practice:soie:en", query)

    assert ("words", term) in {(reason.kind, reason.term) for reason in found.reasons}


def test_a_correction_is_a_reason(find):
    found = hit(find, "practice:soie:en", "aprentices")

    assert ("correction", "apprentices") in {(reason.kind, reason.term) for reason in found.reasons}


def test_a_concept_is_a_reason(find):
    found = hit(find, "practice:kop:bg", "soie", language="fr")

    assert "m/silk" in {reason.concept for reason in found.reasons}
    assert not [reason for reason in found.reasons if reason.kind == "words"]
    assert all(isinstance(reason, Reason) for reason in found.reasons)
