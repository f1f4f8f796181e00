"""The foot of the form: who answers for the figures. By law a form without it may be refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ruantong.core.identifiers import mobile_fault, normalise_phone, phone_fault
from ruantong.core.limits import PERSON, PHONE
from ruantong.core.regime import Kind, Regime
from ruantong.core.text import TextFault, checked_line, one_line
from ruantong.core.values import shown
from ruantong.returns.errors import Refused

REPORTED_ON = "reported_on"  # 报出日期, the platform's own
_CONTACTS = (Kind.MOBILE, Kind.PHONE)


class FootFaults(Refused):
    """Everything that is wrong with the foot, by field; the message tells all of it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("".join(faults.values()))
        self.faults = dict(faults)


def checked_signatories(regime: Regime, given: Mapping[str, str], today: date) -> dict[str, str]:
    """单位负责人、统计负责人、填表人, at least one 联系电话, and 报出日期; ``FootFaults`` names all that lacks."""
    fields = {field.key: field for field in regime.foot}
    if unknown := [key for key in given if key not in fields]:
        raise Refused(f"表尾没有“{shown(str(unknown[0]))}”一项。")
    checked: dict[str, str] = {}
    faults: dict[str, str] = {}
    for key, field in fields.items():
        if key == REPORTED_ON:
            continue
        contact = field.kind in _CONTACTS
        try:
            text = _text(field.name, str(given.get(key) or ""), PHONE if contact else PERSON)
            if not contact and not text:
                raise Refused(f"请填写{field.name}；表尾签署人齐全才能上报。")
            if text:
                checked[key] = _contact(field.kind, text) if contact else text
        except Refused as refused:
            faults[key] = refused.message
    contacts = [key for key, field in fields.items() if field.kind in _CONTACTS]
    if contacts and not any(key in checked or key in faults for key in contacts):
        faults[contacts[0]] = (
            "请填写联系电话（移动电话或固定电话至少一个）；表尾签署人齐全才能上报。"
        )
    if faults:
        raise FootFaults(faults)
    if REPORTED_ON in fields:
        checked[REPORTED_ON] = today.isoformat()
    return checked


def _contact(kind: Kind, text: str) -> str:
    """A number as kept; a mobile number is welcome in the line for landlines."""
    fault = mobile_fault(text) if kind is Kind.MOBILE else phone_fault(text) and mobile_fault(text)
    if fault:
        raise Refused(f"{fault}。" if kind is Kind.MOBILE else f"{phone_fault(text)}。")
    return normalise_phone(text)


def _text(name: str, typed: str, longest: int) -> str:
    try:
        return checked_line(typed, longest)
    except TextFault as fault:
        raise Refused(f"{name}“{shown(one_line(typed))}”的{fault.message}。") from None
