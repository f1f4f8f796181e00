"""A regime pack (a folder of TOML, CSV and rule text) to a :class:`Regime`, or all its faults.

Format: docs/pack-format.md; reasons: ADR 0020–0022.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ruantong.core.notices import asked_for
from ruantong.core.pack_calendar import check_calendar
from ruantong.core.pack_format.codes import read_code_lists
from ruantong.core.pack_format.digest import content_hash
from ruantong.core.pack_format.faults import Faults, PackError, PackFault
from ruantong.core.pack_format.forms import read_forms
from ruantong.core.pack_format.head import PackHead, read_head
from ruantong.core.pack_format.ledger import check_ledger, read_ledger
from ruantong.core.pack_format.notices import read_notices
from ruantong.core.pack_format.questions import check_questions, read_questions
from ruantong.core.pack_format.references import (
    check_parameter_names,
    check_references,
    check_survey,
)
from ruantong.core.pack_format.rule_files import RuleTexts, read_rule_texts
from ruantong.core.pack_format.tables import FILE as TABLES
from ruantong.core.pack_format.tables import read_tables
from ruantong.core.periods import Period
from ruantong.core.regime import Form, Regime
from ruantong.core.rules.formula import with_columns
from ruantong.core.rules.ruleset import check_rules
from ruantong.core.served import PeriodRange
from ruantong.core.survey import Roster, Survey
from ruantong.core.values import shown

__all__ = ["PackError", "PackFault", "load_pack", "load_packs", "regime_for"]

_DEEPEST = 8
_Loaded = tuple[Regime, PackHead]


def load_pack(folder: Path) -> Regime:
    """Read, check and freeze one pack and the editions it extends; raises :class:`PackError`."""
    return _in_use(_Loader().load(folder.resolve())[0])


def load_packs(directory: Path) -> dict[str, Regime]:
    """Every pack of a directory by key; raises :class:`PackError` with the faults of all.

    No period may be served by two editions.
    """
    faults = Faults()
    loader = _Loader()
    loaded: list[_Loaded] = []
    for folder in sorted(directory.resolve().iterdir()):
        if not (folder / "regime.toml").is_file():
            continue
        try:
            loaded.append(loader.load(folder))
        except PackError as error:
            faults.found.extend(error.faults)
    _check_overlaps(loaded, faults)
    faults.raise_if_any()
    return {regime.key: _in_use(regime) for regime, _ in loaded}


def regime_for(regimes: Mapping[str, Regime], period: Period) -> Regime:
    """The edition that serves a period; :class:`PackError` when none does, or when no notice asks for
    returns of its frequency.
    """
    for regime in regimes.values():
        if regime.serves_period(period):
            if asked_for(regime.notices, period.frequency):
                return regime
            message = f"没有通知布置{period.frequency.label}，{period.label}不需要填报"
            raise PackError([PackFault("packs", 1, message)])
    for regime in regimes.values():
        if gap := regime.gap(period):
            raise PackError([PackFault("packs", 1, gap)])
    known = "、".join(sorted(regimes)) or "（没有载入制度包）"
    raise PackError([PackFault("packs", 1, f"没有制度版本适用于{period.label}，现有：{known}")])


def _in_use(regime: Regime) -> Regime:
    """An edition without the forms that no notice asks for, and what belongs to them. They are read
    and checked like the others and come into use with the notice.
    """
    forms = tuple(form for form in regime.forms if asked_for(regime.notices, form.frequency))
    codes = {form.code for form in forms}
    rosters = tuple(
        each for each in regime.survey.rosters if asked_for(regime.notices, each.frequency)
    )
    used = replace(
        regime,
        forms=forms,
        unasked=tuple(form for form in regime.forms if form.code not in codes),
        rules=tuple(rule for rule in regime.rules if rule.form in codes),
        computations=tuple(step for step in regime.computations if step.form in codes),
        survey=replace(regime.survey, rosters=rosters),
    )
    return replace(used, content_hash=content_hash(used))


class _Loader:
    """Reads folders, each once, however many editions extend it."""

    def __init__(self) -> None:
        self._read: dict[Path, _Loaded | PackError] = {}

    def load(self, folder: Path, below: tuple[str, ...] = ()) -> _Loaded:
        """One folder; ``below`` are the editions that led here through ``extends``."""
        if folder not in self._read:
            try:
                self._read[folder] = self._load(folder, (*below, folder.name))
            except PackError as error:
                self._read[folder] = error
        found = self._read[folder]
        if isinstance(found, PackError):
            raise found
        return found

    def _load(self, folder: Path, chain: tuple[str, ...]) -> _Loaded:
        faults = Faults()
        head = read_head(folder, faults)
        if head is None:
            raise PackError(faults.found)
        base = self._base(folder, head, chain, faults)
        if head.extends is not None and base is None:
            faults.raise_if_any()  # without its base an edition would seem to lack everything
        regime = _build(folder, head, base, faults)
        faults.raise_if_any()
        for fault in check_rules(regime):
            faults.add(fault.file, fault.line, f"第{fault.column}列：{fault.message}")
        tables = read_tables(self._tables_folder(folder, head), regime, faults)
        notices = read_notices(folder, base.notices if base else (), tables, faults)
        regime = replace(regime, tables=tables, notices=notices)
        check_calendar(folder, regime, faults)
        faults.raise_if_any()
        return regime, head

    def _tables_folder(self, folder: Path, head: PackHead) -> Path:
        """Where the output tables of an edition lie: with it, or with what it extends."""
        while not (folder / TABLES).is_file() and head.extends is not None:
            folder = folder.parent / head.extends
            head = self.load(folder)[1]
        return folder

    def _base(
        self, folder: Path, head: PackHead, chain: tuple[str, ...], faults: Faults
    ) -> Regime | None:
        """The edition a pack extends; its own faults are added to the pack's."""
        if head.extends is None:
            return None
        line = head.lines["extends"]
        if head.extends in chain or len(chain) > _DEEPEST:
            way = " → ".join((*chain, head.extends))
            faults.add(head.file, line, f"extends绕成一圈：{way}，应指向更早的版本")
            return None
        parent = folder.parent / head.extends
        if not (parent / "regime.toml").is_file():
            message = f"extends“{shown(head.extends)}”不存在，应为相邻的制度包目录"
            faults.add(head.file, line, message)
            return None
        try:
            return self.load(parent, chain)[0]
        except PackError as error:
            faults.found.extend(error.faults)
            faults.add(head.file, line, f"所沿用的制度包“{head.extends}”有错，应先改正")
            return None


