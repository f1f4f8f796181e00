"""Forms: ``forms/CODE.toml`` with its rows, alone or laid over the form of an earlier edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruantong.core.certainty import Certainty
from ruantong.core.help_texts import source_fault
from ruantong.core.pack_format.faults import Faults
from ruantong.core.pack_format.files import Table, read_table, read_toml
from ruantong.core.pack_format.rows import MAX_DECIMALS, read_rows
from ruantong.core.pack_format.section import Section
from ruantong.core.periods import Frequency
from ruantong.core.regime import Column, ColumnRole, Form, HeadField, Indicator, Kind, RowGroup
from ruantong.core.values import shown

_TEXTS = (
    "number", "name", "ministry_code", "note", "applies", "applies_text", "unit_text",
    "issued_by_label",
)  # fmt: skip
_DEFAULTS = {
    "ministry_code": "", "note": "", "applies": "always", "applies_text": "", "unit_text": "",
}  # fmt: skip


@dataclass(frozen=True)
class FormPlaces:
    """Where the parts of a form that carry no source of their own stand, for later complaints."""

    form: str
    file: str
    applies: int
    code_lists: tuple[tuple[str, int], ...]  # list key, line


def read_forms(
    folder: Path, base: Mapping[str, Form], faults: Faults
) -> tuple[dict[str, Form], list[FormPlaces]]:
    """The forms this folder states, by code; ``base`` are those of the edition it extends."""
    forms: dict[str, Form] = {}
    places: list[FormPlaces] = []
    directory = folder / "forms"
    for path in sorted(directory.glob("*")):
        label = f"{folder.name}/forms/{path.name}"
        if path.suffix not in {".toml", ".csv"}:
            faults.add(label, 1, "forms目录只放表式，应为 表码.toml 和 表码.csv")
        elif path.suffix == ".csv" and not path.with_suffix(".toml").exists():
            faults.add(label, 1, f"缺少同名的{path.stem}.toml，每张表应有一个")
    for path in sorted(directory.glob("*.toml")):
        read = _read_form(folder, path, base.get(path.stem), faults)
        if read is not None:
            forms[path.stem] = read[0]
            places.append(read[1])
    return forms, places


def _read_form(
    folder: Path, path: Path, base: Form | None, faults: Faults
) -> tuple[Form, FormPlaces] | None:
    toml = read_toml(folder, path, faults)
    rows_path = path.with_suffix(".csv")
    table = read_table(folder, rows_path, faults) if rows_path.exists() else None
    if toml is None:
        return None
    section = Section(toml, faults)
    code = section.text("code")
    if code != path.stem:
        section.fault("code", f"表码“{shown(code)}”与文件名不符，应为“{path.stem}”")
    known = {name: getattr(base, name) for name in _TEXTS} if base else _DEFAULTS
    texts = {
        name: section.text(name, known.get(name)) for name in _TEXTS if name != "issued_by_label"
    }
    issuer = section.text("issued_by_label", base.issued_by_label if base else "制定机关")
    frequency = section.choice("frequency", Frequency, base.frequency if base else None)
    certainty = section.choice("certainty", Certainty, base.certainty if base else None)
    references: list[tuple[str, int]] = []
    head = tuple(_head_field(item, references) for item in section.sections("head"))
    columns = _columns(section, references)
    groups = tuple(_row_group(item, references) for item in section.sections("row_groups"))
    removes = section.strings("removes")
    retired = section.pairs("retired") or (dict(base.retired) if base else {})
    section.close()
    if base is not None:
        head, columns, groups = (
            head or base.head_fields,
            columns or base.columns,
            groups or base.row_groups,
        )
    if not columns and not groups:
        section.fault(None, "没有栏，应至少有一段 [[columns]] 或 [[row_groups]]")
    by_key = {column.key: column for column in columns}
    indicators = base.indicators if base else ()
    indicators = _without(indicators, removes, section)
    if table is not None:
        indicators = _with_rows(indicators, table, by_key, bool(base), faults)
    elif base is None and columns:
        faults.add(f"{folder.name}/forms/{rows_path.name}", 1, "缺少该文件，应逐行列出指标")
    for row in indicators:
        if row.code in retired:
            section.fault("retired", f"retired中的“{row.code}”仍是本表的指标，停用的代码不再使用")
    form = Form(
        code=path.stem,
        number=texts["number"],
        name=texts["name"],
        frequency=frequency,
        columns=columns,
        indicators=indicators,
        row_groups=groups,
        head_fields=head,
        ministry_code=texts["ministry_code"],
        certainty=certainty,
        note=texts["note"],
        applies=texts["applies"],
        applies_text=texts["applies_text"],
        unit_text=texts["unit_text"],
        issued_by_label=issuer,
        retired=retired,
    )
    return form, FormPlaces(form.code, toml.file, section.line("applies"), tuple(references))


def _head_field(section: Section, references: list[tuple[str, int]]) -> HeadField:
    field = HeadField(section.text("key"), section.text("name"), section.text("code_list"))
    references.append((field.code_list, section.line("code_list")))
    section.close()
    return field


def _columns(section: Section, references: list[tuple[str, int]]) -> tuple[Column, ...]:
    columns: list[Column] = []
    for item in section.sections("columns"):
        decimals = item.integer("decimals", None)
        if decimals is not None and not 0 <= decimals <= MAX_DECIMALS:
            item.fault("decimals", f"decimals {decimals} 不对，应为0至{MAX_DECIMALS}的整数")
            decimals = None
        column = Column(
            key=item.text("key"),
            name=item.text("name"),
            role=item.choice("role", ColumnRole, ColumnRole.EXTRA),
            kind=item.choice("kind", Kind, Kind.NUMBER),
            decimals=decimals,
            computed=item.flag("computed"),
            code_list=item.text("code_list", "") or None,
            unit_of_measure=item.text("unit", "") or None,
            open_codes=item.flag("open_codes"),
            definition=item.text("definition", ""),
            definition_source=item.text("definition_source", ""),
        )
        if fault := source_fault(column.definition, column.definition_source):
            item.fault("definition", fault)
        if column.code_list:
            references.append((column.code_list, item.line("code_list")))
        if (column.kind in {Kind.CODE, Kind.CODES}) != (column.code_list is not None):
            item.fault("kind", "kind为code、codes时应写code_list，其他类型应不写")
        if any(column.key == other.key for other in columns):
            item.fault("key", f"栏“{shown(column.key)}”重复，每栏的key应只出现一次")
        item.close()
        columns.append(column)
    return tuple(columns)


def _row_group(section: Section, references: list[tuple[str, int]]) -> RowGroup:
    group = RowGroup(
        key=section.text("key"),
        name=section.text("name"),
        columns=_columns(section, references),
        minimum=section.integer("minimum", 0) or 0,
        maximum=section.integer("maximum", 500) or 500,
        decimals=section.integer("decimals", 2) or 0,
        group=section.text("group", "") or None,
        amount=section.text("amount", ""),
    )
    kinds = {column.key: column.kind for column in group.columns}
    if group.amount and (kinds.get(group.amount) is not Kind.NUMBER or not group.line_key):
        section.fault(
            "amount",
            f"amount“{shown(group.amount)}”不对，应为本明细的一个数值栏，且明细另有key为code的栏",
        )
    if not group.columns:
        section.fault(None, "没有栏，应至少有一段 [[row_groups.columns]]")
    if not 0 <= group.minimum <= group.maximum:
        section.fault("maximum", "行数范围不对，应为 0 ≤ minimum ≤ maximum")
    section.close()
    return group


def _without(
    indicators: tuple[Indicator, ...], removes: tuple[str, ...], section: Section
) -> tuple[Indicator, ...]:
    codes = {indicator.code for indicator in indicators}
    for code in removes:
        if code not in codes:
            section.fault("removes", f"要删去的指标“{shown(code)}”在原版表式中不存在")
    return tuple(indicator for indicator in indicators if indicator.code not in removes)


def _with_rows(
    indicators: tuple[Indicator, ...],
    table: Table,
    columns: Mapping[str, Column],
    extending: bool,
    faults: Faults,
) -> tuple[Indicator, ...]:
    """Rows of the file, in order; over an earlier edition they replace or follow named rows."""
    rows = read_rows(table, columns, faults)
    if not extending:
        return tuple(indicator for indicator, _ in rows)
    merged = list(indicators)
    for indicator, after in rows:
        codes = [known.code for known in merged]
        line = indicator.source.line if indicator.source else 1
        if indicator.code in codes and not after:
            merged[codes.index(indicator.code)] = indicator
        elif indicator.code in codes:
            message = f"“{indicator.code}”原版已有，替换它时“after”应为空"
            faults.add(table.file, line, message)
        elif after in codes:
            merged.insert(codes.index(after) + 1, indicator)
        else:
            faults.add(
                table.file,
                line,
                f"新增的“{indicator.code}”没有写明位置，“after”应为它前一行的代码，"
                f"现为“{shown(after)}”",
            )
    return tuple(merged)
