"""The fixed people of all tests, their units and districts. Each function may be called again.

Alice files for a unit of 渝中区, Bo reviews 渝中区, Eve reviews 江北区, Chen and Ding are the city, Dai the
association, Pei a park; Sun, Mi and An are the system, security and audit administrators.
"""

from __future__ import annotations

from typing import Any

import pyotp
from django.test import Client

from ruantong.accounts.actions import create_account
from ruantong.accounts.models import User
from ruantong.accounts.second_factor import recovery, totp
from ruantong.accounts.second_factor.factors import add_authenticator, required_of
from ruantong.accounts.second_factor.models import Authenticator
from ruantong.core.identifiers import make_uscc
from ruantong.core.lifecycle import Role
from ruantong.gateways import clock
from ruantong.registry.models import District, Membership, ReportingUnit, RosterEntry
from ruantong.registry.survey.codes import code_list
from ruantong.registry.units.districts import seed_districts

PASSWORD = "tongji-lianwang-2024"
BO_DISTRICT, EVE_DISTRICT = "500103", "500105"
PARK = "仙桃数据谷"


def district(code: str = BO_DISTRICT) -> District:
    """A reporting district; all 41 are there after the first call."""
    if not District.objects.exists():
        seed_districts(code_list("districts"))
    return District.objects.get(pk=code)


def make_unit(
    serial: int = 1,
    *,
    name: str = "",
    district_code: str = BO_DISTRICT,
    annual_from: str = "2020",
    monthly_from: str = "2020-02",
    form7_from: str = "",
    **fields: Any,
) -> ReportingUnit:
    """The unit number ``serial`` of a district with its rosters ("" leaves one out)."""
    uscc = make_uscc(f"91{district_code}MA5U{serial:04}")
    existing = ReportingUnit.objects.filter(uscc=uscc).first()
    if existing:
        return existing
    unit = ReportingUnit.objects.create(
        uscc=uscc,
        name=name or f"测试软件{serial}号有限公司",
        district=district(district_code),
        **{
            "division_code": district_code,
            "address": "测试路1号",
            "industry_code": "6513",
            "valid_from": "2020-01-01",
            **fields,
        },
    )
    if unit.valid_to:
        unit.absences.create(first=unit.valid_to, reason="已办理注销登记")
    rosters = {"annual": annual_from, "monthly": monthly_from, "form7": form7_from}
    for roster, first in rosters.items():
        if first:
            RosterEntry.objects.create(unit=unit, roster=roster, first_period=first)
    return unit


def join(user: User, unit: ReportingUnit) -> None:
    """Make ``user`` a respondent of ``unit``."""
    Membership.objects.get_or_create(
        user=user, unit=unit, until=None, defaults={"since": clock.now()}
    )


def person(username: str, role: Role, display_name: str, **fields: Any) -> User:
    """The account of that name, made when it is missing."""
    existing = User.objects.filter(username=username).first()
    return existing or create_account(
        actor=None,
        username=username,
        role=role,
        display_name=display_name,
        password=PASSWORD,
        phone_proven="phone" in fields,
        **fields,
    )


def alice(unit: ReportingUnit | None = None) -> User:
    """The respondent; of unit 1 of 渝中区 unless another one is given."""
    user = person("alice", Role.RESPONDENT, "艾丽丝", phone="13800000001")
    join(user, unit or make_unit())
    return user


def bo() -> User:
    district()
    return person("bo", Role.DISTRICT, "薄区县", district_code=BO_DISTRICT, phone="13800000002")


def eve() -> User:
    district()
    return person("eve", Role.DISTRICT, "伊区县", district_code=EVE_DISTRICT, phone="13800000003")


def chen() -> User:
    return person("chen", Role.CITY, "陈市级", phone="13800000004")


def ding() -> User:
    """The second officer of the city: what one proposes the other releases."""
    return person("ding", Role.CITY, "丁市级", phone="13800000010")


def dai() -> User:
    return person("dai", Role.ASSOCIATION, "戴协会", phone="13800000005")


def pei() -> User:
    return person("pei", Role.PARK, "裴园区", park=PARK, phone="13800000006")


def sun() -> User:
    return person("sun", Role.SYSTEM_ADMIN, "孙系统", phone="13800000007")


def mi() -> User:
    return person("mi", Role.SECURITY_ADMIN, "米安全", phone="13800000008")


def an() -> User:
    return person("an", Role.AUDIT_ADMIN, "安审计", phone="13800000009")


EVERYONE = {
    Role.RESPONDENT: alice,
    Role.DISTRICT: bo,
    Role.CITY: chen,
    Role.ASSOCIATION: dai,
    Role.PARK: pei,
    Role.SYSTEM_ADMIN: sun,
    Role.SECURITY_ADMIN: mi,
    Role.AUDIT_ADMIN: an,
}


def signed_in(user: User) -> Client:
    """A browser of the test client in which ``user`` has signed in, with all the policy wants."""
    client = Client()
    client.force_login(user)
    if required_of(user):
        show_second_factor(client, user)
    return client


def show_second_factor(client: Client, user: User) -> None:
    """``user`` enters with a recovery code; who has no second factor gets one."""
    if not Authenticator.objects.filter(user=user).exists():
        secret = totp.new_secret()
        code = pyotp.TOTP(secret).at(int(totp.machine_time()))
        add_authenticator(actor=user, name="测试手机", secret=secret, code=code)
    user.refresh_from_db()
    answer = client.post("/login/second-factor/", {"code": recovery.renew(user)[0]})
    assert answer.status_code == 302, answer.content.decode()
