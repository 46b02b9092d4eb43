"""How the demo files' plain texts become fields and blocks of a practice."""

import json
import re
import uuid
from html import escape

RICH_FIELDS = ("problem", "went_wrong", "preconditions", "not_for")
_SPACE = uuid.UUID("3f0f9a0e-6d6b-4a53-9d0c-7a8f6f0b1c55")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text; a blank line parts them."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


def rich(text: str) -> str:
    """Plain text as rich text."""
    return "".join(
        f'<p data-block-key="{number:05d}">{escape(part, quote=False)}</p>'
        for number, part in enumerate(paragraphs(text))
    )


def block_id(key: str, kind: str, number: int) -> str:
    """The id of a block: always the same for one practice, so that translations find its strings."""
    return str(uuid.uuid5(_SPACE, f"{key}/{kind}/{number}"))


def stream(key: str, kind: str, values: list[dict]) -> str:
    """The stored form of a StreamField with blocks of one kind."""
    return json.dumps(
        [{"type": kind, "value": value, "id": block_id(key, kind, n)} for n, value in enumerate(values)],
        ensure_ascii=False,
    )


def text_fields(row: dict, language: str, image) -> dict:
    """Every field of the page that holds words, in one language; numbers of the evidence stand beside them."""
    text, key = row["text"][language], row["key"]
    return {
        "title": text["title"],
        "answer": text["answer"],
        **{field: rich(text[field]) for field in RICH_FIELDS},
        "steps": stream(key, "step", [{"title": step["title"], "text": rich(step["text"])} for step in text["steps"]]),
        "evidence": stream(
            key,
            "evidence",
            [
                words
                | {"before": figures["before"] or None, "after": figures["after"] or None}
                | {"level": figures["level"]}
                for words, figures in zip(text["evidence"], row["evidence"], strict=True)
            ],
        ),
        "pictures": stream(
            key,
            "picture",
            [{"image": {"image": image.pk, "decorative": False, "alt_text": text["image_alt"]}, "caption": ""}],
        ),
        "opinion": text["opinion"],
        "opinion_language": language,
    }


def strings(row: dict, language: str) -> dict[str, list[str]]:
    """The translatable strings by wagtail-localize's path, in their order: what a translator would have typed."""
    text, key = row["text"][language], row["key"]
    found = {"title": [text["title"]], "answer": [text["answer"]], "opinion": [text["opinion"]]}
    found |= {field: paragraphs(text[field]) for field in RICH_FIELDS}
    for number, step in enumerate(text["steps"]):
        path = f"steps.{block_id(key, 'step', number)}"
        found |= {f"{path}.title": [step["title"]], f"{path}.text": paragraphs(step["text"])}
    for number, words in enumerate(text["evidence"]):
        path = f"evidence.{block_id(key, 'evidence', number)}"
        found |= {f"{path}.{name}": [value] for name, value in words.items()}
    found[f"pictures.{block_id(key, 'picture', 0)}.image.alt_text"] = [text["image_alt"]]
    return found
