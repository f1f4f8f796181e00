"""Telephone numbers, postcodes and e-mail addresses as people write them."""

from collections.abc import Callable

import pytest

from ruantong.core.identifiers import email_fault, mobile_fault, phone_fault, postcode_fault

Fault = Callable[[str | None], str | None]
GOOD: list[tuple[Fault, list[str]]] = [
    (mobile_fault, ["13800000000", " 138 0000 0000", "１９９００００００００"]),
    (
        phone_fault,
        ["63899999", "023-63899999", "02363899999", "023-63899999-801", "(023)63899999"],
    ),
    (postcode_fault, ["400015", "４０００１５"]),
    (email_fault, ["a@b.cn", "wang.fang+bao@mail.example.com.cn", "x_1@a-b.com"]),
]
BAD: list[tuple[Fault, list[str | None], str]] = [
    (mobile_fault, ["", "12800000000", "1380000000", "138000000000", "1380000000a"], "11位"),
    (phone_fault, [None, "123", "023-13899999", "23-63899999", "电话"], "区号"),
    (postcode_fault, ["", "4000", "4000155", "40001a"], "6位数字"),
    (
        email_fault,
        ["", "a", "a@b", "a@@b.cn", "a b@c.cn", ".a@b.cn", "a..b@c.cn", "a@-b.cn", "a@b.cn\nx"],
        "name@example.com",
    ),
]


@pytest.mark.parametrize(("fault", "text"), [(f, t) for f, texts in GOOD for t in texts])
def test_accepted(fault, text):
    assert fault(text) is None


@pytest.mark.parametrize(
    ("fault", "text", "expected"), [(f, t, e) for f, texts, e in BAD for t in texts]
)
def test_refused_with_what_is_expected(fault, text, expected):
    message = fault(text)
    assert message
    assert expected in message
    assert message.isprintable()
