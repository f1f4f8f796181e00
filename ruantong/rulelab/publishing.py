"""A draft becomes effective: published with its first period; and what a release changed."""

from __future__ import annotations

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.periods import Frequency, Period, PeriodFault
from ruantong.core.rules.written import RuleDifference, compare_rules
from ruantong.returns.actions_rules import publish_rules
from ruantong.returns.models import PeriodOpening
from ruantong.returns.models_rules import RuleRelease, RuleVersion
from ruantong.returns.regimes import regime_for_period
from ruantong.rulelab.drafts import form_of, require_city
from ruantong.rulelab.models import RuleDraft
from ruantong.rulelab.sets import RuleSetChoice


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


def open_from(draft: RuleDraft, period: Period) -> list[str]:
    """Periods already open that the draft would concern."""
    opened = PeriodOpening.objects.filter(regime=draft.regime).values_list("period", flat=True)
    found = (Period.parse(text) for text in opened)
    return sorted(str(p) for p in found if p.frequency is period.frequency and p >= period)


@transaction.atomic
def publish_draft(
    pk: int,
    *,
    actor: User,
    number: int,
    first: str,
    reason: str,
    open_reason: str = "",
    spare_open: bool = False,
) -> RuleRelease:
    """Publish the text ``number`` of a draft; ``Refused`` when a newer one was saved meanwhile."""
    require_city(actor)
    draft = RuleDraft.objects.select_for_update().get(pk=pk)
    if draft.release_id is not None:
        raise Refused("草案已经发布。")
    text = draft.latest
    if text.number != number:
        raise Refused(f"草案已另存为第{text.number}稿，请看过后再发布。")
    release = publish_rules(
        first_period(draft, first),
        actor=actor,
        title=draft.title,
        reason=reason,
        texts={draft.form: text.text} if text.text.strip() else {},
        removed=text.removed,
        parameters=text.parameters,
        open_reason=open_reason,
        spare_open=spare_open,
    )
    RuleDraft.objects.filter(pk=draft.pk).update(release=release)
    return release


def what_changed(release: RuleRelease) -> tuple[list[RuleDifference], RuleSetChoice, RuleSetChoice]:
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
