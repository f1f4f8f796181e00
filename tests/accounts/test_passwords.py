"""What a new password may not be: near what everybody knows, repeated, in sequence, or common."""

from __future__ import annotations

from typing import Any

import pytest

from ruantong.accounts.models import User
from ruantong.accounts.passwords import facts_of, faults, hint
from ruantong.core.lifecycle import Role
from tests import people
from tests.house.tree import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    unit = people.make_unit(name="渝中山城软件有限公司")
    user = people.alice(unit)
    user.email = "ailisi.wang@example.com"
    user.save()
    return user


def said(user: User, password: str) -> str:
    return "".join(faults(password, facts_of(user), user.role))


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        (" " * 10, "重复过多"),
        ("aaaaaaaaaaaa", "重复过多"),
        ("abcabcabcabc", "重复过多"),
        ("xy7xy7xy7xy7", "重复过多"),
        ("13800000001", "手机号"),
        ("138-0000-0001", "手机号"),
        ("my138000000", "手机号"),
        ("艾丽丝2024年的密码", "姓名"),
        ("alice-2024-99", "用户名"),
        ("2024alice2024", "用户名"),
        ("ailisi.wang.77", "电子邮箱"),
        ("渝中山城软件有限公司", "单位名称"),
        ("在山城软件有限公司上班", "单位名称"),
        ("91500103MA5U0001", "统一社会信用代码"),
        ("my-500103ma5u-x", "统一社会信用代码"),
        ("1234567890", "常见"),
        ("9876543210xy", "连续的字符"),
        ("abcdefghij-7", "连续的字符"),
        ("qwertyuiop97", "连续的字符"),
        ("13955718092", "手机号或身份证号的样子"),
        ("11010119900307123X", "手机号或身份证号的样子"),
        ("woaini5201314", "常见"),
        ("WoAiNi@1314520", "常见"),
        ("P@ssw0rd123456", "常见"),
        ("Admin@123456", "常见"),
        ("Aa@123456789", "常见"),
        ("123456789.abc", "常见"),
        ("chongqing@123", "常见"),
        ("我爱你5201314", "常见"),
        ("short-1", "密码过短，只有7个字符，应不少于10个字符。"),
    ],
)
def test_what_is_easily_guessed_is_refused_with_the_reason(
    alice: User, password: str, expected: str
) -> None:
    assert expected in said(alice, password)


@pytest.mark.parametrize(
    "password",
    [
        people.PASSWORD,
        "yangguang-dadao-88",
        "quanxin-mima-2024",
        "七点一刻在江边跑步半小时",
        "correct horse battery",
        "Rk7!vb2#Lq9$",
    ],
)
def test_what_is_hard_to_guess_is_taken(alice: User, password: str) -> None:
    assert said(alice, password) == ""


def test_the_policy_in_force_says_how_long_and_of_what(alice: User, settings: Any) -> None:
    settings.POLICY = "dengbao3"
    assert "只含小写字母、其他字符，应含" in said(alice, "quanxin-mima-lu")
    assert said(alice, "quanxin-Mima-lu") == ""
    assert "至少3类" in hint(Role.RESPONDENT)
    settings.POLICY = "asvs5"
    assert said(alice, "quanxin-mima-lu") == ""
    assert "应不少于15个字符" in said(alice, "quanxin-Mima-7")


def test_the_page_says_before_what_it_says_after(alice: User) -> None:
    """Everything that can be refused stands in the hint, at every place a password is chosen."""
    browser = people.signed_in(alice)
    page = browser.get("/account/password/").content.decode()
    assert hint(alice.role) in page
    for word in (
        "用户名",
        "姓名",
        "手机号",
        "电子邮箱",
        "单位名称",
        "信用代码",
        "重复",
        "连续",
        "常见",
    ):
        assert word in hint(alice.role)
    given = {"current": people.PASSWORD, "new": "13800000001", "again": "13800000001"}
    answer = browser.post("/account/password/", given)
    assert answer.status_code == 422
    assert "密码含有手机号或与其相近" in answer.content.decode()


def test_there_is_one_rule_for_passwords() -> None:
    """Django's validators are not set up here: asked instead of ours they would take anything."""
    used = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "ruantong").rglob("*.py")
        if "validate_password(" in path.read_text(encoding="utf-8")
    ]
    assert used == []
