"""Old documents do not change: what was filed comes out as it was, whatever the register says now."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from ruantong.accounts.models import User
from ruantong.core.content import content_hash
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.gateways import clock
from ruantong.outputs.actions import run
from ruantong.registry.models import District, ReportingUnit
from ruantong.returns.errors import NotFound
from ruantong.returns.models import Return, Revision
from ruantong.returns.moving import actions
from ruantong.returns.reading.access import readable_revision, return_for, returns_visible_to
from tests import people
from tests.passing import seen
from tests.returns.story import (  # fmt: skip
    APRIL,
    GOOD,
    MAY,
    MAY_LAST_YEAR,
    SIGNED,
    accepted,
    earlier,
    explain,
    fresh,
    opened,
    report_of,
    submit,
    submitted,
    validated,
)

pytestmark = pytest.mark.django_db
OLD, NEW = "渝中旧名软件有限公司", "渝中新名软件有限公司"
OTHER_PARK = "两江软件园"
# 环比 of cells whose month needs the earlier return; that of a stock is told by May alone.
RATE = re.compile(r'(?<!6[.]2112)([.]E" tabindex="-1")>[^<]*</td>')


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with clock.at("2024-06-10"):
        yield


def the_unit() -> ReportingUnit:
    return people.make_unit(
        1, name=OLD, park=people.PARK, category="工业软件", form7_from="",
        contact_name="旧联系人", contact_phone="023-63890001",
    )  # fmt: skip


def documents(ret: Return, run_pk: int) -> dict[str, bytes]:
    """Everything that tells of a filed return, by who reads it and where.

    Reviewers look before it is read: 查阅记录 then says that they did, whatever the register says.
    """
    alice, bo, chen, pei = people.alice(ret.unit), people.bo(), people.chen(), people.pei()
    for reviewer, address in ((bo, f"/desk/{ret.pk}/"), (chen, f"/city/{ret.pk}/")):
        people.signed_in(reviewer).get(address)
    pages: list[tuple[User, str]] = [
        (alice, f"/returns/{ret.pk}/receipt/1/"),
        (alice, f"/returns/{ret.pk}/"),
        (alice, f"/returns/{ret.pk}/history/"),
        (alice, f"/returns/{ret.pk}/6/"),
        (alice, f"/returns/{ret.pk}/6/?revision=1"),
        (alice, f"/returns/{ret.pk}/6/print/"),
        (alice, f"/returns/{ret.pk}/6/print/?revision=1"),
        (alice, "/returns/?export=xlsx"),
        (bo, f"/desk/{ret.pk}/"),
        (bo, f"/desk/?period={ret.period}&q={OLD}"),
        (bo, f"/desk/?period={ret.period}&export=xlsx"),
        (chen, f"/city/{ret.pk}/"),
        (chen, f"/city/returns/?period={ret.period}"),
        (chen, f"/city/returns/?period={ret.period}&export=xlsx"),
        (chen, f"/tables/main/{ret.period}/trace/software_revenue/"),
        (chen, f"/tables/main/{ret.period}/trace/software_revenue/?export=csv"),
        (bo, f"/tables/main/{ret.period}/trace/software_revenue/"),
        (chen, f"/tables/main/{ret.period}/"),
        (chen, f"/tables/runs/{run_pk}/"),
        (pei, f"/park/?period={ret.period}"),
        (pei, f"/park/?period={ret.period}&export=csv"),
    ]
    found = {}
    for user, address in pages:
        answer = people.signed_in(user).get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found[f"{user.username} {address}"] = plain(answer)
    return found


def plain(answer: Any) -> bytes:
    """The body; files unpacked, and without what differs between two requests for one page."""
    body = answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts = sorted(name for name in book.namelist() if not name.startswith("docProps/"))
            return b"".join(book.read(name) for name in parts)
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)


def rename(ret: Return) -> None:
    ReportingUnit.objects.filter(pk=ret.unit_id).update(name=NEW)


def move(ret: Return) -> None:
    ReportingUnit.objects.filter(pk=ret.unit_id).update(
        district=people.EVE_DISTRICT, division_code="500105", address="江北区新址9号"
    )


def reclassify(ret: Return) -> None:
    ReportingUnit.objects.filter(pk=ret.unit_id).update(
        industry_code="6520", park=OTHER_PARK, category="嵌入式软件"
    )


def off_the_list(ret: Return) -> None:
    """Corrected for the past too: from the first period on the unit is on no list."""
    ret.unit.roster.update(last_period="2019-12")


CHANGES: dict[str, Callable[[Return], None]] = {
    "the unit is renamed": rename,
    "the unit moves to another district": move,
    "industry, park and category change": reclassify,
    "the unit leaves the lists": off_the_list,
}


def filed() -> tuple[Return, int]:
    ret = accepted(opened(the_unit()))
    return ret, run(MAY, actor=people.chen()).pk


@pytest.mark.parametrize("change", CHANGES)
def test_every_document_of_a_filed_return_comes_out_byte_equal(change: str) -> None:
    ret, run_pk = filed()
    before = documents(ret, run_pk)
    assert any(OLD.encode() in body for body in before.values())
    CHANGES[change](ret)
    after = documents(ret, run_pk)
    assert [name for name in before if before[name] != after[name]] == []


def test_people_who_sign_later_do_not_sign_what_was_filed() -> None:
    ret = earlier(the_unit(), MAY_LAST_YEAR)
    alice = people.signed_in(people.alice(ret.unit))
    names = (f"/returns/{ret.pk}/receipt/1/", f"/returns/{ret.pk}/6/print/?revision=1")
    before = [plain(alice.get(name)) for name in names]
    User.objects.filter(username="alice").update(display_name="新填报员", phone="13900000001")
    signed = {**SIGNED, "unit_head": "新负责人", "mobile": "13900000001"}
    later = validated(opened(ret.unit), {**GOOD, "6.2090.A": "101"})
    submit(later, people.alice(ret.unit), signatories=signed)
    assert "新负责人" in alice.get(f"/returns/{later.pk}/receipt/1/").content.decode()
    page = [alice.get(name) for name in names]
    # The head of every page names who is signed in; the document itself does not.
    assert ["新负责人" in plain(each).decode() for each in page] == [False, False]
    shown = re.compile(rb"<article.*</article>|<main.*</main>", re.DOTALL)
    assert [shown.findall(text) for text in before] == [shown.findall(plain(e)) for e in page]


@pytest.mark.parametrize("opened_by", ["撤回", "退回"])
def test_a_correction_of_an_earlier_period_does_not_rewrite_what_was_filed_on_it(
    opened_by: str,
) -> None:
    """环比 on a print of May is reckoned with April as it was when May was filed; the district no
    longer sees rates that tell figures which the enterprise has taken back.
    """
    grown = {"6.2010.A": "1300", "6.2050.A": "700", "6.2080.A": "390", "6.2111.A": "250"}
    april = earlier(the_unit(), APRIL)
    may = validated(opened(april.unit), {**GOOD, **grown})
    for key in report_of(may)["unexplained"]:
        explain(
            may.pk, actor=people.alice(), finding_key=key, text="新签云服务合同，本月起确认收入"
        )
    actions.validate(may.pk, actor=people.alice())
    submit(may, people.alice())
    alice, bo = people.signed_in(people.alice()), people.signed_in(people.bo())
    pages = ((alice, f"/returns/{may.pk}/6/print/?revision=1"), (bo, f"/desk/{may.pk}/"))

    def sheets() -> list[list[str]]:
        found = [client.get(address).content.decode() for client, address in pages]
        return [re.findall(r'<td class="cell.*?</td>', text, re.DOTALL) for text in found]

    before = sheets()
    if opened_by == "撤回":
        actions.withdraw(april.pk, actor=people.alice())
        before[1] = [RATE.sub(r"\1></td>", cell) for cell in before[1]]
    else:
        actions.send_back(
            april.pk, actor=people.bo(), target="6.2010.A", reason="收入变化大，请核实"
        )
    submitted(april, {**GOOD, "6.2010.A": "1100", "6.2050.A": "690", "6.2080.A": "310"})
    assert all(before)
    assert sheets() == before  # beside the sheet the correction is told


def test_a_district_renamed_in_the_code_list_keeps_its_name_on_what_was_filed() -> None:
    ret, _ = filed()
    chen = people.signed_in(people.chen())
    pages = (f"/city/{ret.pk}/", f"/tables/main/{MAY}/trace/software_revenue/?export=csv")
    before = [chen.get(address).content.decode() for address in pages]
    District.objects.filter(pk=people.BO_DISTRICT).update(name="渝中新区")
    after = [chen.get(address).content.decode() for address in pages]
    assert all("渝中区" in text for text in before)
    assert all("渝中区" in text and "渝中新区" not in text for text in after)


def test_a_draft_shows_what_the_register_says_now() -> None:
    ret = validated(opened(the_unit()))
    rename(ret)
    client = people.signed_in(people.alice(ret.unit))
    for address in (f"/returns/{ret.pk}/", f"/returns/{ret.pk}/6/print/"):
        page = client.get(address).content.decode()
        assert NEW in page
        assert OLD not in page


def test_each_submission_keeps_the_facts_of_its_own_day() -> None:
    ret = submitted(opened(the_unit()), GOOD)
    alice = people.alice(ret.unit)
    actions.withdraw(ret.pk, actor=alice)
    rename(ret)
    validated(fresh(ret), {**GOOD, "6.2113.A": "1"})
    assert report_of(ret)
    submit(ret, alice)
    client = people.signed_in(alice)
    first = client.get(f"/returns/{ret.pk}/receipt/1/").content.decode()
    second = client.get(f"/returns/{ret.pk}/receipt/2/").content.decode()
    assert OLD in first and NEW not in first  # noqa: PT018 -- one document, one name
    assert NEW in second and OLD not in second  # noqa: PT018 -- one document, one name


def test_the_register_is_part_of_what_the_content_hash_covers() -> None:
    """Two submissions that differ in nothing but the unit's name are two documents."""
    ret = submitted(opened(the_unit()))
    alice = people.alice(ret.unit)
    actions.withdraw(ret.pk, actor=alice)
    actions.save(ret.pk, actor=alice, version=ret.own_draft.version, cells={"6.2113.A": "1"})
    actions.save(
        ret.pk, actor=alice, version=fresh(ret).own_draft.version, cells={"6.2113.A": ""}
    )  # the same figures again
    rename(ret)
    actions.validate(ret.pk, actor=alice)
    second = submit(ret, alice)
    first = Revision.objects.get(owner=ret, number=1)
    assert first.forms == second.forms
    assert first.content_hash != second.content_hash


