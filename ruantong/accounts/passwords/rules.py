"""What is wrong with a password as somebody's new one, in Chinese sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator

from ruantong.accounts.policy import policy
from ruantong.core.lifecycle import Role

KINDS = ("大写字母", "小写字母", "数字", "其他字符")
FEWEST_DIFFERENT = 5
# of a text that everybody knows, this much in a row is too much; of Chinese writing less
_PIECE, _CHINESE_PIECE = 6, 2
_SEQUENCE = 4
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]{2,}")
_MOBILE_OR_IDENTITY = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")
_LEET = str.maketrans({"@": "a", "0": "o", "$": "s", "1": "l", "3": "e"})


def hint(role: Role | str) -> str:
    """What is asked, before anything is typed; it says all that :func:`faults` checks."""
    classes = policy().password_classes.of(role)
    mixed = f"，含{'、'.join(KINDS)}中的至少{classes}类" if classes else ""
    return (
        f"不少于{policy().password_length.of(role)}个字符{mixed}；"
        "不能含用户名、姓名、手机号、电子邮箱、单位名称或信用代码，"
        "不能以重复或连续的字符为主，不能是手机号、身份证号或常见密码。"
    )


def faults(password: str, facts: Mapping[str, list[str]], role: Role | str) -> list[str]:
    """Every sentence that applies; ``facts`` are what everybody may know, by label."""
    return list(_faults(password, facts, role))


def _faults(password: str, facts: Mapping[str, list[str]], role: Role | str) -> Iterator[str]:
    least, classes = policy().password_length.of(role), policy().password_classes.of(role)
    if len(password) < least:
        yield f"密码过短，只有{len(password)}个字符，应不少于{least}个字符。"
    if len(found := _kinds(password)) < classes:
        having = "、".join(found) or "空白"
        yield f"密码只含{having}，应含{'、'.join(KINDS)}中的至少{classes}类。"
    for label, texts in facts.items():
        if any(_near(password, text) for text in texts if text):
            yield f"密码含有{label}或与其相近，请换一个。"
    if _common(password):
        yield "密码过于常见，容易被猜到，请换一个。"
    elif _repeats(password):
        yield "密码的字符重复过多，容易被猜到，请换一个。"
    elif _in_sequence(password) * 2 > len(password):
        yield "密码以连续的字符为主（如1234、abcd、qwer），容易被猜到，请换一个。"
    elif _MOBILE_OR_IDENTITY.fullmatch(_letters_and_digits(password)):
        yield "密码是手机号或身份证号的样子，容易被猜到，请换一个。"


def _kinds(password: str) -> list[str]:
    present = (
        any(c.isascii() and c.isupper() for c in password),
        any(c.isascii() and c.islower() for c in password),
        any(c.isascii() and c.isdigit() for c in password),
        any(not (c.isascii() and c.isalnum()) and not c.isspace() for c in password),
    )
    return [kind for kind, there in zip(KINDS, present, strict=True) if there]


def _letters_and_digits(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _near(password: str, text: str) -> bool:
    """A piece of the text stands in the password, or the password is the text and some digits."""
    typed, known = _letters_and_digits(password), _letters_and_digits(text.partition("@")[0])
    if not known:
        return False
    if typed.strip("0123456789") == known.strip("0123456789") != "":
        return True
    if len(known) >= 4 and (known in typed or typed in known):
        return True
    if any(known[at : at + _PIECE] in typed for at in range(len(known) - _PIECE + 1)):
        return True
    named = _CHINESE.findall(text)
    return len(text) <= 4 and any(piece in password for piece in named)


def _repeats(password: str) -> bool:
    """Few different characters, or one short group again and again."""
    folded = password.casefold()
    return len(set(folded)) < FEWEST_DIFFERENT or bool(
        re.fullmatch(r"(.{1,5}?)\1{2,}.{0,4}", folded, re.DOTALL)
    )


def _in_sequence(password: str) -> int:
    """How many characters stand in runs along the alphabet, the digits or the keyboard."""
    text, counted, at = password.casefold(), 0, 0
    while at < len(text):
        length = max((_run(text[at:], step) for step in (1, -1)), default=1)
        length = max(length, *(_along(text[at:], row) for row in _rows()))
        if length >= _SEQUENCE:
            counted += length
        at += length if length >= _SEQUENCE else 1
    return counted


def _run(text: str, step: int) -> int:
    length = 1
    while length < len(text) and ord(text[length]) - ord(text[length - 1]) == step:
        length += 1
    return length


def _along(text: str, row: str) -> int:
    length = 1
    while length < len(text) and text[: length + 1] in row:
        length += 1
    return length


def _common(password: str) -> bool:
    folded = password.casefold().strip()
    plain = _letters_and_digits(password)
    listed, habits = _listed(), _habits()
    return bool(
        {folded, plain, folded.translate(_LEET), _letters_and_digits(folded.translate(_LEET))}
        & listed
    ) or any(made in habits for made in (plain, *_halves(folded)))


def _halves(folded: str) -> Iterator[str]:
    """The same with signs read as the letters they stand for, in the word alone."""
    digits = re.search(r"[\d\W_]*$", folded)
    cut = digits.start() if digits else len(folded)
    yield _letters_and_digits(folded[:cut].translate(_LEET)) + _letters_and_digits(folded[cut:])


@cache
def _listed() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _data() -> Mapping[str, list[str]]:
    text = Path(__file__).with_name("habits.toml").read_text(encoding="utf-8")
    read: Mapping[str, list[str]] = tomllib.loads(text)
    return read


@cache
def _habits() -> frozenset[str]:
    data = _data()
    pairs = {(word, number) for word in data["words"] for number in data["numbers"]}
    return frozenset({w + n for w, n in pairs} | {n + w for w, n in pairs})


@cache
def _rows() -> tuple[str, ...]:
    rows = _data()["keyboard"]
    return (*rows, *(row[::-1] for row in rows))
