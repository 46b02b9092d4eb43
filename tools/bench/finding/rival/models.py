"""The rival: a page type as Wagtail's documentation has it, found by Wagtail's own database search (SQLite, FTS5)."""

from django.db import models
from wagtail.models import Page
from wagtail.search import index


class Text(Page):
    """The same text as a document of ours, in plain columns: no streams, no relations."""

    thing = models.CharField(max_length=200, db_index=True)
    names = models.TextField()
    summary = models.TextField()
    body = models.TextField()
    files = models.TextField()
    language = models.CharField(max_length=12)
    access = models.CharField(max_length=200, db_index=True)  # all tokens in one text
    country = models.CharField(max_length=20)
    cluster = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    evidence = models.CharField(max_length=20)
    year = models.CharField(max_length=20)

    search_fields = [
        *Page.search_fields,
        index.SearchField("names"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("files"),
        *(
            index.FilterField(name)
            for name in ("access", "language", "country", "cluster", "status", "evidence", "year")
        ),
    ]
