"""Who may see which return, draft and revision: the only way to one of them.

Sources: mission §1 and §3 (依法审核): a draft is its respondent's alone; a district reads what was
submitted, the city and the association what was forwarded, a park only how filing stands,
administrators nothing.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import Membership
from ruantong.returns.errors import NotFound
from ruantong.returns.judging.dossiers import prefill
from ruantong.returns.models import Draft, Return, Revision

_LONGEST_ID = 18  # digits; ids are 64 bits


def returns_visible_to(actor: User) -> QuerySet[Return]:
    """Returns whose standing the actor may know; what they contain is another question."""
    returns = Return.objects.all()
    if not actor.is_active:
        return returns.none()
    match Role(actor.role):
        case Role.RESPONDENT:
            open_ones = Membership.objects.filter(user=actor, until__isnull=True)
            return returns.filter(unit__in=open_ones.values("unit"))
        case Role.DISTRICT if actor.district_code:
            return returns.filter(district_code=actor.district_code)
        case Role.CITY | Role.ASSOCIATION:
            return returns
        case Role.PARK if actor.park:
            filed = Q(revision__gt=0, filed_park=actor.park)
            return returns.filter(filed | Q(revision=0, unit__park=actor.park))
        case _:
            return returns.none()


def return_for(actor: User, pk: object, *, lock: bool = False) -> Return:
    """One return the actor may see, with its unit; ``NotFound`` for anything else.

    ``lock`` holds its row until the transaction ends, so that verbs take turns. The draft is then
    read after it: PostgreSQL reads only the locked row anew when the wait is over, not its joins.
    """
    visible = returns_visible_to(actor).select_related("unit")
    if lock:
        visible = visible.select_for_update(of=("self",))
    elif actor.is_role(Role.RESPONDENT):
        visible = visible.select_related("draft")
    ret = visible.filter(pk=number).first() if (number := number_of(pk)) else None
    if ret is None:
        raise NotFound
    ret.fetched_for = actor.pk
    return ret


def draft_for(actor: User, ret: Return) -> Draft:
    """What the respondent is typing; until the first save an unsaved one with carried values.

    ``NotFound`` for everybody but a respondent of the unit.
    """
    if Role(actor.role) is not Role.RESPONDENT or not _may_see(actor, ret):
        raise NotFound
    try:
        return ret.draft
    except Draft.DoesNotExist:
        return Draft(owner=ret, forms=prefill(ret), updated_at=clock.now())


def readable_revision(actor: User, ret: Return, number: int | None = None) -> Revision | None:
    """Submission ``number``, or the latest the actor may read; None when there is none for it."""
    highest = highest_readable(actor, ret)
    wanted = highest if number is None else number
    if not 0 < wanted <= highest:
        return None
    return Revision.objects.filter(owner=ret, number=wanted).first()


def highest_readable(actor: User, ret: Return) -> int:
    """Number of the latest submission the actor may read; 0 for none."""
    match Role(actor.role):
        case Role.RESPONDENT | Role.DISTRICT if _may_see(actor, ret):
            return ret.revision
        case Role.CITY | Role.ASSOCIATION if actor.is_active:
            return ret.forwarded_revision
        case _:
            return 0


def number_of(pk: object) -> int:
    """An id as it comes from an address; 0 when it can be none."""
    text = str(pk)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else 0


def _may_see(actor: User, ret: Return) -> bool:
    """Asked again of a return already at hand, unless it was fetched for this very actor."""
    if ret.fetched_for == actor.pk and actor.is_active:
        return True
    if actor.is_role(Role.DISTRICT):
        return bool(actor.district_code) and actor.district_code == ret.district_code
    return returns_visible_to(actor).filter(pk=ret.pk).exists()
