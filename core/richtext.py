"""Rich text as plain structure, for documents that are not HTML: paragraphs and lists of runs."""

from html.parser import HTMLParser

from wagtail.rich_text import expand_db_html

_BLOCKS = {"p", "h2", "h3", "h4", "li", "div", "blockquote"}
_LISTS = {"ul", "ol"}
_MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks: list[dict] = []
        self.lists: list[str] = []
        self.marks: dict[str, int] = {"bold": 0, "italic": 0}
        self.href = ""

    def handle_starttag(self, tag, attributes):
        if tag in _LISTS:
            self.lists.append(tag)
            if len(self.lists) == 1:
                self.blocks.append({"kind": tag, "items": []})
        elif tag in _BLOCKS:
            self._start()
        elif tag in _MARKS:
            self.marks[_MARKS[tag]] += 1
        elif tag == "a":
            self.href = dict(attributes).get("href") or ""
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag):
        if tag in _LISTS and self.lists:
            self.lists.pop()
        elif tag in _MARKS:
            self.marks[_MARKS[tag]] = max(0, self.marks[_MARKS[tag]] - 1)
        elif tag == "a":
            self.href = ""

    def handle_data(self, data):
        if not data.strip("\n\r\t ") and not self._runs():
            return
        if not self.blocks or self._runs() is None:
            self._start()
        run = {"text": data, "bold": self.marks["bold"] > 0, "italic": self.marks["italic"] > 0, "href": self.href}
        self._runs().append(run)

    def _runs(self) -> list | None:
        """The runs that text is added to now."""
        if not self.blocks or not self.blocks[-1]["items"]:
            return None
        return self.blocks[-1]["items"][-1]

    def _start(self):
        """A new item of the list one is in, else a new paragraph."""
        if self.lists and self.blocks and self.blocks[-1]["kind"] in _LISTS:
            self.blocks[-1]["items"].append([])
        else:
            self.blocks.append({"kind": "p", "items": [[]]})


def blocks(source: str) -> list[dict]:
    """Blocks of `kind` p, ul or ol, each with `items`: lists of runs with text, bold, italic and href.

    Headings become paragraphs, nested lists one list; links to pages and documents get their addresses.
    """
    reader = _Reader()
    reader.feed(expand_db_html(source))
    reader.close()
    return [
        {**block, "items": [item for item in block["items"] if item]} for block in reader.blocks if any(block["items"])
    ]
