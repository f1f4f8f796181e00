"""Small pieces of every page: status tags, amounts, days, pagers, sortable heads, fields."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ruantong.core import limits
from ruantong.core.lifecycle import STATE_LABELS, State
from ruantong.core.periods import Period
from ruantong.core.timing import (
    CORRECTION,
    TIMING_LABELS,
    Timing,
    filing_label,
    is_correcting,
    timing_of,
)
from ruantong.gateways.clock import SHANGHAI, today
from ruantong.web.listing import Listing

register = template.Library()

_WEEKDAYS = "一二三四五六日"
_DECIMAL = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?")
_AMOUNT = re.compile(r"(?<![0-9.,])([0-9]{4,})(\.[0-9]+)(?![0-9.])")

_AGAINST = (Timing.LATE, Timing.OVERDUE)
_TONES: dict[State, str] = {
    State.NOT_STARTED: "neutral",
    State.DRAFTING: "info",
    State.FAILED: "danger",
    State.PASSED: "ok",
    State.SUBMITTED: "info",
    State.DISTRICT_RETURNED: "warn",
    State.FORWARDED: "info",
    State.CITY_RETURNED_TO_DISTRICT: "warn",
    State.CITY_RETURNED: "warn",
    State.ACCEPTED: "ok",
    State.LOCKED: "ok",
    State.RETIRED: "neutral",
}


@register.simple_tag
def tag(text: object, tone: str = "neutral") -> SafeString:
    """A status tag: ``{% tag "待审批" "warn" %}``."""
    return format_html('<span class="tag tag--{}">{}</span>', tone, text)


@register.simple_tag
def state_tag(subject: Any) -> SafeString:
    """The state of a return as a tag; takes the return, a ``State`` or its stored text."""
    state = State(getattr(subject, "state", subject))
    return tag(STATE_LABELS[state], _TONES[state])


@register.simple_tag
def timing_tag(ret: Any) -> SafeString:
    """“迟报” or “逾期未报” of a return, and “补正” while it is being corrected; in time: nothing."""
    timing = timing_of(State(ret.state), ret.revision, ret.late, ret.due_on, today())
    shown = [tag(TIMING_LABELS[timing], "danger")] if timing in _AGAINST else []
    if is_correcting(State(ret.state), ret.revision):
        shown.append(tag(CORRECTION, "warn"))
    return format_html_join(" ", "{}", ((each,) for each in shown))


@register.simple_tag
def filing_tag(revision: Any) -> SafeString:
    """What one submission was: 按时, 迟报, or 补正."""
    label = filing_label(revision.number, revision.late)
    tones = {TIMING_LABELS[Timing.LATE]: "danger", CORRECTION: "info"}
    return tag(label, tones.get(label, "ok"))


@register.filter
def filed(revision: Any) -> str:
    """The words of :func:`filing_tag`."""
    return filing_label(revision.number, revision.late)


@register.filter
def amount(text: object) -> str:
    """Thousands grouped in a decimal string; anything else stays as it is, blank is blank."""
    if text is None:
        return ""
    match = _DECIMAL.fullmatch(str(text))
    if match is None:
        return str(text)
    sign, whole, fraction = match.groups()
    return f"{sign}{int(whole):,}{fraction or ''}"


@register.filter
def grouped(sentence: object) -> str:
    """Thousands grouped in the amounts of a sentence; codes and years have no decimals."""
    return _AMOUNT.sub(lambda found: f"{int(found[1]):,}{found[2]}", str(sentence))


@register.filter
def day(value: date | None) -> str:
    """2024年6月12日 周三; a moment is taken in Shanghai time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return f"{value.year}年{value.month}月{value.day}日 周{_WEEKDAYS[value.weekday()]}"


@register.filter
def period_label(period: object) -> str:
    """A period, or what is stored of one, in words: 2024年1—5月."""
    return Period.parse(str(period)).label


@register.filter
def moment(value: datetime | None) -> str:
    """2024-06-10 09:00, Shanghai time."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def clock(value: datetime) -> str:
    """09:00, Shanghai time."""
    return value.astimezone(SHANGHAI).strftime("%H:%M")


@register.inclusion_tag("web/_pager.html")
def pager(listing: Listing[Any]) -> dict[str, Any]:
    """Number of rows, and links to the pages when there is more than one."""
    page = listing.page
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = [
        {"number": number, "href": listing.querystring(page=number)}
        if isinstance(number, int)
        else {"gap": True}
        for number in numbers
    ]
    return {"listing": listing, "page": page, "links": links}


@register.inclusion_tag("web/_sort_header.html")
def sort_header(listing: Listing[Any], name: str, title: str, css: str = "") -> dict[str, str]:
    """A column head that sorts: ``{% sort_header listing "name" "单位" %}``, ``"num"`` as css."""
    state = listing.sort_state(name)
    target = f"-{name}" if state == "ascending" else name
    return {
        "href": listing.querystring(sort=target),
        "title": title,
        "state": state,
        "mark": {"ascending": "▲", "descending": "▼"}.get(state, ""),
        "css": css,
    }


@register.inclusion_tag("web/_filters.html")
def filter_form(listing: Listing[Any], search_label: str = "查找") -> dict[str, Any]:
    """The filter bar of a listing: works without script, keeps the sort order."""
    _ = listing.page  # reading the page number may add a notice, which is shown above the form
    return {"listing": listing, "search_label": search_label}


@register.simple_tag
def export_links(listing: Listing[Any]) -> SafeString:
    """Buttons that export the whole selection."""
    return _exports(listing.querystring(export="xlsx"), listing.querystring(export="csv"))


@register.simple_tag
def export_links_of(query: str = "", **stated: object) -> SafeString:
    """The same buttons for a table that is no listing, by the query and what else its address states."""
    kept = "&".join(filter(None, (query.removeprefix("?"), urlencode(stated))))
    workbook, text = (
        f"?{kept}&export={kind}" if kept else f"?export={kind}" for kind in ("xlsx", "csv")
    )
    return _exports(workbook, text)


def _exports(workbook: str, text: str) -> SafeString:
    """Both buttons, at the right end of the bar they stand in."""
    return format_html(
        '<span class="exports"><a class="btn btn--small" href="{}">导出Excel</a>'
        ' <a class="btn btn--small" href="{}">导出CSV</a></span>',
        workbook,
        text,
    )


@register.simple_tag
def limit(fact: str) -> int:
    """How many characters a text may have: ``{% limit "REASON" %}`` for ``data-limit``."""
    longest: int = getattr(limits, fact)
    return longest


@register.inclusion_tag("web/_field.html")
def field(bound: Any, hint: str = "", css: str = "") -> dict[str, Any]:
    """One form field: label, hint, error, control, tied together for screen readers."""
    help_text = hint or bound.help_text
    return {"field": bound, "hint": help_text, "css": css, "control": control(bound, help_text)}


@register.simple_tag
def control(bound: Any, hint: str = "") -> SafeString:
    """The control of a field alone, tied to its error (``…_error``) and its hint (``…_hint``)."""
    described = [
        f"{bound.auto_id}_hint" if hint else "",
        f"{bound.auto_id}_error" if bound.errors else "",
    ]
    attributes = {"aria-describedby": " ".join(filter(None, described))} if any(described) else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    drawn: SafeString = bound.as_widget(attrs=attributes)
    return drawn


@register.inclusion_tag("web/_error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """All errors of a form, each a link to its field."""
    items = [{"href": f"#{bound.auto_id}", "text": text} for bound in form for text in bound.errors]
    general = form.non_field_errors()
    return {"items": items, "general": general, "count": len(items) + len(general)}
