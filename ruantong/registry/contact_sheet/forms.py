"""The sheet as it is typed: a line for each person, checked cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms

from ruantong.core import limits
from ruantong.registry.contact_sheet import lines
from ruantong.registry.contact_sheet.acts import MOST_PEOPLE
from ruantong.registry.contact_sheet.lines import COLUMNS, Line
from ruantong.registry.fields import ChoiceField
from ruantong.registry.models.contacts import DUTIES, LEADER, STAFF
from ruantong.web.fields import LineField

_LIMITS = {
    "name": limits.PERSON, "office": limits.POSITION, "post": limits.POSITION,
    "phone": limits.PHONE, "mobile": limits.MOBILE, "email": limits.EMAIL, "qq": limits.QQ,
}  # fmt: skip
_ADD, _LINES = "add", "lines"


class LineForm(forms.Form):
    """One person; a line of which nothing but the duty is stated is no line."""

    duty = ChoiceField(COLUMNS["duty"], choices=DUTIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, longest in _LIMITS.items():
            self.fields[key] = LineField(label=COLUMNS[key], longest=longest, required=False)

    def clean(self) -> dict[str, Any]:
        stated = {key: self.cleaned_data.get(key, "") for key in COLUMNS}
        self.line = lines.written(Line(**stated))
        if not self.line.blank:
            for key, problem in lines.faults(self.line).items():
                if key not in self.errors:
                    self.add_error(key, problem)
        return self.cleaned_data


class SheetForm:
    """All lines together. ``posted`` is what was sent, None for the page as it is opened."""

    def __init__(self, stored: Sequence[Line], posted: Any = None) -> None:
        self.posted = posted
        self.general: list[str] = []
        if posted is None:
            shown = list(stored) or [Line(LEADER), Line(STAFF)]
            self.rows = [
                LineForm(prefix=str(place), initial=asdict(line))
                for place, line in enumerate(shown, start=1)
            ]
            return
        self.rows = [
            LineForm(posted, prefix=str(place)) for place in range(1, self._sent(posted) + 1)
        ]
        if self.adds and len(self.rows) < MOST_PEOPLE:
            place = len(self.rows) + 1
            self.rows.append(LineForm(prefix=str(place), initial={"duty": STAFF}))

    @staticmethod
    def _sent(posted: Any) -> int:
        text = str(posted.get(_LINES, ""))
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        return min(number, MOST_PEOPLE)

    @property
    def adds(self) -> bool:
        """A line more is wanted, nothing is to be stored yet."""
        return self.posted is not None and _ADD in self.posted

    @property
    def full(self) -> bool:
        """There is no room for another line."""
        return len(self.rows) >= MOST_PEOPLE

    def is_valid(self) -> bool:
        """True when every line can be kept and each duty has somebody."""
        faults = [form for form in self.rows if not form.is_valid()]  # each is asked
        fine = not faults
        missing = lines.missing_duties(self.lines) if fine else []
        self.general = [f"请至少填写一名{label}。" for label in missing]
        return fine and not missing

    @property
    def lines(self) -> list[Line]:
        """The stated lines of a valid form."""
        return [form.line for form in self.rows if not form.line.blank]

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every fault with the field that it leads to, for the summary above the table."""
        found = [{"href": "#sheet", "text": text} for text in self.general]
        for place, form in enumerate(self.rows, start=1):
            found += [
                {"href": f"#{bound.auto_id}", "text": f"第{place}行：{text}"}
                for bound in form
                for text in bound.errors
            ]
        return found
