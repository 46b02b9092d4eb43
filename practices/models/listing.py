"""Which state of the published practices a process has in memory."""

import secrets

from django.db import models


def new_token() -> str:
    return secrets.token_hex(8)


class ListingRevision(models.Model):
    """One row whose token changes, in the same transaction, with everything the list of practices shows.

    A random token rather than a number: after a rollback the next change cannot repeat an old value.
    """

    token = models.CharField(max_length=16, default=new_token)
    changed_at = models.DateTimeField(auto_now=True)
