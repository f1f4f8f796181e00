"""Where an act came from (docs/adr/0110): the address for a while, its keyed hash for good.

The hash is covered by the chain, the address is not: taking it away changes no link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from ipaddress import ip_address

from django.utils.crypto import salted_hmac

from ruantong.gateways import clock
from ruantong.trail.models import TrailEntry

KEPT = timedelta(days=90)
_LENGTH = 32
_asking: ContextVar[Callable[[], str] | None] = ContextVar("client", default=None)


@contextmanager
def coming_from(address: Callable[[], str]) -> Iterator[None]:
    """What is recorded inside came from there; asked late, as a proxy's word is read first."""
    token = _asking.set(address)
    try:
        yield
    finally:
        _asking.reset(token)


def current() -> str | None:
    """The address of the request in hand; None for the console and for what is no address."""
    asking = _asking.get()
    try:
        return str(ip_address(asking())) if asking else None
    except ValueError:
        return None


def hashed(address: str) -> str:
    """The same for the same address, and of no use without the platform's secret key."""
    return salted_hmac("ruantong.client", address, algorithm="sha256").hexdigest()[:_LENGTH]


def forget_old() -> int:
    """Take away the addresses of entries older than 90 days; how many there were."""
    return TrailEntry.objects.filter(at__lt=clock.now() - KEPT, address__isnull=False).update(
        address=None
    )
