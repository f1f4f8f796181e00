"""What reviewers do with a submitted return. None of them can write a value (mission §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Action, Role, decide
from ruantong.core.text import text_fault
from ruantong.gateways import clock
from ruantong.returns.errors import NotFound, Refused
from ruantong.returns.models import Remark, Return, ReviewAct
from ruantong.returns.moving.moves import (
    act,
    move,
    move_all,
    require,
    require_role,
    subject_of,
    text_hash,
)
from ruantong.returns.reading.access import (
    highest_readable,
    number_of,
    return_for,
    returns_visible_to,
)
from ruantong.returns.reading.follow_up_access import open_follow_ups
from ruantong.returns.reading.targets import checked_target
from ruantong.returns.reasons import LONGEST, cleaned, reason_fault
from ruantong.returns.regimes import regime_of
from ruantong.trail.record import record

MOST_AT_ONCE = 2_000
ACCEPTANCE_TAKEN_BACK = 0
UNSETTLED = (
    "前期更正后，本表有强制性审核关系不再成立；请在审核页核对，退回企业更正，或写明理由维持原数。"
)


@dataclass(frozen=True)
class Outcome:
    """What became of one return of a bulk act; ``refusal`` is empty when it moved."""

    pk: int
    refusal: str = ""
    ret: Return | None = None

    @property
    def moved(self) -> bool:
        return not self.refusal


@transaction.atomic
def forward(seen: Mapping[Any, int], *, actor: User) -> list[Outcome]:
    """审核通过并上报市级, for one return or many; each is told whether it moved and why not.

    ``seen`` has for each return the number of the submission that the reviewer looked at: a newer
    one does not move unseen.
    """
    return _in_bulk(seen, Action.FORWARD, actor, follow=("forwarded_revision",))


@transaction.atomic
def accept(seen: Mapping[Any, int], *, actor: User) -> list[Outcome]:
    """市级审核通过, for one return or many; ``seen`` as in :func:`forward`."""
    return _in_bulk(seen, Action.ACCEPT, actor, follow=("accepted_revision",))


@transaction.atomic
def send_back(pk: object, *, actor: User, target: str, reason: str) -> Return:
    """区县退回, with a reason bound to a cell or a rule."""
    return _with_reason(pk, Action.SEND_BACK, actor, target, reason)


@transaction.atomic
def send_back_to_district(pk: object, *, actor: User, target: str, reason: str) -> Return:
    """市级退回区县, with a reason bound to a cell or a rule; an acceptance is taken back."""
    return _with_reason(
        pk, Action.SEND_BACK_TO_DISTRICT, actor, target, reason,
        accepted_revision=ACCEPTANCE_TAKEN_BACK,
    )  # fmt: skip


@transaction.atomic
def send_back_to_enterprise(pk: object, *, actor: User, target: str, reason: str) -> Return:
    """市级退回企业, with a reason bound to a cell or a rule; an acceptance is taken back."""
    return _with_reason(
        pk, Action.SEND_BACK_TO_ENTERPRISE, actor, target, reason,
        accepted_revision=ACCEPTANCE_TAKEN_BACK,
    )  # fmt: skip


@transaction.atomic
def unlock(pk: object, *, actor: User, reason: str) -> Return:
    """解锁 one reported return for correction, with a reason; the city has to review it again."""
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.UNLOCK, actor)
    said = checked_reason(ret, reason)
    at = move(ret, Action.UNLOCK, actor, accepted_revision=ACCEPTANCE_TAKEN_BACK)
    act(ret, Action.UNLOCK, actor, at, reason=said)
    return ret


@transaction.atomic
def cross_check(pk: object, *, actor: User, target: str, opinion: str) -> ReviewAct:
    """校核: an opinion of the association, without a decision. ``target`` "" is the whole return."""
    ret = return_for(actor, pk, lock=True)
    require(ret, Action.CROSS_CHECK, actor)
    bound_to = checked_target(ret, target) if target else ""
    said = checked_reason(ret, opinion)
    at = move(ret, Action.CROSS_CHECK, actor)
    return act(ret, Action.CROSS_CHECK, actor, at, target=bound_to, reason=said)


@transaction.atomic
def remark(pk: object, *, actor: User, target: str, text: str) -> Remark:
    """A reviewer's question, or the respondent's answer, in the thread of a cell or a finding."""
    ret = return_for(actor, pk)
    respondent = actor.is_role(Role.RESPONDENT)
    if not respondent and not highest_readable(actor, ret):
        raise NotFound
    bound_to = checked_target(ret, target)
    said = cleaned(text) if respondent else checked_reason(ret, text)
    if not said:
        raise Refused("答复不能为空。")
    if fault := text_fault(said, LONGEST):
        raise Refused(f"答复的{fault}。")
    written = Remark.objects.create(
        owner=ret,
        revision=ret.revision,
        target=bound_to,
        text=said,
        author=actor,
        role=actor.role,
        at=clock.now(),
    )
    record(
        "return.remark",
        subject_of(ret),
        actor=actor,
        target=bound_to,
        text_hash=text_hash(said),
    )
    return written


def checked_reason(ret: Return, text: str) -> str:
    """An official's words; ``Refused`` when they say too little or which figure to report."""
    codes = {row.code for form in regime_of(ret).forms for row in form.indicators}
    said = cleaned(text)
    if fault := reason_fault(said, codes=codes):
        raise Refused(fault)
    return said


