"""What connects CAS and SMS is checked when the platform starts, and named in Chinese."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from ruantong.gateways.sms import TEMPLATES
from ruantong.site import doors
from tests.house.tree import ROOT

SMS = {
    "RUANTONG_SMS": "http",
    "RUANTONG_SMS_URL": "https://sms.example/v1/send",
    "RUANTONG_SMS_KEY": "k",
    "RUANTONG_SMS_SECRET": "s",
    "RUANTONG_SMS_TEMPLATES": ", ".join(f"{name}=T-{name}" for name in TEMPLATES),
}


def test_nothing_connected() -> None:
    found = doors.read({}, trial=False)
    assert found.sms_gateway.endswith("UnavailableSms")
    assert found.cas_server == ""
    assert doors.read({}, trial=True).sms_gateway.endswith("OutboxSms")


def test_a_provider_and_a_server() -> None:
    given = SMS | {
        "RUANTONG_CAS": "https://sso.example.gov.cn/cas/",
        "RUANTONG_CAS_ATTRIBUTES": "uscc=TYDM,username=user",
    }
    found = doors.read(given, trial=False)
    assert found.sms_gateway.endswith("HttpSms")
    assert found.sms_templates["handover"] == "T-handover"
    assert found.cas_server == "https://sso.example.gov.cn/cas"
    assert (found.cas_attributes["uscc"], found.cas_attributes["phone"]) == ("TYDM", "mobile")


def test_a_mail_server() -> None:
    given = {
        "RUANTONG_SMTP": "smtps://tongji:p%40ss@mail.example",
        "RUANTONG_EMAIL_FROM": "a@example.cn",
    }
    found = doors.read(given, trial=True)
    assert (found.email_host, found.email_port, found.email_password) == (
        "mail.example",
        465,
        "p@ss",
    )
    assert (found.email_ssl, found.email_tls, found.email_kept) == (True, False, False)
    assert not doors.read({}, trial=False).email_kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"RUANTONG_SMS": "outbox"}, "只用于演示"),
        ({"RUANTONG_SMS": "pigeon"}, "应为 http 或 file"),
        ({"RUANTONG_SMS": "file"}, "RUANTONG_SMS_FILE"),
        (SMS | {"RUANTONG_SMS_SECRET": ""}, "RUANTONG_SMS_SECRET"),
        (SMS | {"RUANTONG_SMS_TEMPLATES": "code=1"}, "缺少：secret"),
        (SMS | {"RUANTONG_SMS_TEMPLATES": "kode=1"}, "“kode”不对"),
        (SMS | {"RUANTONG_SMS_URL": "http://sms.example/"}, "https://"),
        ({"RUANTONG_SMTP": "mail.example"}, "smtps://"),
        ({"RUANTONG_SMTP": "smtps://mail.example"}, "RUANTONG_EMAIL_FROM"),
        ({"RUANTONG_CAS": "http://sso.example/cas"}, "https://"),
        ({"RUANTONG_CAS": "sso.example"}, "https://"),
        ({"RUANTONG_CAS_ATTRIBUTES": "name=x"}, "“name”不对"),
    ],
)
def test_what_cannot_work_is_refused_at_start(given: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        doors.read(given, trial=False)


def test_every_variable_is_in_the_manual() -> None:
    source = (ROOT / "ruantong/site/doors.py").read_text(encoding="utf-8")
    manual = (ROOT / "docs/sign-in.md").read_text(encoding="utf-8")
    named = set(re.findall(r"RUANTONG_[A-Z]+(?:_[A-Z]+)*", source)) | {
        f"RUANTONG_SMS_{name}" for name in ("URL", "KEY", "SECRET", "TEMPLATES", "FILE")
    }
    assert {name for name in named if f"`{name}`" not in manual} == set()
