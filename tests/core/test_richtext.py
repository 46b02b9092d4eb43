import pytest

from core.richtext import blocks


def run(text, **marks):
    return {"text": text, "bold": False, "italic": False, "href": ""} | marks


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", []),
        ("<p></p><ul></ul>", []),
        ("<p>a &amp; b</p>", [{"kind": "p", "items": [[run("a & b")]]}]),
        ("bare", [{"kind": "p", "items": [[run("bare")]]}]),
        (
            "<p>a <b>b <i>c</i></b></p>",
            [{"kind": "p", "items": [[run("a "), run("b ", bold=True), run("c", bold=True, italic=True)]]}],
        ),
        (
            "<ul><li>x</li><li>y<ul><li>z</li></ul></li></ul><p>end</p>",
            [{"kind": "ul", "items": [[run("x")], [run("y")], [run("z")]]}, {"kind": "p", "items": [[run("end")]]}],
        ),
        ("<ol><li>1</li></ol>", [{"kind": "ol", "items": [[run("1")]]}]),
        (
            '<p><a href="https://a.example/">link</a>.</p>',
            [{"kind": "p", "items": [[run("link", href="https://a.example/"), run(".")]]}],
        ),
        ("<p>a<br/>b</p>", [{"kind": "p", "items": [[run("a"), run("\n"), run("b")]]}]),
        ("</b></ul><p>odd</p>", [{"kind": "p", "items": [[run("odd")]]}]),
    ],
)
def test_structure(source, found):
    assert blocks(source) == found
