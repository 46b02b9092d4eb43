"""The read API, version 1, in the manners of Wagtail’s own API v2: `fields`, `limit`, `offset`, `order`, `meta`.

It always answers what the public may read, whoever asks: no session is opened, no cookie set. Its sentences are
English, as those of Wagtail’s API are; `locale` is the language of labels.
"""
