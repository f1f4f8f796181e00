"""Who may open what: every view is either marked public or names the roles it is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.sight import NOTHING, SIGHT, Sight
from ruantong.trail.looking import Look

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

EVERY_ROLE = tuple(Role)
# the pages that ask for the second factor, and that lead to setting one up
VERIFY, ENROL = "second_factor:verify", "second_factor:factors"


class Refused(Exception):
    """An act that the rules do not allow; ``message`` is one Chinese sentence for the actor."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def requires(*roles: Role) -> Callable[[View], View]:
    """View decorator: only signed-in users of these roles; anybody else is refused (403)."""
    if not roles:
        raise ValueError("requires() needs at least one role")
    allowed = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not actor_of(request).is_role(*allowed):
                raise PermissionDenied("您的角色无权打开此页面。")
            return view(request, *args, **kwargs)

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: V) -> V:
    """View decorator: open to visitors who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return login_not_required(view)


def before_password_change(view: V) -> V:
    """View decorator: usable while the account must still change its first password."""
    view.before_password_change = True  # type: ignore[attr-defined]
    return view


def needs_fresh_factor(view: V) -> V:
    """View decorator: a dangerous act; who has a second factor must have shown it lately."""
    view.needs_fresh_factor = True  # type: ignore[attr-defined]
    return view


def before_second_factor(*stages: str) -> Callable[[V], V]:
    """View decorator: usable while the second factor is still to be shown or set up; ``stages``: VERIFY,
    ENROL, or both (accounts/second_factor/gate.py).
    """

    def decorate(view: V) -> V:
        view.before_second_factor = stages  # type: ignore[attr-defined]
        return view

    return decorate


def comes_back(view: V) -> V:
    """View decorator for a public form: refused for a stale token, it is shown again as it was
    typed. The view asks :func:`shown_again` and does nothing but show.
    """
    view.comes_back = True  # type: ignore[attr-defined]
    return view


def shown_again(request: HttpRequest) -> bool:
    """True when the posted form must only be shown again (see :func:`comes_back`)."""
    return bool(getattr(request, "only_show", False))


def leaves_entry(act: str, kind: str = "") -> Callable[[V], V]:
    """View decorator: an officer who opens the page of ``kind`` number ``pk``, or a page over many
    units, is on the trail.
    """

    def decorate(view: V) -> V:
        view.look = Look(act, kind)  # type: ignore[attr-defined]
        return view

    return decorate


def sight_of(actor: User) -> Sight:
    """What the actor may see: nothing with a stopped account, or as an officer without an area."""
    role = Role(actor.role)
    area = {Role.DISTRICT: actor.district_code, Role.PARK: actor.park}.get(role, "everywhere")
    return SIGHT[role] if actor.is_active and area else NOTHING


def actor_of(request: HttpRequest) -> User:
    """The signed-in user of a request; PermissionDenied for a visitor."""
    if not isinstance(request.user, User):
        raise PermissionDenied("请先登录。")
    return request.user
