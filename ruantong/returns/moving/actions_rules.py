"""Publishing a change of the audit rules: the city's act, dated, reasoned and never undone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.reasons import reason_fault
from ruantong.core.regime import Regime
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.linting.lint import lint
from ruantong.core.rules.overlay import RuleChange, laid_over, parameter_value
from ruantong.core.rules.ruleset import changed_rules, check_rules, compile_rules
from ruantong.core.values import ValueFault, shown
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.judging.rule_releases import (
    latest_version,
    regime_in_force,
    store_latest,
    version_for,
)
from ruantong.returns.models import PeriodOpening, Return, RuleRelease
from ruantong.returns.regimes import regime_for_period, regime_version
from ruantong.trail.record import record

_SHORTEST_TITLE = 2


@dataclass(frozen=True)
class RuleProposal:
    """What is to be in force from a period on: texts by form, rules taken out, parameters.

    Where periods from it on are open already, ``open_reason`` says why the change applies to them
    too, which respondents read on their returns; or ``spare_open`` that they keep their rules.
    """

    first: Period
    title: str
    reason: str
    texts: Mapping[str, str] = field(default_factory=dict)
    removed: Collection[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    open_reason: str = ""
    spare_open: bool = False


@transaction.atomic
def publish_rules(proposal: RuleProposal, *, actor: User, proposed_by: User) -> RuleRelease:
    """Put rules and parameters in force, as another officer proposed.

    ``Refused`` when open periods are not decided on, for a text or value in which anything is wrong
    and for what the linter proves that nobody could file by; nothing is changed then.
    """
    if not (actor.is_role(Role.CITY) and proposed_by.is_role(Role.CITY)):
        raise Refused("只有市级管理员可以提请和发布审核关系。")
    if actor.pk == proposed_by.pk:
        raise Refused("审核关系由提请人以外的另一名市级管理员发布，您不能发布自己提请的。")
    change, open_now = sound_change(proposal)
    release = _stored(change, actor, proposal, open_now)
    store_latest(change.regime, change.first.frequency)
    if release.reopened:
        _move_open(change.regime, release.reopened)
    reopened = {"open_reason": release.open_reason, "periods": release.reopened}
    record(
        "rules.publish",
        f"rules:{release.pk}",
        actor=actor,
        regime=change.regime,
        first=str(change.first),
        title=release.title,
        reason=release.reason,
        proposed_by=proposed_by.username,
        content_hash=release.content_hash,
        **(reopened if release.reopened else {}),
    )
    return release


def sound_change(proposal: RuleProposal) -> tuple[RuleChange, list[str]]:
    """A change that may be published, and the open periods it concerns, whose rows are locked.

    ``Refused`` with what is wrong; asked when a release is proposed and again when it is made.
    """
    if len(proposal.title.strip()) < _SHORTEST_TITLE:
        raise Refused(f"请写明名称（不少于{_SHORTEST_TITLE}个字）。")
    open_reason = proposal.open_reason.strip()
    fault = reason_fault(proposal.reason, "修改依据", of_rules=True)
    if not fault and open_reason:
        fault = reason_fault(open_reason, "适用于已开放报告期的理由", of_rules=True)
    if fault:
        raise Refused(fault)
    if not (proposal.texts or proposal.removed or proposal.parameters):
        raise Refused("没有要发布的内容，应至少修改一条审核关系或一个参数。")
    # An officer opening a period at the same time takes turns with this on the rows of openings.
    open_now = _open_from(regime_for_period(proposal.first).key, proposal.first)
    _refuse_undecided(open_now, open_reason, spare=proposal.spare_open)
    return _checked_change(proposal), open_now


def _refuse_undecided(open_now: list[str], open_reason: str, *, spare: bool) -> None:
    if spare and open_reason:
        raise Refused("已开放的报告期仍用原规则的，不写适用于已开放报告期的理由；请二者择一。")
    if open_now and not (spare or open_reason):
        named = "、".join(Period.parse(text).label for text in open_now)
        raise Refused(
            f"{named}已经开放：请写明新规则适用于已开放报告期的理由，"
            "或选择已开放的报告期仍用原规则，或改在尚未开放的报告期起施行。"
        )


def _checked_change(proposal: RuleProposal) -> RuleChange:
    """The change laid over what is in force for its first period, and checked; else ``Refused``."""
    current = regime_in_force(proposal.first)
    _refuse_unknown(current, proposal)
    try:
        values = {n: parameter_value(current, n, t) for n, t in proposal.parameters.items()}
    except ValueFault as fault:
        raise Refused(f"{fault.message}。") from None
    change = RuleChange(
        current.key, proposal.first, dict(proposal.texts), tuple(proposal.removed), values
    )
    try:
        faults = check_rules(laid_over(current, change))
    except RuleTextError as error:
        faults = error.faults
    if faults:
        more = f"（共{len(faults)}处）" if len(faults) > 1 else ""
        raise Refused(f"审核关系有错，没有发布：{faults[0]}{more}。")
    _refuse_proven(change, current)
    return change


def _refuse_proven(change: RuleChange, current: Regime) -> None:
    """Nothing is put in force by which, as the linter proves, nobody could file.

    A release made before may begin later: then what is in force with all of them is asked as well.
    """
    frequency = change.first.frequency
    latest = regime_version(current.key, latest_version(current.key, frequency))
    bases = [current] if latest.content_hash == current.content_hash else [current, latest]
    for base in bases:
        try:
            after = compile_rules(laid_over(base, change), frequency)
        except RuleTextError as error:
            raise Refused(
                f"与已发布的审核关系合在一起有错，没有发布：{error.faults[0]}。"
            ) from None
        found = lint(after, changed_rules(compile_rules(base, frequency), after)).blocking
        if found:
            more = f"（共{len(found)}处）" if len(found) > 1 else ""
            raise Refused(
                f"规则检查已证明{'、'.join(found[0].rules)}{found[0].label}：{found[0].message}{more}。没有发布。"
            )


def _refuse_unknown(regime: Regime, proposal: RuleProposal) -> None:
    first = proposal.first
    forms = {form.code for form in regime.forms_for(first.frequency)}
    for form in proposal.texts:
        if form not in forms:
            raise Refused(
                f"“{shown(form)}表”不是{first.frequency.label}的报表，不能从{first}起施行。"
            )
    known = {rule.id for rule in regime.rules if rule.form in forms}
    for rule_id in proposal.removed:
        if rule_id not in known:
            raise Refused(f"{first.label}没有审核关系“{shown(rule_id)}”，无从停用。")


def _open_from(regime_key: str, first: Period) -> list[str]:
    """Periods of the edition from the first one on that are open already; their rows are locked."""
    openings = PeriodOpening.objects.select_for_update().filter(regime=regime_key)
    periods = (Period.parse(opening.period) for opening in openings)
    return sorted(str(p) for p in periods if p.frequency is first.frequency and p >= first)


def _stored(
    change: RuleChange, actor: User, proposal: RuleProposal, open_now: list[str]
) -> RuleRelease:
    open_reason = proposal.open_reason.strip()
    spared = [] if open_reason else open_now
    reopened = open_now if open_reason else []
    said = [change.regime, str(change.first), change.texts, change.removed, change.parameters]
    content = json.dumps([*said, spared], ensure_ascii=False, sort_keys=True)
    release = RuleRelease(
        regime=change.regime,
        frequency=change.first.frequency.value,
        first_period=str(change.first),
        title=proposal.title.strip(),
        texts=dict(change.texts),
        removed=list(change.removed),
        parameters=dict(change.parameters),
        reason=proposal.reason.strip(),
        open_reason=open_reason if reopened else "",
        spared=spared,
        reopened=reopened,
        published_at=clock.now(),
        published_by=actor,
        content_hash="sha256:" + hashlib.sha256(content.encode()).hexdigest(),
    )
    release.save()
    return release


def _move_open(regime_key: str, periods: Collection[str]) -> None:
    """Returns of open periods get the new rule set; a stored 数据审核 of the old one no longer
    admits 确定上报, because that judges anew.
    """
    for period in periods:
        version = version_for(Period.parse(period), regime_key)
        Return.objects.filter(period=period, regime=regime_key).update(rule_version=version)
