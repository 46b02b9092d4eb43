"""How often somebody may ask whether a certificate is real."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

PER_ADDRESS_AND_HOUR = 60
HOUR = 60 * 60


def count_check(address: str) -> bool:
    """Count one more look from a network address, kept as a keyed hash for an hour; False where it is too many."""
    key = "certificate:" + salted_hmac("exchanges.certificate", address, algorithm="sha256").hexdigest()
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= PER_ADDRESS_AND_HOUR
    except ValueError:  # the hour ended between the two
        return True
