"""What an import would change, and what is wrong with it: pure data in, plan out."""

import time

import pytest

from core.languages import CODES
from tests.vocabulary.turtle import SCHEME, concept, turtle
from vocabulary.files import read_file
from vocabulary.integrity import ancestors_of, check
from vocabulary.plans import Foreign, Options, Plan, make_plan
from vocabulary.skos import Vocabulary, read_graph

BASE = "https://cloth.example/id/"


def read(*statements: str, scheme: str = SCHEME):
    return read_graph(read_file("x.ttl", turtle(*statements, scheme=scheme), base=BASE), CODES)


def plan(stored: tuple[str, ...], incoming: tuple[str, ...], **options) -> Plan:
    """The plan of a file with `incoming` where `stored` is there already."""
    before = read(*stored)[0] if stored else Vocabulary()
    after, problems = read(*incoming)
    return make_plan(before, after, problems, base=BASE, options=Options(**options))


def kinds(made: Plan) -> dict[str, str]:
    return {change.uri.removeprefix(BASE): change.kind for change in made.concepts}


def lines(made: Plan, code: str) -> list[tuple]:
    (change,) = [change for change in made.concepts if change.uri == f"{BASE}fabric/{code}"]
    return [("+" if line.added else "-", line.property, line.language, line.text) for line in change.lines]


FELT, TWILL = concept("felt"), concept("twill")


@pytest.mark.parametrize(
    ("stored", "incoming", "options", "expected"),
    [
        ((), (FELT, TWILL), {}, {"fabric/felt": "added", "fabric/twill": "added"}),
        ((FELT,), (FELT,), {}, {}),
        ((FELT, TWILL), (FELT,), {}, {}),
        ((FELT, TWILL), (FELT,), {"whole": True}, {"fabric/twill": "deprecated"}),
        ((FELT,), (concept("felt", "felt cloth"), TWILL), {}, {"fabric/felt": "changed", "fabric/twill": "added"}),
        ((FELT,), (concept("felt", "felt cloth"), TWILL), {"only_new": True}, {"fabric/twill": "added"}),
        ((FELT,), (concept("felt", more="owl:deprecated true"),), {}, {"fabric/felt": "deprecated"}),
        ((concept("felt", more="owl:deprecated true"),), (FELT,), {}, {"fabric/felt": "changed"}),
        (
            (FELT, TWILL),
            (concept("denim", more="skos:related <fabric/felt>"),),
            {},
            {"fabric/denim": "added", "fabric/felt": "changed"},
        ),
    ],
)
def test_make_plan_says_what_changes(stored, incoming, options, expected):
    made = plan(stored, incoming, **options)

    assert (kinds(made), made.problems) == (expected, ())


def test_make_plan_lists_every_statement_that_comes_and_goes():
    made = plan(
        (concept("felt", more='skos:altLabel "loden"@en'), TWILL),
        (concept("felt", "felt cloth", 'skos:altLabel "филц"@bg ; skos:broader <fabric/twill>'),),
    )

    assert lines(made, "felt") == [
        ("-", "altLabel", "en", "loden"),
        ("-", "prefLabel", "en", "felt"),
        ("+", "altLabel", "bg", "филц"),
        ("+", "broader", "", f"{BASE}fabric/twill"),
        ("+", "prefLabel", "en", "felt cloth"),
    ]


def test_make_plan_keeps_relations_to_concepts_outside_the_file():
    made = plan((concept("felt", more="skos:related <fabric/twill>"), TWILL), (FELT,))

    assert made.is_empty


def test_make_plan_removes_relations_within_the_file_on_both_sides():
    made = plan((concept("felt", more="skos:related <fabric/twill>"), TWILL), (FELT, TWILL))

    assert kinds(made) == {"fabric/felt": "changed", "fabric/twill": "changed"}


def test_make_plan_reads_narrower_and_top_concepts_as_their_inverse():
    made = plan(
        (),
        (
            '<fabric/felt> a skos:Concept ; skos:prefLabel "felt"@en ; skos:narrower <fabric/loden> .',
            "<fabric> skos:hasTopConcept <fabric/felt> .",
            concept("loden"),
        ),
    )

    assert made.problems == ()
    assert lines(made, "loden")[0] == ("+", "broader", "", f"{BASE}fabric/felt")


