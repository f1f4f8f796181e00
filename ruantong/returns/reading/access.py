"""Who may read which return, draft and submission: the one door to them.

What a role may see stands in :mod:`ruantong.core.sight`; here it becomes rows. No other module
reaches a submission or a draft (held by ``tests/house/test_read_door.py``); the verbs without an
``actor`` at the end are for judging and counting, and the same test says who may call them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Generic, TypeVar

from django.db.models import Case, Exists, F, Max, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from ruantong.accounts.access import sight_of
from ruantong.accounts.models import User
from ruantong.core.lifecycle import EDITABLE, Action, State
from ruantong.core.sight import Figures, Sight, Whose
from ruantong.registry.access import ANYBODY, NO_ROW, Asking, told_of, within
from ruantong.registry.models import RosterEntry
from ruantong.returns.errors import NotFound
from ruantong.returns.models import Draft, Return, ReviewAct, ReviewScore, Revision
from ruantong.web.composed import Composed, Given
from ruantong.web.gathered import gathered

Row = TypeVar("Row")
Source = TypeVar("Source", bound=Model)
_LONGEST_ID = 18  # digits; ids are 64 bits
# The column of a return with the number of the latest submission that is read, unless that one was
# taken back.
_HIGHEST = {
    Figures.ALL: "revision",
    Figures.SUBMITTED: "revision",
    Figures.FORWARDED: "forwarded_revision",
}
# Where a return can be whose latest submission was taken back.
_TAKEN_BACK = frozenset({*EDITABLE, State.RETIRED})
_OPEN = tuple(state.value for state in EDITABLE)
# States whose accepted submission counts in tables.
COUNTED = (State.ACCEPTED.value, State.LOCKED.value)


# ---- returns ------------------------------------------------------------------------------------


def returns_visible_to(actor: User) -> QuerySet[Return]:
    """Returns whose standing the actor may know; what they contain is another question."""
    return _returns(sight_of(actor), actor)


def _returns(sight: Sight, actor: Asking) -> QuerySet[Return]:
    return Return.objects.filter(_of(sight.returns, actor))


def _of(whose: Whose, actor: Asking, at: str = "") -> Q:
    """The same as a condition; ``at`` leads to the return from another row ("owner__")."""
    if whose is Whose.PARK:  # the unit's park of today counts until it has filed
        filed = Q(**{f"{at}revision__gt": 0, f"{at}filed_park": actor.park})
        return filed | Q(**{f"{at}revision": 0, f"{at}unit__park": actor.park})
    return within(whose, actor, own=f"{at}unit", district=f"{at}district_code")


class Seen(Generic[Source, Row]):
    """A query that every request asks of the returns or submissions an actor may see: made from
    them by ``make`` and composed once for each sight. Called with the actor it answers with its rows.
    """

    def __init__(
        self,
        make: Callable[[QuerySet[Source]], QuerySet[Any, Row]],
        source: Callable[[Sight, Asking], QuerySet[Source]],
    ) -> None:
        self._make, self._source = make, source
        self._composed: dict[Sight, Composed[Row]] = {}

    def __call__(self, actor: User, **given: Any) -> list[Row]:
        sight = sight_of(actor)
        composed = self._composed.get(sight)
        if composed is None:
            composed = Composed(lambda: self._make(self._source(sight, ANYBODY)))
            composed = self._composed.setdefault(sight, composed)
        return composed(**told_of(actor), **given)


def of_returns(make: Callable[[QuerySet[Return]], QuerySet[Any, Row]]) -> Seen[Return, Row]:
    """Of :func:`returns_visible_to`."""
    return Seen(make, _returns)


def of_submissions(make: Callable[[QuerySet[Revision]], QuerySet[Any, Row]]) -> Seen[Revision, Row]:
    """Of :func:`revisions_for`."""
    return Seen(make, _submissions)


def return_for(actor: User, pk: object, *, lock: bool = False) -> Return:
    """One return the actor may see, with its unit; ``NotFound`` for anything else.

    ``lock`` holds its row until the transaction ends, so that verbs take turns. The draft is then
    read after it: PostgreSQL reads only the locked row anew when the wait is over, not its joins.
    """
    if lock:
        return _single(_LOCKED, actor, pk)
    return _single(_WITH_DRAFT if sight_of(actor).drafts else _ONE, actor, pk)


def return_typed_into(actor: User, pk: object) -> Return:
    """:func:`return_for` without a lock, for a save: of the draft, all but the stored 数据审核."""
    return _single(_TYPED_INTO if sight_of(actor).drafts else _ONE, actor, pk)


def _single(query: Seen[Return, Return], actor: User, pk: object) -> Return:
    found = query(actor, pk=number_of(pk))
    if not found:
        raise NotFound
    found[0].fetched_for = actor.pk
    return found[0]


def _one(returns: QuerySet[Return]) -> QuerySet[Return]:
    return returns.select_related("unit").filter(pk=Given("pk"))


def _drafted(returns: QuerySet[Return]) -> QuerySet[Return]:
    """With draft and rosters of the unit: who fills in needs both every time."""
    rosters = RosterEntry.objects.filter(unit=OuterRef("unit"))
    told = gathered(rosters, "unit", "roster", "first_period", "last_period")
    return _one(returns).select_related("own_draft").annotate(rosters_told=told)


_ONE = of_returns(_one)
_LOCKED = of_returns(lambda returns: _one(returns).select_for_update(of=("self",)))
_WITH_DRAFT = of_returns(_drafted)
_TYPED_INTO = of_returns(lambda returns: _drafted(returns).defer("own_draft__report"))


def number_of(pk: object) -> int:
    """An id as it comes from an address; 0 when it can be none."""
    text = str(pk)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else 0


def _may_see(actor: User, ret: Return) -> bool:
    """Asked again of a return already at hand, unless it was fetched for this very actor."""
    if ret.fetched_for == actor.pk and actor.is_active:
        return True
    whose = sight_of(actor).returns
    if whose in {Whose.EVERYBODY, Whose.NOBODY}:
        return whose is Whose.EVERYBODY
    if whose is Whose.DISTRICT:
        return actor.district_code == ret.district_code
    return returns_visible_to(actor).filter(pk=ret.pk).exists()


# ---- what was filed -----------------------------------------------------------------------------


def taken_back(owner: str, number: str) -> Exists:
    """A condition: there was a 撤回 of the submission that two columns name, and no 放弃修改 after
    it. It counts as not filed.
    """
    again = ReviewAct.objects.filter(
        owner=OuterRef("owner"),
        revision=OuterRef("revision"),
        action=Action.GIVE_UP.value,
        pk__gt=OuterRef("pk"),
    )
    withdrawn = ReviewAct.objects.filter(
        owner=OuterRef(owner), revision=OuterRef(number), action=Action.WITHDRAW.value
    )
    return Exists(withdrawn.filter(~Exists(again)))


def _stands(sight: Sight) -> Q:
    """Of submissions, those that a sight does not leave out as taken back."""
    if sight.figures is Figures.SUBMITTED:
        return ~Q(taken_back("owner", "number"))
    return Q()


def highest_readable(actor: User, ret: Return) -> int:
    """Number of the latest submission the actor may read; 0 for none."""
    figures = sight_of(actor).figures
    if figures not in _HIGHEST or not _may_see(actor, ret):
        return 0
    highest: int = getattr(ret, _HIGHEST[figures])
    if highest and figures is Figures.SUBMITTED and ret.lifecycle in _TAKEN_BACK:
        standing = Revision.objects.filter(_stands(sight_of(actor)), owner=ret)
        return standing.aggregate(highest=Max("number"))["highest"] or 0
    return highest


def readable_revision(actor: User, ret: Return, number: int | None = None) -> Revision | None:
    """Submission ``number``, or the latest the actor may read; None when there is none for it."""
    highest = highest_readable(actor, ret)
    wanted = highest if number is None else number
    if not 0 < wanted <= highest:
        return None
    return Revision.objects.filter(_stands(sight_of(actor)), owner=ret, number=wanted).first()


def revisions_of(actor: User, ret: Return) -> QuerySet[Revision]:
    """The submissions of one return that the actor may read, the first one first."""
    highest = highest_readable(actor, ret)
    return Revision.objects.filter(_stands(sight_of(actor)), owner=ret, number__lte=highest)


def revisions_for(actor: User) -> QuerySet[Revision]:
    """The submissions of all returns that the actor may read."""
    return _submissions(sight_of(actor), actor)


def _submissions(sight: Sight, actor: Asking) -> QuerySet[Revision]:
    column = _HIGHEST.get(sight.figures)
    if column is None:
        return Revision.objects.none()
    up_to = Q(number__lte=F(f"owner__{column}"))
    return Revision.objects.filter(_of(sight.returns, actor, "owner__"), up_to, _stands(sight))


def readable_once(actor: User) -> Q:
    """Of returns the actor sees, those of which it may read a submission."""
    column = _HIGHEST.get(sight_of(actor).figures)
    if column is None:
        return NO_ROW
    some = Q(**{f"{column}__gt": 0})
    if not (stands := _stands(sight_of(actor))):
        return some
    return some & Q(Exists(Revision.objects.filter(stands, owner=OuterRef("pk"))))


def readable_now(actor: User) -> Q:
    """Those whose latest submission it may read: what is told of the latest (its weight, how many
    findings it explains) may be shown.
    """
    figures = sight_of(actor).figures
    if figures not in _HIGHEST:
        return NO_ROW
    column = _HIGHEST[figures]
    now = Q(revision=F(column)) & Q(**{f"{column}__gt": 0})
    return now & ~Q(taken_back("pk", "revision")) if figures is Figures.SUBMITTED else now


# Which of the two scores a desk works by.
_SCORE = {Figures.SUBMITTED: "district", Figures.FORWARDED: "city"}


def score_column(actor: User) -> Coalesce:
    """The score of the latest submission where the actor may read that one; -1 where it may not."""
    column = _SCORE.get(sight_of(actor).figures)
    if column is None:
        return Coalesce(Value(-1), Value(-1))
    return Coalesce(Case(When(_scored(actor), then=F(f"review_score__{column}"))), Value(-1))


def signs_column(actor: User) -> Case:
    """What speaks for reading that submission, for the same readers."""
    return Case(When(_scored(actor), then=F("review_score__signs")))


def _scored(actor: User) -> Q:
    return readable_now(actor) & Q(review_score__revision=F("revision"))


def score_shown(actor: User, ret: Return) -> ReviewScore | None:
    """What speaks for reading the latest submission; None for who may not read that one."""
    if sight_of(actor).figures not in _SCORE or highest_readable(actor, ret) != ret.revision:
        return None
    return ReviewScore.objects.filter(owner=ret, revision=ret.revision).first()


#: Forwarded to the city as a nil return, whoever asks.
NIL_FORWARDED = Q(nil=True, revision__gt=0, revision=F("forwarded_revision")) & ~Q(
    state__in=_TAKEN_BACK
)


def nil_now(actor: User) -> Q:
    """Those that stand filed as a nil return, as far as the actor may read that submission."""
    return readable_now(actor) & Q(nil=True) & ~Q(state__in=_TAKEN_BACK)


# ---- what is being typed ------------------------------------------------------------------------


def saved_draft(actor: User, ret: Return) -> Draft | None:
    """What the respondent has saved; None before the first save.

    ``NotFound`` for everybody but a respondent of the unit.
    """
    if not sight_of(actor).drafts or not _may_see(actor, ret):
        raise NotFound
    try:
        return ret.own_draft
    except Draft.DoesNotExist:
        return None


_REPORTS = of_returns(
    lambda seen: Draft.objects.filter(owner__in=seen.filter(state__in=_OPEN)).only(
        "report", "report_version", "version"
    )
)


def open_reports(actor: User) -> dict[int, Draft]:
    """By return, how far the respondent is with what it has to file: drafts without their figures."""
    if not sight_of(actor).drafts:
        return {}
    return {draft.owner_id: draft for draft in _REPORTS(actor)}


# ---- for judging and counting: nobody is shown what is read here -----------------------------------


def submissions_of_unit(
    unit_id: int | Given, periods: Collection[str | Given]
) -> QuerySet[Revision]:
    """What a unit filed for some periods: what its own return is compared with."""
    return Revision.objects.filter(owner__unit_id=unit_id, owner__period__in=periods)


def forwarded_submissions() -> QuerySet[Revision]:
    """What districts have forwarded: what rules are tried on."""
    return Revision.objects.filter(number__lte=F("owner__forwarded_revision"))


def accepted_submissions() -> QuerySet[Revision]:
    """What the city has accepted: the source of its tables, each with its return."""
    found = Revision.objects.filter(owner__state__in=COUNTED, number=F("owner__accepted_revision"))
    return found.select_related("owner").defer("report", "explanations", "signatories")


def filed_submissions(period: str) -> QuerySet[Revision]:
    """Of every return of a period the latest submission and the one before it: what scores are made of."""
    found = Revision.objects.filter(owner__period=period, number__gte=F("owner__revision") - 1)
    return found.select_related("owner")


def first_submissions(period: str) -> QuerySet[Revision]:
    """When returns of a period were filed first; no figures."""
    return Revision.objects.filter(owner__period=period, number=1).only("submitted_at")


def failed_reports(period: str, regime_key: str) -> QuerySet[Draft, dict[str, Any] | None]:
    """The last 数据审核 of returns of a period that did not pass it; no figures."""
    return Draft.objects.filter(
        owner__period=period,
        owner__regime=regime_key,
        owner__state=State.FAILED.value,
        report_version=F("version"),
    ).values_list("report", flat=True)
