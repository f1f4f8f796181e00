"""A verb that fails anywhere leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ruantong.core.lifecycle import State
from ruantong.returns.filing import acts, save
from ruantong.returns.models import Draft, Explanation, Remark, Return, ReviewAct, Revision
from ruantong.returns.moving import actions, moves
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns.story import MAY, REASON, SIGNED, brought_to, opened

pytestmark = pytest.mark.django_db
EVERYTHING: tuple[Any, ...] = (Return, Draft, Revision, Explanation, Remark, ReviewAct, TrailEntry)


class Broken(Exception):
    """What a full disk or a lost connection would raise."""


VERBS: dict[str, tuple[Callable[[Return], Any], State]] = {
    "save": (
        lambda r: actions.save(r.pk, actor=people.alice(), version=0, cells={"6.2010.A": "1"}),
        State.NOT_STARTED,
    ),
    "validate": (lambda r: actions.validate(r.pk, actor=people.alice()), State.DRAFTING),
    "submit": (
        lambda r: actions.submit(r.pk, actor=people.alice(), signatories=SIGNED, version=1),
        State.PASSED,
    ),
    "withdraw": (lambda r: actions.withdraw(r.pk, actor=people.alice()), State.SUBMITTED),
    "forward": (lambda r: actions.forward(seen(r.pk), actor=people.bo()), State.SUBMITTED),
    "send back": (
        lambda r: actions.send_back(r.pk, actor=people.bo(), target="R6-01", reason=REASON),
        State.SUBMITTED,
    ),
    "accept": (lambda r: actions.accept(seen(r.pk), actor=people.chen()), State.FORWARDED),
    "lock": (lambda _: actions.lock(MAY, actor=people.chen()), State.ACCEPTED),
    "unlock": (lambda r: actions.unlock(r.pk, actor=people.chen(), reason=REASON), State.LOCKED),
}


def everything() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in EVERYTHING]


@pytest.mark.parametrize("verb", VERBS)
def test_without_its_trail_entry_no_act_happens(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    act, state = VERBS[verb]
    ret = brought_to(state, opened())
    people.alice()
    people.bo()
    before = everything()

    def broken(*_: object, **__: object) -> None:
        raise Broken

    for module in (moves, acts, save):
        monkeypatch.setattr(module, "record", broken)
    monkeypatch.setattr(moves, "record_many", broken)
    with pytest.raises(Broken):
        act(ret)
    assert everything() == before


def test_a_submission_that_breaks_at_its_last_step_was_never_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ret = brought_to(State.PASSED, opened())
    before = everything()

    def broken(*_: object, **__: object) -> None:
        raise Broken

    with monkeypatch.context() as patched:
        patched.setattr(Revision, "save", broken)
        with pytest.raises(Broken):
            VERBS["submit"][0](ret)
    assert everything() == before
    assert VERBS["submit"][0](ret).number == 1