def test_fingerprint_differs_with_what_is_stored_and_with_what_comes():
    same = {plan((FELT,), (TWILL,)).fingerprint, plan((FELT,), (TWILL,)).fingerprint}
    others = {
        plan((FELT,), (concept("twill", "twills"),)).fingerprint,
        plan((concept("twill", "old"),), (TWILL,)).fingerprint,
        plan((TWILL,), (TWILL,)).fingerprint,
    }

    assert (len(same), len(others), len(same | others)) == (1, 3, 4)


ERRORS = {
    "S9": (
        (FELT, "<fabric> a skos:Concept ."),
        "It is called a concept and a concept scheme at once (SKOS condition S9).",
    ),
    "S12 datatype": ((concept("felt", more="skos:altLabel 12"),), "not a plain text (SKOS condition S12)"),
    "S12 address": ((concept("felt", more="skos:altLabel <x>"),), "not a plain text (SKOS condition S12)"),
    "S13": (
        (concept("felt", more='skos:altLabel "felt"@en'),),
        "“felt” (en) is there as two kinds of label (SKOS condition S13).",
    ),
    "S14": (
        (concept("felt", more='skos:prefLabel "loden"@en'),),
        "It has more than one preferred label in “en”: felt, loden (SKOS condition S14).",
    ),
    "S27 direct": (
        (FELT, concept("loden", more="skos:broader <fabric/felt> ; skos:related <fabric/felt>")),
        "“felt” is both related and broader or narrower (SKOS condition S27).",
    ),
    "S27 transitive": (
        (
            concept("felt", more="skos:related <fabric/green>"),
            concept("loden", more="skos:broader <fabric/felt>"),
            concept("green", more="skos:broader <fabric/loden>"),
        ),
        "“felt” is both related and broader or narrower (SKOS condition S27).",
    ),
    "S27 matches": (
        (concept("felt", more="skos:relatedMatch <http://x.example/1> ; skos:broadMatch <http://x.example/1>"),),
        "Related and broader match to http://x.example/1 at once (SKOS condition S27).",
    ),
    "S37": (
        (FELT, "<fabric/felt> a skos:Collection ."),
        "It is called a collection and a concept or scheme at once (SKOS condition S37).",
    ),
    "S46": (
        (concept("felt", more="skos:exactMatch <http://x.example/1> ; skos:broadMatch <http://x.example/1>"),),
        "Exact match and another kind of match to http://x.example/1 (SKOS condition S46).",
    ),
    "cycle": (
        (concept("felt", more="skos:broader <fabric/loden>"), concept("loden", more="skos:broader <fabric/felt>")),
        "It stands above itself: the broader concepts run in a circle.",
    ),
    "own parent": ((concept("felt", more="skos:broader <fabric/felt>"),), "It stands above itself"),
    "own relative": ((concept("felt", more="skos:related <fabric/felt>"),), "It is related to itself."),
    "no label": (("<fabric/felt> a skos:Concept ; skos:inScheme <fabric> .",), "It has no preferred label."),
    "twice one label": (
        (FELT, concept("loden", "Felt")),
        f"“Felt” (en) is already the preferred label of {BASE}fabric/felt.",
    ),
    "long label": ((concept("felt", "x" * 201),), "A label in “en” is longer than 200 characters."),
    "bidi": ((concept("felt", "felt\\u202Egnp"),), "A label in “en” has invisible characters."),
    "control": ((concept("felt", "fe\\u0007lt"),), "A label in “en” has invisible characters."),
    "no break": ((concept("felt", more='skos:definition "a\\u0000b"@en'),), "A note in “en” has invisible characters."),
    "no scheme": (
        ('<silk/felt> a skos:Concept ; skos:inScheme <silk> ; skos:prefLabel "felt"@en .',),
        "It is in no known concept scheme.",
    ),
    "bad code": ((concept("Felt_Cloth", "felt"),), "Its address must be that of its scheme"),
    "no address": (('[] a skos:Concept ; skos:prefLabel "x"@en .', FELT), "A concept has no address of its own."),
    "script": (
        (concept("felt", more="skos:closeMatch <javascript:alert(1)>"),),
        "A match must be a web address: javascript:alert(1)",
    ),
    "empty label": ((concept("felt", more='skos:altLabel "  "@en'),), "A label or note is empty."),
}