def _with_reason(
    pk: object, action: Action, actor: User, target: str, reason: str, **fields: Any
) -> Return:
    ret = return_for(actor, pk, lock=True)
    require(ret, action, actor)
    bound_to, said = checked_target(ret, target), checked_reason(ret, reason)
    at = move(ret, action, actor, **fields)
    act(ret, action, actor, at, target=bound_to, reason=said)
    return ret


def _in_bulk(
    seen: Mapping[Any, int], action: Action, actor: User, *, follow: tuple[str, ...]
) -> list[Outcome]:
    """Move those the table allows and say of the others why not, in a fixed number of queries."""
    require_role(action, actor)
    asked = {number: seen[pk] for pk, number in _numbers(seen).items()}
    visible = returns_visible_to(actor).select_related("unit").order_by("pk")
    found = {ret.pk: ret for ret in visible.select_for_update(of=("self",)).filter(pk__in=asked)}
    unsettled = set(
        open_follow_ups(actor)
        .filter(owner__in=found, errors__gt=0)
        .values_list("owner_id", flat=True)
    )
    outcomes: list[Outcome] = []
    moving: list[Return] = []
    for pk, looked_at in asked.items():
        ret = found.get(pk)
        if ret is None:
            outcomes.append(Outcome(pk, NotFound().message))
            continue
        refusal = decide(ret.lifecycle, action, Role(actor.role)).refusal
        if not refusal and looked_at != ret.revision:
            refusal = (
                f"企业已重新上报第{ret.revision}版，请核对后再办理。"
                if looked_at
                else "没有说明看过的是第几次上报，请打开报表核对后再办理。"
            )
        if not refusal and pk in unsettled:
            refusal = UNSETTLED
        outcomes.append(Outcome(pk, refusal, ret))
        if not refusal:
            moving.append(ret)
    move_all(moving, action, actor, follow=follow)
    return outcomes


def _numbers(pks: Iterable[object]) -> dict[object, int]:
    """What was asked for with the id that it stands for."""
    asked: dict[object, int] = {}
    for pk in pks:
        if not (number := number_of(pk)):
            raise Refused("所选报表的编号不对，请刷新页面后重选。")
        asked[pk] = number
    if not asked:
        raise Refused("没有选择报表。")
    if len(asked) > MOST_AT_ONCE:
        raise Refused(f"一次选择了{len(asked)}份报表，应不超过{MOST_AT_ONCE}份，请分批办理。")
    return asked
