"""Where a person goes from an address that cannot be opened: the nearest page above it."""

from __future__ import annotations

import inspect

from django.urls import Resolver404, resolve

from ruantong.accounts.models import User


def page_above(path: str, user: User | None) -> str:
    """The nearest address above ``path`` that a browser may open, and that is the user's."""
    parts = path.strip("/").split("/")
    for length in range(len(parts), 0, -1):
        above = "/" + "/".join(parts[:length]) + "/"
        try:
            view = resolve(above).func
        except Resolver404:
            continue
        if _opens(view) and (user is None or _is_for(view, user)):
            return above
    return "/"


def _opens(view: object) -> bool:
    """Whether the view answers a GET, by the methods that Django's decorators let through."""
    step: object | None = view
    while callable(step):
        if inspect.isfunction(step):
            methods = inspect.getclosurevars(step).nonlocals.get("request_method_list")
            if methods is not None:
                return "GET" in methods
        step = getattr(step, "__wrapped__", None)
    return True


def _is_for(view: object, user: User) -> bool:
    roles = getattr(view, "allowed_roles", ())
    return getattr(view, "is_public", False) or user.role in {role.value for role in roles}