# ---- who sees what after a move ---------------------------------------------------------------


def readers() -> dict[str, User]:
    return {
        "old district": people.bo(),
        "new district": people.eve(),
        "old park": people.pei(),
        "new park": people.person("par", Role.PARK, "帕园区", park=OTHER_PARK, phone="13800000098"),
        "city": people.chen(),
    }


def test_a_filed_return_stays_with_the_district_and_park_it_was_filed_in() -> None:
    ret = submitted(opened(the_unit()))
    move(ret)
    reclassify(ret)
    seen = {
        who: returns_visible_to(user).filter(pk=ret.pk).exists() for who, user in readers().items()
    }
    assert seen == {"old district": True, "new district": False, "old park": True,
                    "new park": False, "city": True}  # fmt: skip
    assert readable_revision(people.bo(), fresh(ret)) is not None
    assert readable_revision(people.eve(), fresh(ret)) is None
    with pytest.raises(NotFound):
        return_for(people.eve(), ret.pk)


def test_what_is_opened_after_the_move_belongs_to_the_new_district_and_park() -> None:
    ret = submitted(opened(the_unit()))
    move(ret)
    reclassify(ret)
    with clock.at("2024-07-05"):
        later = opened(ret.unit, Period.parse("2024-06"))
        seen = {
            who: returns_visible_to(user).filter(pk=later.pk).exists()
            for who, user in readers().items()
        }
        assert people.signed_in(people.bo()).get(f"/desk/{later.pk}/").status_code == 404
    assert seen == {"old district": False, "new district": True, "old park": False,
                    "new park": True, "city": True}  # fmt: skip


