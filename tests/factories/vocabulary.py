"""Schemes and concepts for tests. Codes are given; labels default to the code in English."""

from django.conf import settings

from vocabulary.models import Concept, Label, LabelKind, Scheme, SchemeText

BASE = settings.VOCABULARY_BASE_URI


def scheme(code: str = "fabric", **titles: str) -> Scheme:
    """A scheme with a title per language given, English by default."""
    made = Scheme.objects.create(code=code, uri=BASE + code)
    for language, title in (titles or {"en": code.title()}).items():
        SchemeText.objects.create(scheme=made, language=language, title=title, description=f"About {title}.")
    return made


def concept(
    scheme: Scheme, code: str, *, broader=(), alt=None, hidden=None, deprecated=False, **labels: str
) -> Concept:
    """A concept with preferred labels per language; `alt` and `hidden` map a language to its other labels."""
    made = Concept.objects.create(scheme=scheme, code=code, uri=f"{scheme.uri}/{code}", deprecated=deprecated)
    rows = [(LabelKind.PREFERRED, language, text) for language, text in (labels or {"en": code}).items()]
    for kind, more in ((LabelKind.ALTERNATIVE, alt), (LabelKind.HIDDEN, hidden)):
        rows += [(kind, language, text) for language, texts in (more or {}).items() for text in texts]
    Label.objects.bulk_create([Label(concept=made, kind=kind, language=code, text=text) for kind, code, text in rows])
    made.broader.set(broader)
    return made
