"""A phone number is a key only once its holder has proven it with a code; until then it is a note.

What is typed may be one digit away from a stranger's number. So an unproven number opens nothing, is
unique among nothing, and says nothing about who else has stated it (docs/adr/0103).
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from ruantong.accounts.models import User
from ruantong.gateways import clock

# long enough to fill in a registration in between
GOOD_FOR = timedelta(hours=12)
TAKEN = "手机号“{phone}”已登记在其他账户，一个手机号只能登记一个账户。"
_signer = Signer(salt="ruantong.proven-phone")


def proven(phone: str) -> Q:
    """The condition under which an account may be found by ``phone``."""
    return Q(phone=phone, phone_proven_at__isnull=False)


def owner_of(phone: str) -> User | None:
    """The account whose holder has proven that the phone is his."""
    return User.objects.filter(proven(phone)).first()


def taken_problem(phone: str, owner: User | None = None) -> str | None:
    """Proven by somebody other than ``owner``: to be told to nobody but who holds the phone."""
    other = owner_of(phone)
    return None if other is None or other == owner else TAKEN.format(phone=phone)


def proof_of(phone: str) -> str:
    """What a visitor who has typed the right code carries along: it stands for the phone."""
    return _signer.sign_object({"phone": phone, "at": clock.now().isoformat()})


def shown_by(proof: str) -> str | None:
    """The phone that was proven lately; None for a proof that is made up or too old."""
    try:
        said = _signer.unsign_object(proof)
    except BadSignature:
        return None
    at = parse_datetime(said["at"])
    return said["phone"] if at and clock.now() - at < GOOD_FOR else None
