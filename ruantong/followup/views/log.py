"""催报记录: what was sent to whom, when, by which rule or officer, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.accounts.models import OutboxMessage, User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.followup.choices import CHANNELS, Channel
from ruantong.followup.models import Reminder
from ruantong.registry.models import District
from ruantong.returns.models import PeriodOpening
from ruantong.returns.reading.access import returns_visible_to
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

_TONES = {
    Reminder.SENT: "ok",
    OutboxMessage.DELIVERED: "ok",
    OutboxMessage.EXPIRED: "warn",
    Reminder.FAILED: "danger",
    Reminder.UNKNOWN: "warn",
    Reminder.NOT_SENT: "warn",
}
#: A text that was handed on has the state that its provider reports.
RESULTS = dict(Reminder.OUTCOMES) | {
    OutboxMessage.DELIVERED: "已送达",
    OutboxMessage.EXPIRED: "过期未发",
    OutboxMessage.KEPT: "演示留存",
}


def reminders_seen_by(actor: User) -> QuerySet[Any]:
    """Those of the returns the actor sees, each with ``result`` and ``said`` (why)."""
    handed = OutboxMessage.objects.filter(key=OuterRef("key"))
    is_text = {"channel": Channel.SMS.value, "outcome": Reminder.SENT}
    return (
        Reminder.objects.filter(owner__in=returns_visible_to(actor))
        .select_related("owner__unit", "recipient", "rule", "by")
        .annotate(
            result=Case(
                When(
                    **is_text,
                    then=Coalesce(Subquery(handed.values("state")), Value(Reminder.SENT)),
                ),
                default=F("outcome"),
                output_field=CharField(),
            ),
            said=Case(
                When(**is_text, then=Coalesce(Subquery(handed.values("fault")), Value(""))),
                default=F("why"),
                output_field=CharField(),
            ),
        )
    )


@require_safe
@requires(Role.DISTRICT, Role.CITY)
def log(request: HttpRequest) -> HttpResponse:
    """The reminders of the units one sees, the newest first."""
    actor = actor_of(request)
    is_city = actor.is_role(Role.CITY)
    named = dict(District.objects.values_list("code", "name"))
    openings = PeriodOpening.objects.values_list("period", flat=True)
    periods = sorted(map(Period.parse, openings), key=lambda p: p.last_day, reverse=True)
    filters = [
        Filter("period", "报告期", "owner__period", [(str(each), each.label) for each in periods]),
        Filter("channel", "渠道", "channel", CHANNELS),
        Filter("result", "结果", "result", tuple(RESULTS.items())),
        Filter("hand", "方式", "rule__isnull", (("False", "按规则"), ("True", "人工"))),
        Filter("since", "自", "made_at__gte", kind="day"),
        Filter("until", "至", "made_at__lte", kind="day"),
    ]
    if is_city:
        filters.insert(1, Filter("district", "报送区县", "owner__district_code", [*named.items()]))
    listing = Listing(
        request,
        reminders_seen_by(actor),
        filters=filters,
        sorts={
            "at": "made_at",
            "unit": ("owner__unit__name", "made_at"),
            "channel": ("channel", "made_at"),
            "result": ("result", "made_at"),
        },
        search=("owner__unit__name", "owner__unit__uscc", "recipient__display_name"),
        default_sort="-at",
    )
    if listing.export:
        document = listing.document("催报记录", "条")
        return export_response(
            listing.export, document, _columns(named, is_city=is_city), listing.export_rows
        )
    rows = [
        {
            "reminder": row,
            "result": RESULTS.get(row.result, ""),
            "tone": _TONES.get(row.result, "info"),
            "district": named.get(row.owner.district_code, ""),
        }
        for row in listing.rows
    ]
    context = {"listing": listing, "rows": rows, "is_city": is_city}
    return render(request, "followup/log.html", context)


def _columns(named: dict[str, str], *, is_city: bool) -> tuple[Column, ...]:
    district = Column("报送区县", lambda r: named.get(r.owner.district_code, ""))
    return (
        Column("登记时间", lambda r: r.made_at, "moment", 20),
        Column("单位", lambda r: r.owner.unit.name, width=36),
        Column("统一社会信用代码", lambda r: r.owner.unit.uscc, width=22),
        *((district,) if is_city else ()),
        Column("报告期", lambda r: r.owner.parsed_period.label, width=18),
        Column("依据", lambda r: r.by_what, width=28),
        Column("渠道", lambda r: r.get_channel_display()),
        Column("提醒对象", lambda r: r.recipient.display_name if r.recipient else ""),
        Column("结果", lambda r: RESULTS.get(r.result, "")),
        Column("发送时间", lambda r: r.changed_at, "moment", 20),
        Column("说明", lambda r: r.said, width=40),
        Column("内容", lambda r: r.text, width=80),
    )
