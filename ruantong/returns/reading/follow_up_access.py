"""Who may know what a correction changed for a later return: whoever may read both submissions."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet

from ruantong.accounts.access import sight_of
from ruantong.accounts.models import User
from ruantong.core.sight import Figures
from ruantong.returns.models import FollowUp, Return
from ruantong.returns.reading.access import returns_visible_to, taken_back
from ruantong.web.composed import Composed, Given
from ruantong.web.listing import Filter

FOLLOW_UP_FILTER = Filter("corrected", "前期更正", "to_check", (("True", "待核对"),))
_WAITING = Composed(
    lambda: FollowUp.objects.filter(owner=Given("owner"), resolved_at=None).values_list(
        "pk", flat=True
    )
)


def follow_ups_visible_to(actor: User) -> QuerySet[FollowUp]:
    """The enterprise's own; a district's when both returns are its and both submissions stand; the
    city's once the correction was forwarded, of what is forwarded. Nobody else decides on them.
    """
    sight = sight_of(actor)
    if not sight.corrections:
        return FollowUp.objects.none()
    visible = returns_visible_to(actor)
    found = FollowUp.objects.filter(owner__in=visible, source__in=visible)
    if sight.figures is Figures.SUBMITTED:
        found = found.exclude(taken_back("source", "source_revision"))
        found = found.exclude(taken_back("owner", "revision"))
    if sight.figures is Figures.FORWARDED:
        found = found.filter(
            source_revision__lte=F("source__forwarded_revision"),
            revision__lte=F("owner__forwarded_revision"),
        )
    return found


def open_follow_ups(actor: User) -> QuerySet[FollowUp]:
    """Those nobody has settled yet."""
    return follow_ups_visible_to(actor).filter(resolved_at=None)


def to_check(actor: User) -> Exists:
    """A column of returns: has one that waits."""
    return Exists(open_follow_ups(actor).filter(owner=OuterRef("pk")))


def any_open() -> Exists:
    """A column of units: some return has one that waits. A plain question before dearer ones."""
    return Exists(FollowUp.objects.filter(owner__unit=OuterRef("pk"), resolved_at=None))


def open_follow_ups_of(actor: User, ret: Return) -> list[FollowUp]:
    """Those of one return, the oldest first. Most returns have none: a plain question tells."""
    if not _WAITING(owner=ret.pk):
        return []
    found = open_follow_ups(actor).filter(owner=ret)
    return list(found.select_related("source").order_by("id"))
