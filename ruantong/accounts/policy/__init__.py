"""What is asked of accounts, passwords and sessions: profiles as data, one of them in force (docs/adr/0099).

``policy()`` answers with the one in force; ask it where a demand takes effect, never a number of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from ruantong.accounts.policy.profile import Policy
from ruantong.accounts.policy.reading import read_profiles

#: The one of the demo, of development and of tests; no deployment may choose it.
TRIAL = "trial"


@cache
def profiles() -> Mapping[str, Policy]:
    """Every profile by name; PolicyError when the file is at fault."""
    text = Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8")
    return MappingProxyType(read_profiles(text))


def policy() -> Policy:
    """The profile in force, which ``RUANTONG_POLICY`` chose."""
    return profiles()[settings.POLICY]
