"""The draft of a return, as its respondent works on it."""

from __future__ import annotations

from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.returns.judging.dossiers import prefill
from ruantong.returns.models import Draft, Return
from ruantong.returns.reading.access import saved_draft


def draft_for(actor: User, ret: Return) -> Draft:
    """What the respondent is typing; until the first save an unsaved one with carried values.

    ``NotFound`` for everybody but a respondent of the unit.
    """
    found = saved_draft(actor, ret)
    return found or Draft(owner=ret, forms=prefill(ret), updated_at=clock.now())
