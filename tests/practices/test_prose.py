import pytest

from practices.prose import clean, line, rich


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo\nlines.", "<p>One.</p><p>Two<br/>lines.</p>"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("", ""),
        (
            '<p class="MsoNormal"><span lang="FR" style="x">Une <strong>presse</strong></span><o:p></o:p></p>',
            "<p>Une <b>presse</b></p>",
        ),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "<p>a</p>"),
        ("<div>a <em>b</em><!--[if mso]>x<![endif]--></div>", "<p>a <i>b</i></p>"),
        ("<p><a href='javascript:x'>link</a></p>", "<p>link</p>"),
        ("<p>&nbsp;</p><ul><li>one</li></ul>", "<ul><li>one</li></ul>"),
    ],
)
def test_typed_and_pasted_text_becomes_rich_text(text, html):
    assert rich(text) == html


def test_lines_have_no_markup_and_one_space():
    assert line("  A <b>red</b>\n cloth &amp; thread ") == "A red cloth & thread"
    assert line("5 < 6  & 7") == "5 < 6 & 7"


def test_what_is_stored_has_no_control_characters():
    assert clean("a\x00\x1b\x9fb\tc\r\nd\re") == "ab\tc\nd\ne"