def test_the_old_district_goes_on_with_what_it_had_open() -> None:
    ret = submitted(opened(the_unit()))
    move(ret)
    assert actions.forward(seen(ret.pk), actor=people.bo())[0].moved
    assert not actions.forward(seen(ret.pk), actor=people.eve())[0].moved


def test_submissions_from_before_get_the_facts_known_today_and_keep_their_hash() -> None:
    """What the data migration does for an installation that has filed already."""
    ret, run_pk = filed()
    wanted = documents(ret, run_pk)
    printed = Revision.objects.get(owner=ret).content_hash
    Revision.objects.update(facts={}, hash_form=1)
    Return.objects.update(filed_name="", filed_park="")
    import_module("ruantong.returns.migrations.0007_register_facts").keep_facts(apps, None)
    assert documents(ret, run_pk) == wanted
    assert Revision.objects.get(owner=ret).content_hash == printed
    rename(ret)
    assert documents(ret, run_pk) == wanted


def test_the_hash_of_a_submission_covers_the_facts_in_the_form_it_was_made_in() -> None:
    told: tuple[Any, ...] = (
        "pack",
        "2024-05",
        {"uscc": "X", "name": OLD},
        {"6": {}},
        [],
        {"preparer": "丙"},
    )
    renamed = (*told[:2], {"uscc": "X", "name": NEW}, *told[3:])
    assert content_hash(*told) != content_hash(*renamed)
    assert content_hash(*told, form=1) == content_hash(*renamed, form=1)
    # As printed on receipts before the register was a part of the submission.
    said = '["pack","2024-05","X",{"6":{}},[],{"preparer":"丙"}]'
    assert content_hash(*told, form=1) == "sha256:" + sha256(said.encode()).hexdigest()