@pytest.mark.parametrize("name", ERRORS)
def test_make_plan_finds_what_breaks_a_rule(name):
    statements, sentence = ERRORS[name]

    errors = plan((), statements).errors

    assert any(sentence in problem.sentence for problem in errors), [problem.sentence for problem in errors]


def test_make_plan_finds_a_cycle_that_only_the_stored_part_closes():
    made = plan(
        (concept("felt", more="skos:broader <fabric/loden>"), concept("loden")),
        (concept("loden", more="skos:broader <fabric/felt>"),),
    )

    assert "circle" in made.errors[0].sentence


WARNINGS = {
    "language": (
        (concept("felt", more='skos:altLabel "Filz"@de, "vilt"@nl, "Loden"@de'),),
        [
            "2 texts in “de” were left out: the site does not have this language.",
            "1 text in “nl” was left out: the site does not have this language.",
        ],
    ),
    "no language": ((concept("felt", more='skos:altLabel "Filz"'),), ["1 text without a language was left out."]),
    "collection": ((FELT, "<c> a skos:Collection ."), ["Collections are not used here; they were left out."]),
    "missing target": (
        (concept("felt", more="skos:related <fabric/none>"),),
        [f"The link to {BASE}fabric/none was left out: no such concept."],
    ),
    "nothing": (("<a> <b> <c> .",), []),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_make_plan_says_what_was_left_out(name):
    statements, sentences = WARNINGS[name]

    made = plan((), statements)

    assert ([problem.sentence for problem in made.warnings], made.errors) == (sentences, [])


def test_make_plan_says_when_a_file_has_nothing_for_us():
    after, problems = read("<a> <b> <c> .", scheme="")

    made = make_plan(Vocabulary(), after, problems, base=BASE, options=Options())

    assert [problem.sentence for problem in made.warnings] == ["The file has no concept that could be imported."]


WOOL = """<http://other.example/1> a skos:Concept ; skos:prefLabel "wool felt"@en ; skos:{} <fabric/felt> .
<http://other.example/2> a skos:Concept ; skos:prefLabel "paper"@en ; skos:broader <http://other.example/1> ."""


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("exactMatch", "exactMatch"), ("broadMatch", "narrowMatch"), ("narrowMatch", "broadMatch"), ("closeMatch",) * 2],
)
def test_foreign_concepts_become_matches_by_default(theirs, ours):
    made = plan((FELT,), (WOOL.format(theirs),))

    assert lines(made, "felt") == [("+", ours, "", "http://other.example/1")]
    assert [problem.sentence for problem in made.warnings] == [
        "1 concept of another thesaurus was left out: it matches none of ours."
    ]


def test_foreign_concepts_become_our_own_on_demand_and_are_found_again():
    options = {"foreign": Foreign.OWN, "scheme": f"{BASE}fabric"}
    made = plan((FELT,), (WOOL.format("closeMatch"),), **options)
    merged = Vocabulary(
        read(FELT)[0].schemes, read(FELT)[0].concepts | {change.uri: change.after for change in made.concepts}
    )
    after, problems = read(WOOL.format("closeMatch"))

    again = make_plan(merged, after, problems, base=BASE, options=Options(**options))

    assert kinds(made) == {"fabric/paper": "added", "fabric/wool-felt": "added"}
    assert ("+", "exactMatch", "", "http://other.example/2") in lines(made, "paper")
    assert ("+", "broader", "", f"{BASE}fabric/wool-felt") in lines(made, "paper")
    assert (again.is_empty, again.problems) == (True, ())


def test_a_chain_that_is_too_deep_is_refused_at_once():
    chain = [concept("c0"), *(concept(f"c{n}", more=f"skos:broader <fabric/c{n - 1}>") for n in range(1, 53))]
    began = time.process_time()

    vocabulary, _problems = read(*chain)
    errors = [problem.sentence for problem in check(vocabulary, BASE)]
    above, _circular = ancestors_of({f"c{n}": [f"c{n - 1}"] for n in range(1, 20_000)})

    assert errors == ["More than 50 concepts stand above it."] * 2
    assert max(map(len, above.values())) == 51
    assert time.process_time() - began < 20
