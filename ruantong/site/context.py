"""What every template may use."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest

from ruantong.accounts.models import User
from ruantong.accounts.second_factor import gate
from ruantong.core.lifecycle import Role
from ruantong.core.pack import PackError
from ruantong.core.survey import Survey
from ruantong.followup.inbox import unread
from ruantong.gateways import clock
from ruantong.registry.models import District
from ruantong.registry.survey.codes import edition
from ruantong.site.navigation import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Name and mark of the platform, the clock shown in the head of each page, and the role's navigation."""
    context: dict[str, Any] = {
        "platform": platform(),
        "clock_now": clock.now(),
        "clock_is_demo": clock.is_demo(),
    }
    user = getattr(request, "user", None)
    if isinstance(user, User) and not user.must_change_password and not gate.owed(request):
        context["navigation"] = navigation(Role(user.role), request.path)
        context["user_area"] = area_of(user)
        context["unread"] = partial(unread, user)  # asked by the head of a page, not by its parts
    return context


def platform() -> Survey:
    """Name and mark, by the survey in force; a page about a fault is shown without a pack, too."""
    try:
        return edition().survey
    except PackError:
        return Survey()


def area_of(user: User) -> str:
    """Name of the district or park an account is bound to, "" for the others."""
    if user.district_code:
        district = District.objects.filter(code=user.district_code).first()
        return district.name if district else user.district_code
    return user.park