def _build(folder: Path, head: PackHead, base: Regime | None, faults: Faults) -> Regime:
    """The regime a folder states, laid over the edition it extends."""
    lists = dict(base.code_lists) if base else {}
    lists.update(read_code_lists(folder, faults))
    forms, places = read_forms(folder, base.form if base else {}, faults)
    merged = _merge_forms(base, forms, head, faults)
    texts = read_rule_texts(folder, {form.code for form in merged}, faults)
    rules = RuleTexts.of(base).updated(texts, head, faults)
    regime = Regime(
        key=head.key,
        name=head.name or (base.name if base else ""),
        edition=head.edition,
        validity=head.validity,
        serves=head.serves,
        forms=merged,
        code_lists=lists,
        parameters={**(base.parameters if base else {}), **head.parameters},
        parameter_names={**(base.parameter_names if base else {}), **head.parameter_names},
        rules=rules.rules,
        computations=with_columns(rules.computations, {form.code: form for form in merged}),
        reserved_rules=rules.reserved,
        texts={**(base.texts if base else {}), **head.texts},
        options={**(base.options if base else {}), **head.options},
        foot=head.foot or (base.foot if base else ()),
        survey=_survey(base.survey if base else Survey(), head, merged),
        extends=head.extends,
        questions=read_questions(folder, base.questions if base else (), faults),
        ledger=read_ledger(folder, base.ledger if base else (), faults),
    )
    if not regime.forms:
        faults.add(f"{folder.name}/forms", 1, "没有任何表式，forms目录中应至少有一张表")
    check_references(regime, places, faults)
    check_parameter_names(regime, head, faults)
    check_survey(regime, head, faults)
    check_questions(regime, folder, faults)
    check_ledger(regime, folder, faults)
    return regime


def _survey(base: Survey, head: PackHead, forms: Iterable[Form]) -> Survey:
    """The words an edition states over those it inherits; every frequency has its general roster."""
    survey = replace(base, **head.survey)
    named = {roster.key for roster in survey.rosters}
    missing = [
        Roster(frequency.value, f"{frequency.label}名录", frequency)
        for frequency in dict.fromkeys(form.frequency for form in forms)
        if frequency.value not in named
    ]
    return replace(survey, rosters=(*missing, *survey.rosters))


def _merge_forms(
    base: Regime | None, forms: Mapping[str, Form], head: PackHead, faults: Faults
) -> tuple[Form, ...]:
    inherited = dict(base.form) if base else {}
    for code in head.removes_forms:
        if inherited.pop(code, None) is None:
            faults.add(head.file, head.lines["removes"], f"要删去的表“{shown(code)}”原版没有")
    inherited.update(forms)
    return tuple(inherited[code] for code in sorted(inherited))


def _check_overlaps(loaded: Iterable[_Loaded], faults: Faults) -> None:
    ranges: list[tuple[str, PeriodRange]] = []
    for regime, head in loaded:
        for served, line in zip(head.serves, head.serves_lines, strict=True):
            for other_key, other in ranges:
                same = served.frequency is other.frequency
                starts = other.last is None or served.first <= other.last
                ends = served.last is None or other.first <= served.last
                if same and starts and ends:
                    message = (
                        f"适用的{served.frequency.label}报告期与{other_key}重叠"
                        f"（{other.first}起至{other.last or '不限'}），每期应只属于一个版本"
                    )
                    faults.add(head.file, line, message)
            ranges.append((regime.key, served))
