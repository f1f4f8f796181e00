"""How many wrong codes an account may have, and how long it waits after them.

Only who has the password (or another first factor) comes this far, so the count is of the account and
not of an address. Passkeys are not counted: they cannot be guessed, and open while codes wait.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.accounts.second_factor.models import Tries
from ruantong.gateways import clock

FREE = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)


def begin(user: User) -> int:
    """Count a try before its code is looked at, so that many at once are no way around the count.

    The number of tries since the last right one; Refused while the account waits.
    """
    now = clock.now()
    Tries.objects.get_or_create(user=user)
    mine = Tries.objects.filter(user=user)
    open_now = Q(closed_until=None) | Q(closed_until__lte=now)
    if not mine.filter(open_now).update(failures=F("failures") + 1):
        raise Refused(_waits(mine.get()))
    number = mine.get().failures
    if number >= FREE:
        mine.update(closed_until=now + pause_after(number))
    return number


def succeeded(user: User) -> None:
    Tries.objects.filter(user=user).update(failures=0, closed_until=None)


def pause_after(failures: int) -> timedelta:
    """One minute after the fifth, twice as long after each further one, never above half an hour."""
    doublings = min(failures - FREE, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _waits(tries: Tries) -> str:
    until = tries.closed_until or clock.now()
    minutes = max(1, -(-int((until - clock.now()).total_seconds()) // 60))
    return f"连续{tries.failures}次未通过，请在{minutes}分钟后再试；已登记通行密钥的，可直接使用。"
