"""Scans of stamped copies: asked for by the notice of a year, sent in by the respondent alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ruantong.core.lifecycle import Role, State
from ruantong.core.notices import ScanTerms
from ruantong.core.periods import Frequency, Period
from ruantong.returns.errors import Refused
from ruantong.returns.models import Return, StampedCopy
from ruantong.returns.moving import actions
from ruantong.returns.moving.stamped import ask_for_scans
from ruantong.returns.reading import stamped
from ruantong.returns.regimes import regime_for_period
from ruantong.trail.models import TrailEntry
from tests import people
from tests.passing import seen
from tests.returns import story

pytestmark = pytest.mark.django_db
BASIS = "按渝经信软件〔2024〕8号办理"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def asked(floor: int = 0, *, wanted: bool = True, frequency: str = "monthly") -> None:
    """The city's decision for the periods of 2024."""
    ask_for_scans(
        frequency=frequency, year=2024, wanted=wanted, floor=floor, until=date(2024, 6, 20),
        reason=BASIS, actor=people.chen(),
    )  # fmt: skip


def png(name: str = "盖章.png") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("L", (40, 60)).save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue())


def client() -> Client:
    return people.signed_in(people.alice())


def receipt(ret: Return, number: int = 1) -> str:
    return client().get(f"/returns/{ret.pk}/receipt/{number}/").content.decode()


def send(ret: Return, number: int = 1, file: SimpleUploadedFile | None = None) -> str:
    """What the page says after a file was sent."""
    sent = {"scan": file or png()}
    answer = client().post(f"/returns/{ret.pk}/receipt/{number}/scan", sent, follow=True)
    return str(answer.content.decode())


def status(client: Client, address: str) -> int:
    """Of a file that is read to its end."""
    answer: Any = client.get(address)
    assert b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_nobody_is_asked_without_a_notice() -> None:
    assert "盖章扫描件" not in receipt(story.submitted(story.opened()))


def test_the_receipt_says_that_a_scan_is_wanted_and_until_when() -> None:
    asked()
    text = receipt(story.submitted(story.opened()))
    for said in ("尚未上传", "2024年6月20日", BASIS, "上传盖章扫描件"):
        assert said in text


# 软件业务收入 of the story is 400.50万元.
@pytest.mark.parametrize(("floor", "wanted"), [(400, True), (401, False)])
def test_the_floor_is_that_of_the_notice(floor: int, wanted: bool) -> None:
    asked(floor)
    assert ("上传盖章扫描件" in receipt(story.submitted(story.opened()))) is wanted


def test_a_later_notice_replaces_an_earlier_one() -> None:
    asked()
    asked(wanted=False)
    assert "盖章扫描件" not in receipt(story.submitted(story.opened()))


def test_a_notice_is_for_its_own_returns() -> None:
    asked(frequency="annual")
    assert "盖章扫描件" not in receipt(story.submitted(story.opened()))


def test_what_is_sent_is_kept_and_the_next_one_stands_beside_it() -> None:
    asked()
    ret = story.submitted(story.opened())
    assert "盖章扫描件已保存" in send(ret)
    send(ret)
    kept = StampedCopy.objects.filter(owner=ret, revision=1)
    assert kept.count() == 2
    assert len({copy.file.name for copy in kept}) == 2
    assert "已上传" in receipt(ret)
    answer = client().get(f"/returns/{ret.pk}/scans/{kept[0].pk}/")
    assert b"".join(answer.streaming_content) == png().read()  # type: ignore[attr-defined]
    assert TrailEntry.objects.filter(act="return.scan").count() == 2


@pytest.mark.parametrize(
    "content", [b"", b"MZ not a scan", b"\x89PNG\r\n\x1a\n half", b"%PDF-1.7 without an end"]
)
def test_what_is_no_scan_is_refused(content: bytes) -> None:
    asked()
    ret = story.submitted(story.opened())
    said = send(ret, file=SimpleUploadedFile("盖章.pdf", content))
    assert "盖章扫描件已保存" not in said
    assert not StampedCopy.objects.exists()


