"""A draft becomes effective: proposed by one officer of the city, released by another; and what a
release changed.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.pack_describe import Difference
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.reasons import reason_fault
from ruantong.gateways import clock
from ruantong.returns.models import RuleRelease, RuleVersion
from ruantong.returns.moving.actions_rules import RuleProposal, publish_rules, sound_change
from ruantong.returns.regimes import regime_for_period
from ruantong.rulelab.drafts import form_of, require_city
from ruantong.rulelab.models import ReleaseProposal, RuleDraft
from ruantong.rulelab.sets import RuleSetChoice
from ruantong.rulelab.written import compare_rules
from ruantong.trail.record import record


def first_period(draft: RuleDraft, text: str) -> Period:
    """The period a draft is to be in force from; ``Refused`` for one of another form or edition."""
    _, form = form_of(draft.regime, draft.form)
    try:
        period = Period.parse(text)
    except PeriodFault as fault:
        raise Refused(f"{fault.message}。") from None
    if period.frequency is not form.frequency:
        raise Refused(f"{form.number}是{form.frequency.label}，施行起始期不能是{period.label}。")
    if regime_for_period(period).key != draft.regime:
        raise Refused(f"{period.label}不使用本草案的制度版本，请改选施行起始期。")
    return period


@transaction.atomic
def propose_release(
    pk: int,
    *,
    actor: User,
    number: int,
    first: str,
    reason: str,
    open_reason: str = "",
    spare_open: bool = False,
) -> ReleaseProposal:
    """Put the text ``number`` of a draft forward; ``Refused`` for what could not be released now,
    and when a newer text was saved meanwhile.
    """
    require_city(actor)
    draft = RuleDraft.objects.select_for_update().get(pk=pk)
    if draft.release_id is not None:
        raise Refused("草案已经发布。")
    if draft.open_proposal is not None:
        raise Refused("草案已提请发布，待另一名市级管理员发布。")
    text = draft.latest
    if text.number != number:
        raise Refused(f"草案已另存为第{text.number}稿，请看过后再提请发布。")
    period = first_period(draft, first)
    proposal = ReleaseProposal(
        draft=draft,
        text=text,
        first_period=str(period),
        reason=reason.strip(),
        open_reason=open_reason.strip(),
        spare_open=spare_open,
        proposed_at=clock.now(),
        proposed_by=actor,
    )
    sound_change(_proposed(proposal))
    proposal.save()
    record(
        "rules.propose",
        f"draft:{draft.pk}",
        actor=actor,
        title=draft.title,
        version=number,
        first=str(period),
        reason=proposal.reason,
    )
    return proposal


@transaction.atomic
def release_proposal(pk: int, *, actor: User) -> RuleRelease:
    """Publish what another officer of the city proposed."""
    require_city(actor)
    proposal = _open_proposal(pk)
    release = publish_rules(_proposed(proposal), actor=actor, proposed_by=proposal.proposed_by)
    RuleDraft.objects.filter(pk=proposal.draft_id).update(release=release)
    _decide(proposal, ReleaseProposal.State.RELEASED, actor)
    return release


@transaction.atomic
def decline_proposal(pk: int, *, actor: User, reason: str = "") -> ReleaseProposal:
    """Give a draft back for writing: withdrawn by who proposed it, returned with a reason by another."""
    require_city(actor)
    proposal = _open_proposal(pk)
    own = proposal.proposed_by_id == actor.pk
    if not own and (fault := reason_fault(reason, "退回原因", of_rules=True)):
        raise Refused(fault)
    state = ReleaseProposal.State.WITHDRAWN if own else ReleaseProposal.State.RETURNED
    _decide(proposal, state, actor, reason.strip())
    data: dict[str, Any] = {"title": proposal.draft.title, "version": proposal.text.number}
    if reason.strip():
        data["reason"] = reason.strip()
    record("rules.decline", f"draft:{proposal.draft_id}", actor=actor, **data)
    return proposal


def _open_proposal(pk: int) -> ReleaseProposal:
    # The draft first, as ``propose_release`` does: two officers deciding at once take turns.
    found = ReleaseProposal.objects.get(pk=pk)
    RuleDraft.objects.select_for_update().get(pk=found.draft_id)
    found.refresh_from_db()
    if found.state != ReleaseProposal.State.OPEN:
        raise Refused(f"这次提请{found.get_state_display()}，不能再处理。")
    return found


def _decide(
    proposal: ReleaseProposal, state: ReleaseProposal.State, actor: User, reason: str = ""
) -> None:
    proposal.state, proposal.decided_reason = state, reason
    proposal.decided_at, proposal.decided_by = clock.now(), actor
    proposal.save()


def _proposed(proposal: ReleaseProposal) -> RuleProposal:
    draft, text = proposal.draft, proposal.text
    return RuleProposal(
        proposal.first,
        title=draft.title,
        reason=proposal.reason,
        texts={draft.form: text.text} if text.text.strip() else {},
        removed=text.removed,
        parameters=text.parameters,
        open_reason=proposal.open_reason,
        spare_open=proposal.spare_open,
    )


def waiting_proposals() -> QuerySet[ReleaseProposal]:
    """Drafts that wait for another officer of the city."""
    found = ReleaseProposal.objects.filter(state=ReleaseProposal.State.OPEN)
    return found.select_related("draft", "proposed_by")


def what_changed(release: RuleRelease) -> tuple[list[Difference], RuleSetChoice, RuleSetChoice]:
    """What a release changed against the releases before it; with both rule sets."""
    frequency = Frequency(release.frequency)
    # ``publish_rules`` makes this version of every release.
    earlier = RuleRelease.objects.filter(
        regime=release.regime, frequency=release.frequency, pk__lte=release.pk
    )
    numbers = list(earlier.order_by("pk").values_list("pk", flat=True))
    versions = {
        tuple(version.releases): version.key
        for version in RuleVersion.objects.filter(
            regime=release.regime, frequency=release.frequency
        )
    }
    new, old = (
        RuleSetChoice(release.regime, frequency, versions.get(tuple(some), ""), "")
        for some in (numbers, numbers[:-1])
    )
    return compare_rules(old.regime, new.regime, frequency), new, old
