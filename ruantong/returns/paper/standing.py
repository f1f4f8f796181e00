"""What stands across a printed submission: whether it is in force, and how far it has come."""

from __future__ import annotations

from ruantong.core.lifecycle import EDITABLE, STATE_LABELS, Action, State
from ruantong.returns.models import Return, ReviewAct, Revision

DRAFT = "草稿　未上报"


def standing(ret: Return, revision: Revision) -> str:
    """Of one submission; every word of it is known to whoever may read the submission."""
    acts = ReviewAct.objects.filter(owner=ret, revision=revision.number)
    last = acts.order_by("-id").values_list("action", flat=True).first()
    if last == Action.WITHDRAW.value:
        return "已撤回"
    if revision.number < ret.revision:
        return "已有更新的上报"
    if ret.lifecycle in EDITABLE:
        return "已退回"
    return "已上报" if ret.lifecycle is State.SUBMITTED else STATE_LABELS[ret.lifecycle]
