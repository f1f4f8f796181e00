"""Who and what the entries of the trail are about, in names, and finding entries by a name."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ruantong.accounts.models import User
from ruantong.core.lifecycle import ROLE_LABELS, STATE_LABELS, Role
from ruantong.core.periods import Period, PeriodFault
from ruantong.followup.models import ReminderRule
from ruantong.outputs.collect import VIEWS
from ruantong.registry.models import District, Registration, ReportingUnit, RosterImport
from ruantong.registry.queries import former_name_has
from ruantong.registry.units.rosters import rosters
from ruantong.returns.models import Return, RuleRelease
from ruantong.rulelab.models import RuleDraft
from ruantong.site.page_names import page_name
from ruantong.trail.labels import said
from ruantong.trail.models import TrailEntry
from ruantong.web.folding import matching

ROLES = [*((role.value, ROLE_LABELS[role]) for role in Role), ("system", "平台")]
# codes that stand in entries, in words
VALUES: dict[str, str] = {
    **{state.value: text for state, text in STATE_LABELS.items()},
    **dict(ROLES),
    "password": "密码",
    "code": "短信验证码",
    "cas": "统一身份认证",
}
# facts of a unit that an entry says changed
_FACTS = {field.name: str(field.verbose_name) for field in ReportingUnit._meta.fields}
# what there is only one of
_WHOLE = {"user:?": "没有登记的用户名", "trail": "操作日志", "platform": "平台"}
_SUBJECT = re.compile(r"([a-z]+):(.+)")
_AT_ONCE = 1000


class Names:
    """Names of the subjects of some entries, read in one query per kind of subject."""

    def __init__(self, entries: Iterable[TrailEntry]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            for text in (entry.subject, *_texts(entry.data)):
                if found := _SUBJECT.fullmatch(text):
                    wanted[found[1]].add(found[2])
        self._names = {
            f"{kind}:{key}": name
            for kind, read in _READERS.items()
            for key, name in read(wanted[kind])
        }
        self._districts = dict(District.objects.values_list("code", "name"))

    def of(self, subject: str) -> str:
        """“甲公司 2024年1—5月报表”; what is not known stays as it is recorded."""
        kind, _, key = subject.partition(":")
        if kind == "period":
            return _period(key)
        if kind == "district":
            return self._districts.get(key, subject)
        if kind == "page":
            return page_name(key) or key
        if kind == "holiday":
            return f"节假日表 {key}"
        return self._names.get(subject) or _WHOLE.get(subject, subject)

    def data_text(self, entry: TrailEntry) -> str:
        """What was recorded beside the act, on one line."""
        return self._pairs(entry.data, "；") if entry.data else ""

    def _pairs(self, data: Mapping[str, object], between: str) -> str:
        told = ((_said(key), self._value(key, value)) for key, value in data.items())
        return between.join(f"{name}：{text}" for name, text in told if text)

    def _value(self, key: str, value: object) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Mapping):
            return self._pairs(value, "，")
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return "、".join(self._value(key, each) for each in value)
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if key == "view":
            return VIEWS.get(value, value)
        if value in VALUES or value in self._districts:
            return VALUES.get(value) or self._districts[value]
        if value in rosters():
            return rosters()[value].name
        return _period(value) if key in ("period", "periods") else self._names.get(value, value)


def _said(key: str) -> str:
    words = said(key)
    return _FACTS.get(key, key) if words == key else words


def with_names(entries: Iterable[TrailEntry]) -> Iterator[tuple[TrailEntry, Names]]:
    """Entries with the names they need, many at once."""
    rest = iter(entries)
    while some := list(islice(rest, _AT_ONCE)):
        names = Names(some)
        yield from ((entry, names) for entry in some)


def about(text: str) -> Q:
    """Entries about, or by, whatever is called something with ``text``."""
    units = matching(ReportingUnit.objects.all(), ("name", "uscc", former_name_has), text)
    users = matching(User.objects.all(), ("username", "display_name"), text)
    asked = matching(Registration.objects.all(), ("unit_name", "uscc"), text)
    returns = Return.objects.filter(
        Q(unit__in=units.values("pk"))
        | Q(pk__in=matching(Return.objects.all(), ("filed_name",), text).values("pk"))
    )
    return (
        Q(subject__in=_subjects("unit", units, "pk"))
        | Q(subject__in=_subjects("return", returns, "pk"))
        | Q(subject__in=_subjects("registration", asked, "pk"))
        | Q(subject__in=_subjects("user", users, "username"))
        | Q(actor__in=users.values("username"))
    )


def _subjects(kind: str, rows: QuerySet[Any], key: str) -> QuerySet[Any, Any]:
    text = Concat(Value(f"{kind}:"), Cast(key, CharField()))
    found: QuerySet[Any, Any] = rows.order_by().annotate(named=text).values("named")
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)


def _period(text: str) -> str:
    try:
        return Period.parse(text).label
    except PeriodFault:
        return text


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]


def _returns(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    for ret in Return.objects.filter(pk__in=_numbers(keys)).select_related("unit"):
        yield str(ret.pk), f"{ret.unit_name} {ret.parsed_period.label}报表"


def _units(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pk, name in ReportingUnit.objects.filter(pk__in=_numbers(keys)).values_list("pk", "name"):
        yield str(pk), name


def _users(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    wanted = Q(username__in=keys) | Q(pk__in=_numbers(keys))
    for user in User.objects.filter(wanted):
        name = f"{user.display_name}（{user.username}）"
        yield user.username, name
        yield str(user.pk), name


def _registrations(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = Registration.objects.filter(pk__in=_numbers(keys))
    for pk, name in found.values_list("pk", "unit_name"):
        yield str(pk), f"{name}注册申请"


def _drafts(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = RuleDraft.objects.filter(pk__in=_numbers(keys))
    for pk, title in found.values_list("pk", "title"):
        yield str(pk), f"审核关系草案“{title}”"


def _releases(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = RuleRelease.objects.filter(pk__in=_numbers(keys))
    for pk, title in found.values_list("pk", "title"):
        yield str(pk), f"审核关系发布“{title}”"


def _imports(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    found = RosterImport.objects.filter(pk__in=_numbers(keys))
    for pk, name in found.values_list("pk", "file_name"):
        yield str(pk), f"名录文件“{name}”"


def _reminder_rules(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    for rule in ReminderRule.objects.filter(pk__in=_numbers(keys)):
        yield str(rule.pk), f"催报规则“{rule}”"


_READERS: dict[str, Callable[[Iterable[str]], Iterator[tuple[str, str]]]] = {
    "return": _returns,
    "unit": _units,
    "user": _users,
    "registration": _registrations,
    "draft": _drafts,
    "rules": _releases,
    "import": _imports,
    "rule": _reminder_rules,
}
