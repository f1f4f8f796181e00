"""Each try to sign in is counted before the password is looked at, and marked when it was right.

Counted under a keyed hash of whom the name stands for: what a stranger types may be a password. Names
that nobody has are counted like others, so that nothing here tells which exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from ruantong.accounts.backends import find
from ruantong.accounts.codes import network_of
from ruantong.accounts.lockout.counting import locked_until
from ruantong.accounts.models import SignInTry, User
from ruantong.accounts.policy import policy
from ruantong.gateways import clock

# over all names from one network, and over all networks for one name, in one hour
NAMES_OF_A_NETWORK = 40
FAILURES_OF_A_NAME = 20
REMEMBERED = timedelta(days=90)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class Locked(Exception):
    """Too many failures of this name from this network; ``minutes`` until the next try."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.minutes = max(1, ceil((until - clock.now()) / timedelta(minutes=1)))


@dataclass(frozen=True)
class Try:
    """``narrow``: so many have failed lately that only who signed in from here before is let in;
    ``known``: this is somebody who did. The page may tell the first, never the second.
    """

    row: SignInTry
    narrow: bool
    known: bool

    @property
    def counts(self) -> bool:
        """Whether a right password opens."""
        return self.known or not self.narrow

    def succeeded(self) -> None:
        SignInTry.objects.filter(pk=self.row.pk).update(succeeded=True)

    def check(self) -> None:
        """Locked when this failure was the last one allowed."""
        _refuse_locked(_of(self.row).filter(pk__lte=self.row.pk))


def begin(name: str, ip: str | None) -> Try:
    """A try under that name from that address; Locked when it is not allowed."""
    user, network = find(name), network_of(ip)
    row = SignInTry.objects.create(key=_key(user, name), network=network, at=clock.now())
    try:
        _refuse_locked(_of(row).filter(pk__lt=row.pk))
    except Locked:
        row.delete()
        raise
    earlier = SignInTry.objects.exclude(pk=row.pk)
    known = earlier.filter(
        key=row.key, network=network, succeeded=True, at__gt=row.at - REMEMBERED
    ).exists()
    return Try(row, _is_narrow(earlier.filter(at__gt=row.at - _HOUR), row), known)


def forget(user: User) -> None:
    """The failures of an account no longer lock it."""
    SignInTry.objects.filter(key=_key(user, ""), succeeded=False).delete()


def clean() -> None:
    """What nothing asks for any more."""
    now = clock.now()
    SignInTry.objects.filter(succeeded=False, at__lt=now - _DAY).delete()
    SignInTry.objects.filter(at__lt=now - REMEMBERED).delete()


def _is_narrow(lately: QuerySet[SignInTry], row: SignInTry) -> bool:
    """Who fails and then succeeds gives his part of the network's number back."""
    failed = lately.filter(succeeded=False)
    here = lately.filter(network=row.network)
    right = here.filter(succeeded=True).values("key")
    names = here.filter(succeeded=False).exclude(key__in=right).values("key").distinct()
    return (
        failed.filter(key=row.key).count() >= FAILURES_OF_A_NAME
        or names.count() >= NAMES_OF_A_NETWORK
    )


def _of(row: SignInTry) -> QuerySet[SignInTry]:
    return SignInTry.objects.filter(key=row.key, network=row.network, at__gt=row.at - _DAY)


def _refuse_locked(tries: QuerySet[SignInTry]) -> None:
    failures: list[datetime] = []
    for at, right in tries.order_by("at", "pk").values_list("at", "succeeded"):
        failures = [] if right else [*failures, at]
    first = timedelta(minutes=policy().lock_minutes.largest)
    until = locked_until(failures, policy().lock_failures.largest, first)
    if until is not None and until > clock.now():
        raise Locked(until)


def _key(user: User | None, name: str) -> str:
    said = f"user:{user.pk}" if user else f"name:{name.casefold()}"
    return salted_hmac("ruantong.sign-in-try", said, algorithm="sha256").hexdigest()
