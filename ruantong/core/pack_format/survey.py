"""The part of ``regime.toml`` that names the survey's own words: what is stated, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ruantong.core.certainty import Certainty
from ruantong.core.pack_format.section import Section
from ruantong.core.pack_format.selective import read_method
from ruantong.core.periods import Frequency
from ruantong.core.survey import FACTS, Counterpart, Headline, Money, Roster, ScopeKind
from ruantong.core.values import shown

_KEY = re.compile(r"[a-z][a-z0-9_]{0,11}")
_POWER = re.compile(r"-?[1-4]")


def read_survey(section: Section) -> dict[str, Any]:
    """The fields of a :class:`Survey` that an edition states; the others are inherited."""
    stated = _site(site) if (site := section.section("site")) else {}
    for name, read in (
        ("rosters", _roster),
        ("scopes", _scope),
        ("headlines", _headline),
        ("selective", read_method),
        ("money", _money),
        ("december", _counterpart),
    ):
        entries = section.sections(name)
        if entries:
            stated[name] = tuple(read(entry) for entry in entries)
            _unlike(entries, name)
    if register := section.pairs("register"):
        stated["register"] = register
        for fact in register:
            if fact not in FACTS:
                section.fault(
                    "register", f"register中的“{shown(fact)}”不对，应为：{'、'.join(FACTS)}"
                )
    if starts := section.strings("starts"):
        stated["starts"] = starts
    if measures := section.pairs("measures"):
        stated["measures"] = measures
    return stated


def _site(site: Section) -> dict[str, Any]:
    """What the platform calls things."""
    stated: dict[str, Any] = {}
    for key in (
        "title",
        "mark",
        "contacts",
        "entrance",
        "unit_slips",
        "scope_whole",
    ):
        if site.has(key):
            stated[key] = site.text(key)
    if site.has("common_in_names"):
        stated["common_in_names"] = site.strings("common_in_names")
    if site.has("contacts_due"):
        stated["contacts_due"] = _day_of_year(site, "contacts_due")
    site.close()
    return stated


def _day_of_year(section: Section, key: str) -> tuple[int, int] | None:
    """“02-29” is the last day of February in any year."""
    text = section.text(key)
    try:
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        section.fault(key, f"{key}“{shown(text)}”不对，应为月-日，如02-29")
        return None
    return day.month, day.day


def _unlike(entries: list[Section], name: str) -> None:
    """Entries of one kind are told apart by one key."""
    by = {
        "headlines": "frequency",
        "selective": "frequency",
        "money": "unit",
        "december": "cell",
    }.get(name, "key")
    seen: set[object] = set()
    for entry in entries:
        value = entry.data.get(by)
        if value in seen:
            entry.fault(by, f"[[{name}]]的{by}“{shown(str(value))}”重复，应各不相同")
        seen.add(value)


def _roster(section: Section) -> Roster:
    key = section.text("key")
    if not _KEY.fullmatch(key):
        section.fault("key", f"名录的key“{shown(key)}”不对，应为至多12个小写字母、数字和下划线")
    roster = Roster(
        key=key,
        name=section.text("name"),
        frequency=section.choice("frequency", Frequency),
        tag=section.text("tag", ""),
        note=section.text("note", ""),
        coverage=section.text("coverage", ""),
    )
    if key in list(Frequency) and key != roster.frequency.value:
        section.fault("frequency", f"“{key}”名录的frequency应为{key}")
    section.close()
    return roster


def _scope(section: Section) -> ScopeKind:
    kind = ScopeKind(
        section.text("key"),
        section.text("label"),
        section.text("text"),
        mainly=section.flag("mainly", False),
        figure=section.text("figure", ""),
        share=section.text("share", ""),
        floor=section.text("floor", ""),
    )
    if bool(kind.figure) != bool(kind.share):
        section.fault("share", "纳统类别的figure和share应一同填写")
    section.close()
    return kind


def _headline(section: Section) -> Headline:
    headline = Headline(
        section.choice("frequency", Frequency), section.text("cell"), section.text("name")
    )
    section.close()
    return headline


def _money(section: Section) -> Money:
    given: Mapping[str, str] = section.pairs("slips")
    for power in given:
        if not _POWER.fullmatch(power):
            section.fault("slips", f"slips中的“{shown(power)}”不对，应为差几位：1至4，偏小写负数")
    slips = {int(power): text for power, text in given.items() if _POWER.fullmatch(power)}
    money = Money(section.text("unit"), slips)
    section.close()
    return money


def _counterpart(section: Section) -> Counterpart:
    found = Counterpart(
        section.text("cell"),
        section.text("month"),
        section.choice("certainty", Certainty),
        section.text("note", ""),
    )
    if not found.same and not found.note:
        section.fault("note", "certainty为G的，应在note中写明口径有何不同")
    section.close()
    return found
