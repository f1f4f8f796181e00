"""What the returns ask of the people of a unit: who fills which form, and who may 确定上报."""

from __future__ import annotations

from ruantong.accounts.models import User
from ruantong.core.posts import POSTS, SUBMITTERS, Post, Submitters
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.registry.people.persons import form_numbers, people_of, place_of
from ruantong.web.composed import Composed, Given

# Every page of a form that is being filled asks who files for the unit.
_PEOPLE = Composed(lambda: people_of(Given("unit")))


def people_now(unit: ReportingUnit) -> list[Membership]:
    """Everybody who files for the unit now, longest first."""
    return _PEOPLE(unit=unit.pk)


def forms_open_to(actor: User, unit: ReportingUnit) -> frozenset[str] | None:
    """Codes of the forms the actor may write; None for all of them."""
    if not unit.divided:
        return None
    place = place_of(actor, unit)
    if place is None:
        return frozenset()
    return frozenset(place.form_codes) if place.form_codes else None


def fillers(unit: ReportingUnit, code: str) -> list[str]:
    """Names of those who fill a form; whoever is bound to it comes before those who fill all."""
    people = people_now(unit)
    bound = [each.user.display_name for each in people if code in each.form_codes]
    return bound or [each.user.display_name for each in people if not each.form_codes]


def submitting_problem(actor: User, unit: ReportingUnit) -> str | None:
    """Why the actor may not 确定上报 or 撤回 for the unit; None when he may."""
    wanted = Submitters(unit.submitters)
    if wanted is Submitters.ANYBODY:
        return None
    able = [each for each in people_now(unit) if wanted in POSTS[Post(each.post)].submits]
    if not able or any(each.user_id == actor.pk for each in able):
        return None  # where nobody is left who could, everybody can: nothing stays unfiled for that
    return f"本单位设定由{SUBMITTERS[wanted]}确定上报和撤回，请报其办理。"


def named_by_post(actor: User, people: list[Membership]) -> dict[str, str]:
    """Whom the foot of a form names, by its key, as far as the enterprise has said so itself."""
    found: dict[str, str] = {}
    people = [each for each in people if each.post_since is not None]
    for post in Post:
        names = [each.user.display_name for each in people if each.post == post]
        own = [each for each in people if each.user_id == actor.pk and each.post == post]
        if own:
            found[post.value] = actor.display_name
        elif len(names) == 1:
            found[post.value] = names[0]
    return found


def forms_told(codes: list[str]) -> str:
    """“软统企2表、软统企3表”, or all of them."""
    numbers = {code: name.partition(" ")[0] for code, name in form_numbers().items()}
    return "、".join(numbers.get(code, code) for code in codes) or "全部"