def test_a_correction_needs_a_scan_of_its_own() -> None:
    asked()
    ret = story.submitted(story.opened())
    send(ret)
    actions.send_back(ret.pk, actor=people.bo(), target="6.2090.A", reason=story.REASON)
    assert "已撤回、退回或被新的上报代替" in send(ret)
    story.submitted(ret, {"6.2090.A": "98", "6.2080.A": "302"})
    assert "尚未上传" in receipt(ret, 2)
    assert "已上传" in receipt(ret, 1)
    assert "已撤回、退回或被新的上报代替" in send(ret, 1)


def test_nobody_but_the_respondent_sends_one() -> None:
    asked()
    ret = story.submitted(story.opened())
    stranger = people.person("mallory", Role.RESPONDENT, "马洛里", phone="13800000099")
    people.join(stranger, people.make_unit(99))
    for user, status in ((people.bo(), 403), (people.chen(), 403), (stranger, 404)):
        sent = people.signed_in(user).post(
            f"/returns/{ret.pk}/receipt/1/scan", {"scan": png()}, follow=user is stranger
        )
        assert (sent.status_code, user.username) == (status, user.username)
    assert not StampedCopy.objects.exists()


def test_a_desk_sees_the_scan_of_what_it_may_read() -> None:
    asked()
    ret = story.submitted(story.opened())
    bo, chen, eve = (people.signed_in(each()) for each in (people.bo, people.chen, people.eve))
    assert "尚未上传" in bo.get(f"/desk/{ret.pk}/").content.decode()
    send(ret)
    copy = StampedCopy.objects.get()
    own = f"/desk/{ret.pk}/scans/{copy.pk}/"
    assert own in bo.get(f"/desk/{ret.pk}/").content.decode()
    assert status(bo, own) == 200
    assert TrailEntry.objects.filter(act="return.read", actor="bo").exists()
    assert eve.get(own).status_code == 404
    assert chen.get(f"/city/{ret.pk}/scans/{copy.pk}/").status_code == 404
    actions.forward(seen(ret.pk), actor=people.bo())
    assert status(chen, f"/city/{ret.pk}/scans/{copy.pk}/") == 200


def test_the_list_of_the_district_says_who_has_not_sent_one() -> None:
    asked()
    ret = story.submitted(story.opened())
    bo = people.signed_in(people.bo())
    assert "缺盖章件" in bo.get("/desk/?scan=missing").content.decode()
    assert ret.unit.name not in bo.get("/desk/?scan=here").content.decode()
    send(ret)
    assert ret.unit.name in bo.get("/desk/?scan=here").content.decode()
    assert "有盖章件" in bo.get("/desk/?export=csv").content.decode("utf-8-sig")


def test_the_list_is_silent_before_anything_was_filed() -> None:
    asked()
    story.brought_to(State.PASSED, story.opened())
    page = people.signed_in(people.bo()).get("/desk/?scan=missing").content.decode()
    assert people.make_unit().name not in page


def test_only_the_city_decides_and_it_is_asked_once() -> None:
    given = {
        "frequency": "monthly", "year": "2024", "wanted": "1", "floor": "2000", "until": "",
        "reason": BASIS,
    }  # fmt: skip
    chen = people.signed_in(people.chen())
    assert "达到2000的单位" in chen.post("/city/scans/", given).content.decode()
    with pytest.raises(Refused):
        ask_for_scans(
            frequency="monthly", year=2024, wanted=True, floor=0, until=None, reason=BASIS,
            actor=people.bo(),
        )  # fmt: skip


def test_the_notice_of_the_pack_asks_until_the_city_decides_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A notice may ask for scans itself; what the city decides for the year takes its place."""
    period = Period.parse("2024-05")
    regime = regime_for_period(period)
    terms = ScanTerms(400, date(2024, 6, 20), "渝经信软件〔2024〕8号")
    notice = replace(regime.notices[-1], scans={Frequency.MONTHLY: terms})
    monkeypatch.setattr(stamped, "regime_for_period", lambda _: replace(regime, notices=(notice,)))
    text = receipt(story.submitted(story.opened()))
    assert "2024年6月20日" in text
    assert "依据：渝经信软件〔2024〕8号" in text
    asked(wanted=False)
    assert stamped.terms_for(period) is None
    asked(500)
    decided = stamped.terms_for(period)
    assert decided is not None
    assert (decided.floor, decided.basis) == (500, BASIS)
