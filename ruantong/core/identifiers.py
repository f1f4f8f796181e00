"""Codes and contacts a unit registers with: what is wrong with one, in a Chinese sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ruantong.core.limits import EMAIL
from ruantong.core.phones import parse_phone
from ruantong.core.text import without_marks
from ruantong.core.values import shown

# GB 32100-2015 (regime §9.10): 31 characters, weights are the powers of 3 modulo 31.
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11714 (regime §9.10).
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# 个体工商户 are no legal persons; some of their early codes hold no organisation code.
_SOLE_TRADER = "92"

_POSTCODE = re.compile(r"[0-9]{6}")
_EMAIL = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_%+-])?"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


#: Format → fault → what is said of it; the browser fills the same words (ADR 0078).
FAULTS: Mapping[str, Mapping[str, str]] = {
    "统一社会信用代码": {
        "missing": "未填写统一社会信用代码，应为18位",
        "length": "统一社会信用代码“{0}”是{1}位，应为18位",
        "character": (
            "统一社会信用代码“{0}”第{1}位“{2}”不允许使用，应为数字或大写字母（不含I、O、S、V、Z）"
        ),
        "check": (
            "统一社会信用代码“{0}”校验不通过：按前17位计算，末位应为“{1}”，现为“{2}”，请核对营业执照"
        ),
        "organisation": (
            "统一社会信用代码“{0}”校验不通过：第9至17位是组织机构代码，"
            "第17位应为“{1}”，现为“{2}”，请核对营业执照"
        ),
    },
    "组织机构代码": {
        "missing": "未填写组织机构代码，应为9位",
        "length": "组织机构代码“{0}”是{1}位，应为9位（8位本体代码和1位校验码）",
        "character": "组织机构代码“{0}”应只含数字和大写字母",
        "check": "组织机构代码“{0}”校验不通过：末位应为“{1}”，现为“{2}”",
    },
    "移动电话": {
        "missing": "未填写移动电话，应为以1开头的11位手机号码",
        "wrong": "移动电话“{0}”不正确，应为以1开头的11位手机号码",
    },
    "固定电话": {
        "missing": "未填写固定电话，应为区号-号码（如023-63899999，分机写作-801）或400、800号码",
        "wrong": (
            "固定电话“{0}”不正确，应为区号-号码（如023-63899999，分机写作-801）或400、800号码"
        ),
    },
    "邮政编码": {
        "missing": "未填写邮政编码，应为6位数字",
        "wrong": "邮政编码“{0}”不正确，应为6位数字",
    },
    "电子邮箱": {
        "missing": "未填写电子邮箱，应形如name@example.com",
        "wrong": "电子邮箱“{0}”不正确，应形如name@example.com",
    },
}


def normalise_identifier(text: str | None) -> str:
    """Half-width, upper case, without any space or mark: as codes are kept and compared."""
    plain = unicodedata.normalize("NFKC", without_marks(text or ""))
    return "".join(plain.split()).upper()


def normalise_phone(text: str | None) -> str:
    """The written form of a telephone number; what is none keeps its characters, half-width."""
    found = parse_phone(text or "")
    return str(found) if found else normalise_identifier(text)


def uscc_check_digit(first17: str) -> str:
    """The 18th character of a 统一社会信用代码; ``ValueError`` unless 17 allowed characters."""
    if len(first17) != 17 or any(c not in _USCC_ALPHABET for c in first17):
        raise ValueError("应为17位统一社会信用代码本体码")
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def make_uscc(prefix16: str) -> str:
    """A 统一社会信用代码 from its first 16 characters (registration samples, demo data)."""
    first16 = normalise_identifier(prefix16)
    first17 = first16 + _organisation_check_digit(first16[8:])
    return first17 + uscc_check_digit(first17)


def uscc_fault(text: str | None) -> str | None:
    """``None`` for a valid 统一社会信用代码, otherwise the reason; reads the normalised text."""
    code = normalise_identifier(text)
    say = FAULTS["统一社会信用代码"]
    if not code:
        return say["missing"]
    if len(code) != 18:
        return say["length"].format(shown(code), len(code))
    wrong = [(i, c) for i, c in enumerate(code, start=1) if c not in _USCC_ALPHABET]
    if wrong:
        place, character = wrong[0]
        return say["character"].format(code, place, shown(character))
    expected = uscc_check_digit(code[:17])
    if code[17] != expected:
        return say["check"].format(code, expected, code[17])
    expected = _organisation_check_digit(code[8:16])
    if code[16] != expected and not code.startswith(_SOLE_TRADER):
        return say["organisation"].format(code, expected, code[16])
    return None


def _organisation_check_digit(body: str) -> str:
    """The ninth character of an organisation code; ``ValueError`` unless eight allowed ones."""
    if len(body) != 8 or any(c not in _ORGANISATION_ALPHABET for c in body):
        raise ValueError("应为8位组织机构代码本体代码")
    total = sum(
        _ORGANISATION_ALPHABET.index(c) * w
        for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def organisation_code(uscc: str) -> str:
    """The 组织机构代码 held in positions 9–17 of a 统一社会信用代码, written ``XXXXXXXX-X``."""
    code = normalise_identifier(uscc)
    return f"{code[8:16]}-{code[16]}"


def organisation_code_fault(text: str | None) -> str | None:
    """``None`` for a valid 组织机构代码 (with or without hyphen), otherwise the reason."""
    code = normalise_identifier(text).replace("-", "")
    say = FAULTS["组织机构代码"]
    if not code:
        return say["missing"]
    if len(code) != 9:
        return say["length"].format(shown(code), len(code))
    if any(c not in _ORGANISATION_ALPHABET for c in code):
        return say["character"].format(shown(code))
    expected = _organisation_check_digit(code[:8])
    if code[8] != expected:
        return say["check"].format(code, expected, code[8])
    return None


def mobile_fault(text: str | None) -> str | None:
    """``None`` for a mainland mobile number, otherwise the reason."""
    found = parse_phone(text or "")
    if found and found.kind == "mobile":
        return None
    return _fault("移动电话", normalise_phone(text))


def phone_fault(text: str | None) -> str | None:
    """``None`` for a landline, 400 or 800 number, with or without extension, else the reason."""
    found = parse_phone(text or "")
    if found and found.kind != "mobile":
        return None
    return _fault("固定电话", normalise_phone(text))


def postcode_fault(text: str | None) -> str | None:
    """``None`` for a six-digit 邮政编码, otherwise the reason."""
    number = normalise_identifier(text)
    if _POSTCODE.fullmatch(number):
        return None
    return _fault("邮政编码", number)


def email_fault(text: str | None) -> str | None:
    """``None`` for a usable e-mail address, otherwise the reason."""
    address = unicodedata.normalize("NFKC", without_marks(text or "")).strip()
    if len(address) <= EMAIL and ".." not in address and _EMAIL.fullmatch(address):
        return None
    return _fault("电子邮箱", address)


def _fault(name: str, text: str) -> str:
    return FAULTS[name]["wrong"].format(shown(text)) if text else FAULTS[name]["missing"]
