"""An application for a unit that is already there: what it changes, and who had access before.

Nobody both ends the access of a unit and approves who files for it next (docs/adr/0105).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime

from ruantong.accounts import texts
from ruantong.accounts.attempts import Attempt
from ruantong.accounts.models import User
from ruantong.gateways import clock
from ruantong.registry.models import Membership, Registration, ReportingUnit
from ruantong.registry.survey import codes


@dataclass(frozen=True)
class Takeover:
    """``changes``: name of a fact, what it is, what it would be. ``lost``: accesses that were ended
    and that nobody has succeeded to yet.
    """

    unit: ReportingUnit
    changes: tuple[tuple[str, str, str], ...]
    lost: tuple[Membership, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The same for the page that asks before it is done."""
        changed = tuple((f"{name}变更", f"{was} → {now}") for name, was, now in self.changes)
        return (
            ("平台已有该单位", f"{self.unit.name}（{self.unit.district}）"),
            *changed,
            *(("原填报人", told(each)) for each in self.lost),
        )


def takeover(registration: Registration) -> Takeover | None:
    """None when the platform does not know the unit."""
    units = ReportingUnit.objects.select_related("district")
    unit = units.filter(uscc=registration.uscc).first()
    if unit is None:
        return None
    compared = (
        ("单位详细名称", unit.name, registration.unit_name),
        ("报送区县", str(unit.district), str(registration.district)),
        (
            "注册地行政区划",
            codes.name_of("divisions", unit.division_code) or unit.division_code,
            codes.name_of("divisions", registration.division_code) or registration.division_code,
        ),
        ("注册地址", unit.address, registration.address),
        ("行业代码", unit.industry_code, registration.industry_code),
        ("联系人", unit.contact_name, registration.contact_name),
        ("联系电话", unit.contact_phone, registration.phone),
    )
    changes = tuple((name, was or "未填", now) for name, was, now in compared if was != now)
    return Takeover(unit, changes, tuple(lost_accesses(unit)))


def lost_accesses(unit: ReportingUnit) -> list[Membership]:
    """Accesses that an administrator ended and that nobody has been given since."""
    every = list(
        Membership.objects.filter(unit=unit).select_related("user", "ended_by").order_by("pk")
    )
    return [each for each in every if each.ended_by_id is not None and not _succeeded(each, every)]


def check_two_people(registration: Registration, unit: ReportingUnit, actor: User) -> None:
    """Refused, and put on the trail, for whoever ended an access that has not been given on."""
    own = [each for each in lost_accesses(unit) if each.ended_by_id == actor.pk]
    if own:
        raise Attempt(
            f"“{unit.name}”原填报人的填报授权是您终止的，该单位的注册申请须由另一名系统管理员批准。"
            "只有一名系统管理员的，请先在“分配账户”中提请增加。",
            "registration.approve_attempt",
            f"registration:{registration.pk}",
            actor,
            unit=unit.pk,
            users=[each.user.username for each in own],
        )


def tell_those_before(unit: ReportingUnit, lost: Sequence[Membership]) -> None:
    """Whoever had access learns that somebody else files now."""
    for each in lost:
        texts.send(each.user.phone, "taken_over", unit=unit.name)


def lost_by(user: User) -> list[Membership]:
    """Accesses of a person that an administrator ended in the last 90 days; one that was given back
    is not told of.
    """
    ended = Membership.objects.filter(
        user=user, ended_by__isnull=False, until__gte=clock.now() - timedelta(days=90)
    )
    own = Membership.objects.filter(user=user, until=None).values("unit")
    return list(ended.exclude(unit__in=own).select_related("unit").order_by("-until"))


def told(lost: Membership) -> str:
    """“何填报（he），2024-06-10 由孙系统终止：已离职”"""
    until = f"{localtime(lost.until):%Y-%m-%d}" if lost.until else ""
    by = lost.ended_by.display_name if lost.ended_by else ""
    return f"{lost.user.display_name}（{lost.user.username}），{until} 由{by}终止：{lost.ended_why}"


def _succeeded(ended: Membership, every: Sequence[Membership]) -> bool:
    """Somebody was given access after this one was ended."""
    return any(
        each.pk > ended.pk and ended.until is not None and each.since >= ended.until
        for each in every
    )
