"""From a balance to the return: proposed, confirmed, previewed, taken, and used again next month."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ruantong.core.cellref import CellRef
from ruantong.core.content import get
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.regime import Form
from ruantong.gateways import clock
from ruantong.returns.ledger import store
from ruantong.returns.ledger.waiting import forget_old
from ruantong.returns.models import Draft, LedgerMapping, PendingBalance, PendingWorkbook, Return
from ruantong.returns.pages.page import Filing
from ruantong.trail.models import TrailEntry
from tests import people
from tests.returns.ledger.balances import ACCOUNTS, ONE_ROW, as_csv, as_xlsx
from tests.returns.story import fill, forwarded, opened, submitted

pytestmark = pytest.mark.django_db
REVENUE, PROFIT, PAY = "6.2010.A", "6.2090.A", "6.2111.A"
CREDIT, DEBIT = "year_credit", "year_debit"


class Desk:
    """The page of one form as a respondent uses it."""

    def __init__(self, ret: Return, client: Client | None = None, form: str = "6") -> None:
        self.ret, self.path = ret, f"/returns/{ret.pk}/{form}/ledger/"
        self.client = client or people.signed_in(people.alice(ret.unit))

    def upload(self, accounts: list[list[Any]] = ACCOUNTS) -> str:
        return self.post("upload", file=as_xlsx([ONE_ROW, *accounts]))

    def post(self, act: str, /, **sent: Any) -> str:
        answer = self.client.post(f"{self.path}{act}", sent, follow=True)
        self.status = answer.status_code
        return answer.content.decode()

    def page(self) -> str:
        return self.client.get(self.path).content.decode()

    def keep(self, *terms: tuple[str, str, str, str], **sent: Any) -> str:
        """Terms as cell, sign, account and column."""
        places: dict[str, int] = {}
        for ref, sign, account, measure in terms:
            at = places[ref] = places.get(ref, -1) + 1
            for name, value in (("sign", sign), ("account", account), ("measure", measure)):
                sent[f"{ref}:{at}:{name}"] = value
        return self.post(
            "keep", **{"version": self.version, "act": "keep", "confirm": PROFIT, **sent}
        )

    def of_colleague(self) -> Desk:
        """The same page for somebody else of the enterprise."""
        bob = people.person("bob", Role.RESPONDENT, "鲍勃", phone="13800000077")
        people.join(bob, self.ret.unit)
        return Desk(self.ret, people.signed_in(bob))

    @property
    def version(self) -> int:
        latest = LedgerMapping.objects.order_by("-version").first()
        return latest.version if latest else 0

    def stored(self, ref: str) -> str:
        return get(Draft.objects.get(owner=self.ret).forms, CellRef.parse(ref))


@pytest.fixture
def desk() -> Desk:
    return Desk(fill(opened()))


SIMPLE = (
    (REVENUE, "1", "600101 软件产品", CREDIT),
    (REVENUE, "1", "技术服务", CREDIT),
    (PROFIT, "1", "6001", CREDIT),
    (PROFIT, "-1", "6602 管理费用", DEBIT),
)


def test_a_balance_is_mapped_previewed_and_taken_by_the_one_save(desk: Desk) -> None:
    told = desk.upload()
    assert "读出10个科目" in told
    assert "建议" in told
    told = desk.keep(*SIMPLE)
    assert "已保存对应关系第1版，2个指标" in told
    assert "12,345,678.90" in told
    assert "<strong>1,234.57</strong>万元" in told
    assert "折合1234.56789万元，按2位小数四舍五入" in told, "what was rounded is said"
    shown = desk.post("preview")
    assert "1000.00 → <strong>1234.57</strong>" in shown
    assert "600101 软件产品 本年累计贷方发生额10,000,000.00＋600102 技术服务" in shown
    assert "100.00 → <strong>1234.48</strong>" in shown, "12345678.90 - 900.00, in 万元"
    assert "没有对应关系、不改动的指标：" in shown
    assert desk.stored(REVENUE) == "1000.00"
    desk.client.post(f"/returns/{desk.ret.pk}/workbook/take")
    assert (desk.stored(REVENUE), desk.stored(PROFIT)) == ("1234.57", "1234.48")


def test_no_proposal_is_taken_before_it_is_confirmed(desk: Desk) -> None:
    desk.upload()
    assert "还没有确认过对应关系" in desk.post("preview")
    proposed = ((REVENUE, "1", "6001", CREDIT), (PAY, "1", "221101", CREDIT))
    desk.keep(*proposed, confirm=REVENUE)
    assert set(LedgerMapping.objects.get().expressions) >= {REVENUE}
    assert PAY not in LedgerMapping.objects.get().expressions
    assert "从业人员工资总额" not in desk.post("preview").partition("没有对应关系")[0]
    desk.keep(*proposed, act="confirm")
    assert LedgerMapping.objects.get(version=2).expressions[PAY]


def test_a_sum_of_very_many_accounts_is_kept_whole(desk: Desk) -> None:
    """As of a balance that has the details alone: assets of form 2 are all of them."""
    codes = range(112201, 112266)
    assets = [[str(code), f"客户{code}", *[1] * 8] for code in codes]
    annual = Desk(opened(desk.ret.unit, Period.parse("2023")), form="2")
    told = annual.upload(assets)
    assert "共130项，逐项查看" in told, "each in debit and in credit"
    terms = [
        ("2.A09.A", sign, str(code), measure)
        for sign, measure in (("1", "closing_debit"), ("-1", "closing_credit"))
        for code in codes
    ]
    annual.keep(*terms, act="confirm")
    assert len(LedgerMapping.objects.get().expressions["2.A09.A"]) == 130


def test_an_account_and_its_detail_together_are_refused_and_nothing_typed_is_lost(
    desk: Desk,
) -> None:
    desk.upload()
    told = desk.keep(*SIMPLE, (REVENUE, "1", "6001", CREDIT), (PAY, "1", "9999 不存在", CREDIT))
    assert desk.status == 422
    assert "“600101 软件产品”是“6001 主营业务收入”的明细科目" in told
    assert "没有科目“9999 不存在”" in told
    assert 'value="9999' in told
    assert not LedgerMapping.objects.exists()


def test_next_month_the_mapping_is_used_again_and_what_changed_is_shown(desk: Desk) -> None:
    desk.upload()
    desk.keep(*SIMPLE)
    with clock.at("2024-07-05"):
        june = Desk(opened(desk.ret.unit, Period.parse("2024-06")))
        others = [row for row in ACCOUNTS if row[0] != "600102"]
        told = june.upload([*others, ["6051", "其他业务收入", *[0] * 8]])
        assert "本次新出现的科目1个：6051 其他业务收入" in told
        assert "上次有、本次没有的科目1个：600102 技术服务" in told
        assert "“6001 主营业务收入”本年累计贷方发生额12,345,678.90元，不等于明细科目之和" in told
        shown = june.post("preview")
        assert "主营业务收入：余额表没有科目“600102 技术服务”，没有计算" in shown
        assert list(PendingWorkbook.objects.get(owner=june.ret).typed) == [PROFIT]
        june.post("preview", absent="1")
        assert PendingWorkbook.objects.get(owner=june.ret).typed[REVENUE] == "1000.00"


def test_two_people_do_not_overwrite_each_others_mapping(desk: Desk) -> None:
    desk.upload()
    desk.keep(*SIMPLE)
    colleague = desk.of_colleague()
    colleague.upload()
    told = colleague.keep((PAY, "1", "2211", CREDIT), version=0)
    assert colleague.status == 409
    assert "对应关系已由" in told
    assert "改为第1版" in told
    assert 'value="2211 应付职工薪酬"' in told, "what was chosen is still there"
    desk.post("delete")
    told = colleague.keep((PAY, "1", "2211", CREDIT), version=1)
    assert colleague.status == 409
    assert "对应关系已由本单位另一人删除" in told
    assert not LedgerMapping.objects.exists()


def test_of_two_mappings_saved_in_one_moment_one_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.upload()
    desk.keep(*SIMPLE)
    newest = store.versions

    def before(filing: Filing, form: Form) -> Any:
        monkeypatch.setattr(store, "versions", newest)
        return LedgerMapping.objects.none()

    monkeypatch.setattr(store, "versions", before)
    assert "改为第1版" in desk.keep(*SIMPLE[:1], version=0)
    assert desk.status == 409
    assert REVENUE in LedgerMapping.objects.get().expressions
    assert PROFIT in LedgerMapping.objects.get().expressions


def test_a_mapping_goes_out_as_a_file_and_comes_back_the_same(desk: Desk) -> None:
    odd = [["0010", "=1+1“甲”,乙", *[1] * 8], ["2024-05", "-丙", *[2] * 8]]
    desk.upload([*ACCOUNTS, *odd])
    desk.keep(*SIMPLE, (PAY, "1", "0010", DEBIT), (PAY, "-1", "2024-05", "closing_credit"))
    kept = LedgerMapping.objects.get().expressions
    file = desk.client.get(f"{desk.path}mapping.csv").content
    desk.post("delete")
    assert not LedgerMapping.objects.exists()
    desk.post("restore", version="0", mapping=SimpleUploadedFile("对应关系.csv", file))
    assert LedgerMapping.objects.get().expressions == {r: t for r, t in kept.items() if t}
    told = desk.post("restore", version="1", mapping=as_csv([["甲"], ["乙"]]))
    assert "不是导出的对应关系" in told
    acts = TrailEntry.objects.filter(act__startswith="ledger.").values_list("act", flat=True)
    assert list(acts) == ["ledger.mapping", "ledger.mapping_deleted", "ledger.mapping"]


def test_what_was_read_is_kept_for_a_day_and_the_file_not_at_all(desk: Desk) -> None:
    desk.upload()
    desk.post("forget")
    assert not PendingBalance.objects.exists()
    desk.upload()
    with clock.at("2024-06-11 10:00"):
        assert "请重新上传" in desk.post("preview")
        assert forget_old() == 1


def test_a_filed_return_takes_nothing_and_another_form_has_no_such_page() -> None:
    desk = Desk(submitted(opened()))
    assert "不能再修改" in desk.upload()
    assert not PendingBalance.objects.exists()
    annual = opened(desk.ret.unit, Period.parse("2023"))
    assert desk.client.get(f"/returns/{annual.pk}/3/ledger/").status_code == 404
    assert desk.client.get(f"/returns/{annual.pk}/2/ledger/").status_code == 200


def test_nobody_but_the_units_own_people_sees_balance_or_mapping(desk: Desk) -> None:
    """Officers read the return itself by then: it has been forwarded to the city."""
    desk.upload([*ACCOUNTS, ["6603", "机密科目", *["77,345.67"] * 8]])
    desk.keep(*SIMPLE, (PAY, "1", "6603 机密科目", DEBIT))
    forwarded(desk.ret)
    assert "77,345.67" in desk.page()
    assert "机密科目" in desk.client.get(f"{desk.path}mapping.csv").content.decode()
    carol = people.person("carol", Role.RESPONDENT, "别家")
    people.join(carol, people.make_unit(2))
    for reader in (people.bo(), people.chen(), people.dai(), people.an(), carol):
        client = people.signed_in(reader)
        told = 404 if reader == carol else 403
        for path in ("", "mapping.csv"):
            assert client.get(f"{desk.path}{path}").status_code == told, (reader, path)
        for act in ("upload", "keep", "preview", "forget", "restore", "delete"):
            assert client.post(f"{desk.path}{act}").status_code == told, (reader, act)
    for reader, name in ((people.bo(), "district_return"), (people.chen(), "city_return")):
        shown = people.signed_in(reader).get(reverse(f"desks:{name}", args=[desk.ret.pk]))
        assert shown.status_code == 200
        assert desk.ret.unit.name in shown.content.decode()
        assert "机密科目" not in shown.content.decode()
    assert LedgerMapping.objects.exists()
    assert PendingBalance.objects.exists()


def test_a_colleague_sees_the_mapping_and_not_the_balance(desk: Desk) -> None:
    desk.upload([*ACCOUNTS, ["6603", "机密科目", *["77,345.67"] * 8]])
    desk.keep(*SIMPLE, (PAY, "1", "6603 机密科目", DEBIT))
    told = desk.of_colleague().page()
    assert 'value="6603 机密科目"' in told
    assert "77,345.67" in desk.page()
    assert "77,345.67" not in told
