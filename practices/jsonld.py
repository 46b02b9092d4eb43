"""A practice as schema.org sees it."""

import json

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from practices.queries.reading import Reading

LICENCE_ADDRESSES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def article(reading: Reading) -> dict:
    """An Article that contains a HowTo; only what the page itself says."""
    page = reading.page
    steps = [
        {"@type": "HowToStep", "name": block.value["title"], "text": strip_tags(block.value["text"].source)}
        for block in page.steps
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.answer,
        "inLanguage": page.language_code,
        "url": reading.canonical,
        "license": LICENCE_ADDRESSES.get(page.licence, page.licence),
        "author": {"@type": "Organization", "name": page.organisation.name if page.organisation else page.cluster.name},
        "publisher": {"@type": "Organization", "name": page.cluster.name},
        "about": [concept.label for concept in reading.concepts],
        "mainEntity": {"@type": "HowTo", "name": page.title, "inLanguage": page.language_code, "step": steps},
    }
    if page.first_published_at:
        data["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    if page.town:
        data["contentLocation"] = {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": page.town, "addressCountry": page.country},
        }
    if reading.translations:
        data["workTranslation"] = [{"@type": "Article", "url": version.href} for version in reading.translations]
    elif reading.versions and page.language_code != reading.original:
        data["translationOfWork"] = {"@type": "Article", "url": reading.versions[0].href}
    return data


def structured_data(reading: Reading) -> SafeString:
    """The article as JSON for a script element: no character of the data may end the element it stands in."""
    data = json.dumps(article(reading), ensure_ascii=False)
    return SafeString(data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
