"""催报规则: what reminds whom and when; the city's for everybody, a district's own beside them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency
from ruantong.followup.choices import MOST_OF_A_DISTRICT
from ruantong.followup.forms import RuleForm
from ruantong.followup.models import ReminderRule
from ruantong.followup.rules import acts
from ruantong.followup.rules.acts import Given
from ruantong.followup.rules.standing import ahead, rules_seen_by
from ruantong.followup.rules.suggested import SUGGESTED
from ruantong.followup.wording import wordings
from ruantong.registry.survey.periods import frequencies
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter
from ruantong.web.rows import Rows

_KINDS = {"before": "截止以前", "today": "截止当天", "after": "逾期以后", "last": "最后一次催报"}
_PLACES = {"unit": "〔单位〕", "period": "〔报告期〕", "due": "〔截止日期〕", "left": "〔天数〕"}


@require_safe
@requires(Role.CITY, Role.DISTRICT)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules one sees, what each will do next, and what the reminders say."""
    actor = actor_of(request)
    rows = ahead(list(rules_seen_by(actor)), actor)
    order = {each: place for place, each in enumerate(Frequency)}
    listing = Rows(
        request,
        rows,
        filters=[
            (
                Filter("frequency", "报表", "", [(f.value, f.label) for f in frequencies()]),
                lambda row: row.rule.frequency,
            ),
            (
                Filter("on", "状态", "", (("True", "启用"), ("False", "停用"))),
                lambda row: row.rule.on,
            ),
        ],
        sorts={
            "when": lambda row: (-order[Frequency(row.rule.frequency)], row.rule.days, row.level),
            "level": lambda row: (row.rule.district_code, row.rule.days),
        },
        text=lambda row: row.level,
        default_sort="when",
    )
    if listing.export:
        columns = (
            Column("报表", lambda row: row.rule.frequency_label),
            Column("时间", lambda row: row.rule.when, width=20),
            Column("提醒对象", lambda row: row.rule.to_label, width=40),
            Column("渠道", lambda row: row.rule.channels_label, width=24),
            Column("设定", lambda row: row.level),
            Column("状态", lambda row: "启用" if row.rule.on else "停用"),
            Column("下次发送", lambda row: row.at, "moment", 20),
            Column("现应提醒（份）", lambda row: row.returns if row.at else None, "number"),
        )
        document = listing.document("催报规则", "条")
        return export_response(listing.export, document, columns, listing.export_rows)
    context = {
        "listing": listing,
        "is_city": actor.is_role(Role.CITY),
        "most": MOST_OF_A_DISTRICT,
        "wordings": [
            (_KINDS[kind], wording.text.format_map(_PLACES)) for kind, wording in wordings().items()
        ],
        "suggested": len(SUGGESTED),
        "has_rules": any(not row.rule.district_code for row in rows),
    }
    return render(request, "followup/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY, Role.DISTRICT)
def new(request: HttpRequest) -> HttpResponse:
    """A rule of one's own level."""
    return _stated(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY, Role.DISTRICT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """State a rule of one's own level anew."""
    rule = _rule(request, pk)
    if rule.district_code != actor_of(request).district_code:
        raise Http404
    return _stated(request, rule)


def _stated(request: HttpRequest, rule: ReminderRule | None) -> HttpResponse:
    names = ("frequency", "days", "hour", "to", "channels")
    initial = {name: getattr(rule, name) for name in names} if rule else {"days": -3, "hour": 9}
    form = RuleForm(actor_of(request), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.state(Given(**form.cleaned_data), actor=actor_of(request), rule=rule)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已设定：{saved.frequency_label}，{saved.when}。")
            return redirect("followup:rules")
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/rule.html", {"form": form, "rule": rule}, status=status)


@require_POST
@requires(Role.CITY, Role.DISTRICT)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule on or off."""
    rule, on = _rule(request, pk), request.POST.get("on") == "1"
    try:
        acts.switch(rule, on, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        done = "启用" if on else "停用"
        messages.success(request, f"已{done}：{rule.frequency_label}，{rule.when}。")
    return redirect("followup:rules")


@require_POST
@requires(Role.CITY)
def adopt(request: HttpRequest) -> HttpResponse:
    """Take the suggested rules."""
    count = acts.adopt_suggested(actor=actor_of(request))
    messages.success(request, f"已采用{count}条建议规则，自下一个提醒时刻起生效。")
    return redirect("followup:rules")


def _rule(request: HttpRequest, pk: int) -> ReminderRule:
    found = rules_seen_by(actor_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
