"""The rule sets one can look at and compare: editions as they came, and as released since."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Regime
from ruantong.core.rules.ruleset import RuleSet
from ruantong.registry.survey.packs import regimes
from ruantong.returns.judging.rule_releases import latest_version, version_in_force
from ruantong.returns.models import PeriodOpening, RuleRelease, RuleVersion
from ruantong.returns.regimes import regime_version, ruleset_version

_ORDER = tuple(reversed(Frequency))


@dataclass(frozen=True)
class RuleSetChoice:
    """One rule set by its address: ``pack.monthly`` or with ``.version`` behind."""

    regime_key: str
    frequency: Frequency
    version: str
    label: str

    @property
    def key(self) -> str:
        return ".".join(filter(None, (self.regime_key, self.frequency.value, self.version)))

    @property
    def regime(self) -> Regime:
        return regime_version(self.regime_key, self.version)

    @property
    def ruleset(self) -> RuleSet:
        return ruleset_version(self.regime_key, self.version, self.frequency)


def rule_sets() -> list[RuleSetChoice]:
    """All rule sets: newest edition first, what is in force now before what was."""
    titles = {release.pk: release for release in RuleRelease.objects.all()}
    versions = list(RuleVersion.objects.order_by("-made_at", "key"))
    found: list[RuleSetChoice] = []
    for key, regime in reversed(list(regimes().items())):
        for frequency in _ORDER:
            if not regime.forms_for(frequency):
                continue
            name = f"{regime.edition} {frequency.label}"
            for version in versions:
                if (version.regime, version.frequency) == (key, frequency.value):
                    last = titles[version.releases[-1]]
                    label = f"{name}：{last.first_period}起 {last.title}（第{len(version.releases)}次发布）"
                    found.append(RuleSetChoice(key, frequency, version.key, label))
            found.append(RuleSetChoice(key, frequency, "", f"{name}：制度原文"))
    return found


def chosen_set(text: str, choices: list[RuleSetChoice]) -> RuleSetChoice:
    """The rule set of an address; "" is that of the newest period in filing; 404 otherwise."""
    if not text:
        return _in_filing(choices) or choices[0]
    for choice in choices:
        if choice.key == text:
            return choice
    raise Http404("没有这一版审核关系。")


def _in_filing(choices: list[RuleSetChoice]) -> RuleSetChoice | None:
    """What returns of the newest open monthly period are judged with (annual if there is none)."""
    opened = [(Period.parse(o.period), o.regime) for o in PeriodOpening.objects.all()]
    newest = max(
        opened, key=lambda item: (item[0].frequency is _ORDER[0], item[0].last_day), default=None
    )
    if newest is None:
        return None
    period, regime = newest
    wanted = (regime, period.frequency, version_in_force(period, regime))
    return next((c for c in choices if (c.regime_key, c.frequency, c.version) == wanted), None)


def latest_set(regime_key: str, frequency: Frequency) -> RuleSetChoice:
    """An edition with everything released for it: what a draft is laid over."""
    version = latest_version(regime_key, frequency)
    return RuleSetChoice(regime_key, frequency, version, regimes()[regime_key].edition)
