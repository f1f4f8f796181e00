"""Ten codes for the day the device is lost: shown once, kept as hashes, each good once."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from ruantong.accounts.first_access import bare, one_time_secret
from ruantong.accounts.models import User
from ruantong.accounts.second_factor.models import RecoveryCode
from ruantong.gateways import clock

NUMBER = 10


def renew(user: User) -> list[str]:
    """Ten new codes in place of all there were; inside the caller's transaction."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [one_time_secret() for _ in range(NUMBER)]
    now = clock.now()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code), made_at=now) for code in codes
    )
    return codes


def accept(user: User, code: str) -> bool:
    """Whether this is an unused code of this account; it is used up by asking."""
    found = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return bool(found.update(used_at=clock.now()))


def left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def _digest(user: User, code: str) -> str:
    """Keyed. The codes have 59 random bits, so a slow hash would add nothing."""
    said = f"{user.pk}:{bare(code)}"
    return salted_hmac("ruantong.recovery-code", said, algorithm="sha256").hexdigest()
