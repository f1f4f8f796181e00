"""Whole documents: one form of a return, and a blank form of an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruantong.core.days import chinese_day
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import Form, Regime
from ruantong.gateways import clock
from ruantong.returns.filing.register_facts import RegisterFacts
from ruantong.returns.models import Return, Revision
from ruantong.returns.paper.sheets import Paper, form_part
from ruantong.returns.paper.standing import DRAFT, standing
from ruantong.returns.paper.typesetting import typeset
from ruantong.returns.sheets.build import sheet_of
from ruantong.returns.sheets.model import Sheet
from ruantong.web.document import Document
from ruantong.web.templatetags.ui import moment

# Lines that a blank form leaves for writing, where the form allows as many.
_BLANK_LINES = 15
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BLANK_PERIODS = {
    Frequency.QUARTERLY: "20　　年　　季度",
    Frequency.MONTHLY: "20　　年1—　　月",
}


@dataclass(frozen=True)
class Pdf:
    """A finished document and the name it is stored under, without an ending."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Filed:
    """What is printed of one return. Without ``revision`` it is what the respondent has typed."""

    ret: Return
    regime: Regime
    facts: RegisterFacts
    foot: tuple[tuple[str, str], ...]
    decision: str
    revision: Revision | None

    @property
    def period(self) -> Period:
        return self.ret.parsed_period

    @property
    def signed(self) -> tuple[tuple[str, str], ...]:
        """The foot with its day as it is written on paper."""
        return tuple((name, _day(value)) for name, value in self.foot)

    @property
    def mark(self) -> str:
        return standing(self.ret, self.revision) if self.revision else DRAFT

    @property
    def state(self) -> str:
        """The line that tells this printing from any other."""
        made = f"生成时间 {moment(clock.now())}"
        if self.revision is None:
            return f"未上报的草稿，不作为正式报表。　{made}"
        filed = f"第{self.revision.number}次上报，{moment(self.revision.submitted_at)}"
        return f"{filed}　{made}　内容校验值 {self.revision.content_hash}"

    @property
    def title(self) -> str:
        """Unit, period and which submission, as they stand at the foot of every page."""
        which = f"第{self.revision.number}次上报" if self.revision else DRAFT
        return f"{self.facts.name}　{self.period.label}　{which}"

    def part(self, sheet: Sheet, mark: str) -> dict[str, Any]:
        """One form of it for the layout."""
        return form_part(
            Paper(
                sheet=sheet,
                period_text=self.period.label,
                mark=mark,
                state=self.state,
                foot=self.signed,
                facts=self.facts,
                decision=self.decision,
            )
        )


def _day(text: str) -> str:
    return chinese_day(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def form_pdf(filed: Filed, sheet: Sheet) -> Pdf:
    """One form as it was filed, or as it is typed."""
    form = sheet.form
    return document_pdf(
        f"{form.number}{form.name}",
        filed.facts.name,
        f"{form.number}　{filed.title}",
        [filed.part(sheet, filed.mark)],
        named(filed, f"{form.number}{form.name}"),
    )


def blank_pdf(regime: Regime, form: Form) -> Pdf:
    """The form with nothing in it, to be filled in by hand."""
    sheet = sheet_of(regime, form, {}, editable=True, spare_lines=_BLANK_LINES)
    part = form_part(
        Paper(
            sheet=sheet,
            period_text=_BLANK_PERIODS.get(form.frequency, "20　　年"),
            mark="",
            state="",
            foot=tuple((field.name, "") for field in regime.foot),
            blank=True,
        )
    )
    about = f"{form.number}　{form.name}　{regime.name}（{regime.edition}）"
    name = Document(f"{form.number}{form.name}", 1, period=f"空白表{regime.edition}").file_name
    return document_pdf(
        f"{form.number}{form.name}（空白表）", regime.validity.issued_by, about, [part], name
    )


def named(filed: Filed, title: str) -> str:
    """Title, period, unit and which submission."""
    which = f"第{filed.revision.number}次上报" if filed.revision else "草稿"
    view = (filed.facts.name, which)
    return Document(title, 1, period=str(filed.period), view=view).file_name


def document_pdf(
    title: str, author: str, about: str, parts: list[dict[str, Any]], name: str
) -> Pdf:
    document = {"title": title, "author": author, "about": about, "parts": parts}
    return Pdf(typeset(document, made_at=clock.now()), name)
