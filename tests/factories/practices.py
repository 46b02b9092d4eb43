"""Practices, their translations, concepts and transfers, for tests. Pages are written straight into the tree, live."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.images.models import Filter
from wagtail.models import Locale

from clusters.models import Cluster, Organisation
from core.models import ImageRendition, SiteImage
from core.states import TranslationState
from home.models import HomePage
from practices.actions.listing import touch_listing
from practices.models import ClusterSectionPage, PracticeConcept, PracticePage, Transfer
from practices.states import TransferResult, TransferState
from tests.factories import clusters as cluster_factory
from tests.factories.home import home_page, practice_list
from vocabulary.models import Concept, Label, LabelKind, Scheme, SchemeText

_numbers = count(1)
RENDITIONS = ("fill-240x240", *(f"width-{width}|format-webp" for width in (480, 960, 1440)))
_START = timezone.now() - timedelta(days=3650)


def concept(key: str = "", *, broader: Concept | None = None, **labels: str) -> Concept:
    """A concept `scheme/code` with preferred labels by language; English is made from the code when not given."""
    scheme_code, _slash, code = (key or f"technique/technique-{next(_numbers)}").partition("/")
    base = "https://cloth.example/id"
    scheme, made = Scheme.objects.get_or_create(code=scheme_code, defaults={"uri": f"{base}/{scheme_code}"})
    if made:
        SchemeText.objects.create(scheme=scheme, language="en", title=scheme_code.replace("-", " ").capitalize())
    found = Concept.objects.create(scheme=scheme, code=code, uri=f"{base}/{scheme_code}/{code}")
    for language, text in ({"en": code.replace("-", " ")} | labels).items():
        Label.objects.create(concept=found, kind=LabelKind.PREFERRED, language=language, text=text)
    if broader:
        found.broader.add(broader)
    return found


def home_in(language: str) -> HomePage:
    """The home page of a language, made when missing; the first one made is the site’s root."""
    found = HomePage.objects.filter(locale__language_code=language).first()
    original = HomePage.objects.order_by("path").first()
    return found or home_page(language, original=original)


def section_of(cluster: Cluster, language: str) -> ClusterSectionPage:
    """The cluster’s section in a language, with the tree above it, made when missing."""
    found = ClusterSectionPage.objects.filter(cluster=cluster, locale__language_code=language).first()
    if found:
        return found
    index = practice_list(home_in(language))
    return index.add_child(
        instance=ClusterSectionPage(
            title=cluster.short_name, slug=f"section-{cluster.code}", cluster=cluster, locale=index.locale
        )
    )


def step(title: str = "Sort", text: str = "<p>Sort by colour.</p>") -> tuple[str, dict]:
    return ("step", {"title": title, "text": text})


def evidence(indicator: str = "Minimum order", before="", after="", level="document", **fields) -> tuple[str, dict]:
    """A row of evidence; figures as strings with a point, empty where unknown."""
    values = {"unit": "pieces", "method": "Price list", "source": "Order book"} | fields
    figures = {"before": Decimal(before) if before else None, "after": Decimal(after) if after else None}
    return ("evidence", {"indicator": indicator, "level": level, **figures, **values})


def picture(name: str = "cloth") -> SiteImage:
    """An image whose renditions in list and page are there already, as on a site that was visited before."""
    content = BytesIO()
    Image.new("RGB", (120, 80), "navy").save(content, "PNG")
    content = content.getvalue()
    image = SiteImage(title=name, description=name)
    image.file.save(f"{name}.png", ContentFile(content), save=False)
    image.width, image.height = 120, 80
    image.save()
    for spec in RENDITIONS:
        ImageRendition.objects.create(
            image=image,
            filter_spec=spec,
            focal_point_key=Filter(spec).get_cache_key(image),
            width=12,
            height=8,
            file=ContentFile(content, "x.png"),
        )
    return image


def practice(
    cluster: Cluster | None = None,
    language: str = "en",
    *,
    concepts: tuple[Concept, ...] = (),
    tags: tuple[str, ...] = (),
    live: bool = True,
    **fields,
) -> PracticePage:
    """An original, each a day newer than the one before; with `live=False` a draft."""
    number = next(_numbers)
    cluster = cluster or cluster_factory.cluster()
    values = {
        "title": f"Practice {number}",
        "slug": f"practice-{number}",
        "answer": f"Answer {number}.",
        "problem": "<p>The problem.</p>",
        "steps": [step()],
        "evidence": [evidence(before="600", after="80")],
        "went_wrong": "<p>What went wrong.</p>",
        "country": cluster.country,
        "town": cluster.town,
        "cluster": cluster,
        "locale": Locale.objects.get_or_create(language_code=language)[0],
        "live": live,
        "first_published_at": _START + timedelta(days=number) if live else None,
    }
    page = PracticePage(**(values | fields))
    page.practice_concepts = [PracticeConcept(concept=each) for each in concepts]
    section_of(cluster, language).add_child(instance=page)
    if tags:
        page.tags.add(*tags)
        page.save()
    touch_listing()
    return page


def translation_of(original: PracticePage, language: str, **fields) -> PracticePage:
    """A live language version of a practice, translated by a person unless told otherwise."""
    values = {
        "title": f"{original.title} ({language})",
        "answer": original.answer,
        "slug": original.slug,
        "translation_state": TranslationState.HUMAN,
        "translation_key": original.translation_key,
        "organisation": original.organisation,
        "status": original.status,
        "town": original.town,
        "country": original.country,
    }
    return practice(original.cluster, language, **(values | fields))


def transfer(
    page: PracticePage,
    *,
    organisation: Organisation | None = None,
    state: TransferState = TransferState.CONFIRMED,
    **fields,
) -> Transfer:
    """An attempt of an organisation of another cluster, in any state, without mails and log."""
    organisation = organisation or cluster_factory.organisation(in_cluster=cluster_factory.cluster())
    values = {
        "cluster": organisation.memberships.get().cluster,
        "tried_on": date(2026, 1, 1) + timedelta(days=next(_numbers) % 300),
        "result": TransferResult.ADAPTED,
        "language": "en",
        "changed": "Another yarn.",
        "lesson": "Measure first.",
    }
    made = Transfer.objects.create(practice_code=page.code, organisation=organisation, state=state, **(values | fields))
    touch_listing()
    return made
