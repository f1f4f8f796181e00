"""Which releases a period is judged with, and the rule set that follows from them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence

from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleFault
from ruantong.gateways import clock
from ruantong.returns.models import Return, RuleRelease, RuleVersion
from ruantong.returns.regimes import regime_for_period, regime_with, text_fault

_KEY_LENGTH = 24
_RULE_ID = re.compile(r"^\s*\[([^\]\s]+)", re.MULTILINE)


def releases_for(regime_key: str, period: Period) -> list[RuleRelease]:
    """Releases in force for a period of an edition, in the order of publication."""
    found = RuleRelease.objects.filter(regime=regime_key, frequency=period.frequency.value)
    return [each for each in found.order_by("pk") if each.change.in_force(regime_key, period)]


def version_for(period: Period, regime_key: str = "") -> str:
    """The key of the rule set a period gets now, stored for its returns; "": nothing was released."""
    if not regime_key and not RuleRelease.objects.exists():
        return ""
    key = regime_key or regime_for_period(period).key
    return _stored(key, period.frequency, releases_for(key, period))


def version_in_force(period: Period, regime_key: str) -> str:
    """The same key for looking up; nothing is stored."""
    return _key(regime_key, period.frequency, releases_for(regime_key, period))


def latest_version(regime_key: str, frequency: Frequency) -> str:
    """The key of an edition's rule set with all its releases, whatever period they begin with."""
    return _key(regime_key, frequency, _all_releases(regime_key, frequency))


def store_latest(regime_key: str, frequency: Frequency) -> None:
    """Keep that rule set under its key, so that it can be looked at and compared."""
    _stored(regime_key, frequency, _all_releases(regime_key, frequency))


def regime_in_force(period: Period) -> Regime:
    """The edition that serves a period with everything released for it."""
    key = regime_for_period(period).key
    releases = releases_for(key, period)
    version = _key(key, period.frequency, releases)
    return regime_with(key, version, tuple(release.pk for release in releases))


def _all_releases(regime_key: str, frequency: Frequency) -> list[RuleRelease]:
    found = RuleRelease.objects.filter(regime=regime_key, frequency=frequency.value)
    return list(found.order_by("pk"))


def _key(regime_key: str, frequency: Frequency, releases: Sequence[RuleRelease]) -> str:
    """Of their content, so that it never stands for anything else; "" of none."""
    if not releases:
        return ""
    said = json.dumps([regime_key, frequency.value, [r.content_hash for r in releases]])
    return hashlib.sha256(said.encode()).hexdigest()[:_KEY_LENGTH]


def _stored(regime_key: str, frequency: Frequency, releases: Sequence[RuleRelease]) -> str:
    key = _key(regime_key, frequency, releases)
    if key:
        RuleVersion.objects.get_or_create(
            key=key,
            defaults={
                "regime": regime_key,
                "frequency": frequency.value,
                "releases": [release.pk for release in releases],
                "made_at": clock.now(),
            },
        )
    return key


def not_judged_by() -> list[tuple[RuleRelease, RuleFault]]:
    """Releases whose text this version of the platform refuses, as long as no later release of the
    same rules has taken their place; each with the reason.
    """
    found = []
    later: dict[tuple[str, str], set[str]] = {}
    for release in RuleRelease.objects.order_by("-pk"):
        replaced = later.setdefault((release.regime, release.frequency), set())
        ids = {match for text in release.texts.values() for match in _RULE_ID.findall(text)}
        fault = None if ids <= replaced else text_fault(release.content_hash)
        if fault is None:
            replaced |= {*ids, *release.removed}
        else:
            found.append((release, fault))
    return found


def notices_among(returns: Iterable[Return]) -> list[tuple[RuleRelease, list[Period]]]:
    """Releases that changed the rules of some of these returns after their periods were opened,
    each with those periods; one query, and none when nothing was released for any of them.
    """
    concerned = {(r.regime, r.frequency, r.period) for r in returns if r.rule_version}
    if not concerned:
        return []
    told = []
    for release in RuleRelease.objects.exclude(open_reason="").order_by("-pk"):
        periods = [
            Period.parse(text)
            for text in release.reopened
            if (release.regime, release.frequency, text) in concerned
        ]
        if periods:
            told.append((release, periods))
    return told


def notices_for(ret: Return) -> list[RuleRelease]:
    """Releases that changed the rules of a return after its period was opened; the newest first."""
    if not ret.rule_version:
        return []
    stored = RuleVersion.objects.filter(pk=ret.rule_version).values_list("releases", flat=True)
    numbers: list[int] = next(iter(stored), [])
    found = RuleRelease.objects.filter(pk__in=numbers).order_by("-pk")
    return [release for release in found if ret.period in release.reopened]
