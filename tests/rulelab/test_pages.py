"""Pages of the laboratory: the list finds and exports, the city alone writes, garbage is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ruantong.core.lifecycle import Role
from ruantong.core.periods import Frequency
from ruantong.rulelab.models import RuleDraft
from tests import people
from tests.desks.pages import text_of, words
from tests.returns.story import GOOD, forwarded, opened, validated
from tests.rulelab.bench import EDITION, STRICT, WHY, published, written
from tests.site.addresses import addresses

pytestmark = pytest.mark.django_db
MONTHLY = f"{EDITION}.monthly"


def city(url: str, **query: str) -> Any:
    return people.signed_in(people.chen()).get(url, query)


def test_the_list_shows_what_returns_in_filing_are_judged_with() -> None:
    opened()
    page = words(city("/rules/"))
    assert "2021版 月报：制度原文" in page
    assert "嵌入式系统软件出口(2042)×6.4" in page


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ({"q": "折合额", "form": "6"}, "R6-06", "R6-01"),
        ({"level": "核实性"}, "R6-07", "R6-01"),
        ({"scope": "跨期"}, "R6-23", "R6-01"),
        ({"source": "G"}, "R6-11", "R6-01"),
        ({"form": "7"}, "R7-01", "R6-01"),
        ({"page": "2"}, "R7-01", "R6-01"),
    ],
)
def test_the_list_is_filtered_searched_and_paged(
    query: dict[str, str], there: str, missing: str
) -> None:
    page = text_of(city("/rules/", set=MONTHLY, **query))
    assert f"/rules/rule/{there}/" in page
    assert f"/rules/rule/{missing}/" not in page


def test_the_list_is_exported() -> None:
    book = text_of(city("/rules/", set=MONTHLY, export="xlsx", form="6"))
    assert "R6-35" in book
    assert "R7-01" not in book


def test_what_fired_is_counted_from_stored_reports() -> None:
    from tests.rulelab.test_dry_run import forwarded_doubtful

    forwarded_doubtful()
    forwarded(opened(people.make_unit(2)))
    page = words(city("/rules/", set=MONTHLY, period="2024-05", sort="-fired"))
    assert "不符份数取自2024年1—5月区县已上报的2份报表" in page
    assert " 2024-05 " not in page
    assert page.index("R6-19") < page.index("R7-")


def test_the_city_counts_the_returns_held_up_by_rounding_and_sees_nothing_of_them() -> None:
    rounded = {**GOOD, "6.20211.A": "300.25", "6.20212.A": "300.26", "6.2021.A": "600.50"}
    wrong = {**rounded, "6.20212.A": "311.26"}
    for serial, cells in ((1, rounded), (2, rounded), (3, wrong), (4, GOOD)):
        unit = people.make_unit(serial)
        validated(opened(unit), cells, actor=people.alice(unit))
    page = words(city("/rules/rule/R6-03/", set=MONTHLY))
    assert "2024年1—5月 0 0 2" in page
    assert "2024年1—5月 0 0 0" in words(city("/rules/rule/R6-04/", set=MONTHLY))
    assert "300.26" not in page


def test_a_rule_has_its_text_its_explanation_and_both_examples() -> None:
    page = words(city("/rules/rule/R6-06/", set=MONTHLY))
    for part in ("公式 [2024] &gt;= [2042] × usd", "官方审核关系", "通过的例子", "不符的例子"):
        assert part in page
    assert "嵌入式系统软件出口(2042)×6.4" in page


def test_the_sheet_of_a_form_has_all_its_rules_and_reserved_numbers() -> None:
    page = words(city("/rules/sheet/2/", set=f"{EDITION}.annual"))
    assert "R2-04" in page
    assert "R2-18" in page
    assert "编号保留" in page
    assert "R3-01" not in page


def test_a_release_makes_a_new_set_that_can_be_compared() -> None:
    release = published()
    page = text_of(city("/rules/drafts/"))
    assert f"/rules/releases/{release.pk}/" in page
    from ruantong.returns.models import RuleVersion

    version = RuleVersion.objects.get().key
    page = words(city("/rules/compare/", old=MONTHLY, new=f"{MONTHLY}.{version}"))
    assert "修改1条" in page
    assert "+ 公式 [2050] &lt;= [2010] × 0.5" in page
    assert WHY in words(city(f"/rules/releases/{release.pk}/"))
    assert "R6-02" in words(city("/rules/", set=f"{MONTHLY}.{version}"))


def test_the_linter_page_says_proved_or_not_found() -> None:
    page = words(city("/rules/lint/", set=MONTHLY))
    assert "互相矛盾 未发现" in page
    assert "多余 已证明 R6-17 、 R6-02" in page


def test_a_draft_begins_from_a_rule_and_shows_its_faults_beside_the_kept_text() -> None:
    chen = people.signed_in(people.chen())
    answer = chen.post("/rules/drafts/new/", {"form": f"{EDITION}/6", "rule": "R6-13"}, follow=True)
    draft = RuleDraft.objects.get()
    assert "[R6-13]" in draft.latest.text
    assert "以此编写" not in text_of(answer)
    bad = STRICT.replace("0.5", "甲乙")
    page = words(chen.post(f"/rules/drafts/{draft.pk}/", {"number": "1", "text": bad}, follow=True))
    assert re.search(r"第6行第\d+列：.*甲乙", page), page[:3000]
    assert "[2010] × 甲乙" in page
    assert "改正后才能试运行和发布" in page


def test_a_text_that_could_not_be_saved_stays_on_the_page() -> None:
    saved = written()
    answer = people.signed_in(people.chen()).post(
        f"/rules/drafts/{saved.draft_id}/", {"number": "1", "text": "# 另一窗口写的\n"}
    )
    assert answer.status_code == 422
    assert "另一窗口写的" in text_of(answer)
    assert "第2稿" in words(answer)


def test_proposing_and_releasing_on_the_pages() -> None:
    opened()
    saved = written()
    chen, ding = people.signed_in(people.chen()), people.signed_in(people.ding())
    address = f"/rules/drafts/{saved.draft_id}/propose/"
    assert 'value="2024-06"' in text_of(chen.get(address))
    given = {"number": "2", "first": "2024-06", "reason": "短"}
    assert chen.post(address, given).status_code == 422
    own = words(chen.post(address, {**given, "reason": WHY}, follow=True))
    assert "待发布" in own
    assert "撤回提请" in own
    assert "退回草案" not in own
    waiting = text_of(ding.get("/rules/"))
    page = re.search(r"/rules/proposals/\d+/", waiting)
    assert page is not None
    shown = words(ding.get(page[0]))
    assert "检查结果" in shown
    assert "本稿还没有试运行" in shown
    assert "退回草案" in shown
    assert "自2024年1—6月起施行" in words(ding.post(f"{page[0]}release/", follow=True))


def test_proposing_from_an_open_period_asks_for_a_reason_or_a_choice() -> None:
    opened()
    saved = written()
    chen = people.signed_in(people.chen())
    given = {"number": "2", "first": "2024-05", "reason": WHY}
    address = f"/rules/drafts/{saved.draft_id}/propose/"
    refused = chen.post(address, given)
    assert refused.status_code == 422
    assert "2024年1—5月已经开放" in words(refused)
    assert WHY in words(refused)
    kept = words(chen.post(address, {**given, "spare_open": "on"}, follow=True))
    assert "涉及的已开放报告期 2024年1—5月" in kept
    assert "仍用原规则" in kept


def test_the_page_of_proposing_says_whether_the_text_was_tried() -> None:
    from tests.rulelab.test_dry_run import city_of_returns

    city_of_returns()
    saved = written()
    chen = people.signed_in(people.chen())
    address = f"/rules/drafts/{saved.draft_id}/propose/"
    assert "本稿还没有试运行" in words(chen.get(address))
    chen.post(f"/rules/drafts/{saved.draft_id}/run/", {"period": "2024-05"})
    assert "4份报表 ，新增不符 2 份" in words(chen.get(address))


def test_a_release_shows_what_it_changed_and_not_what_others_did() -> None:
    first = published()
    second = published(title="停用一条", texts={}, removed=["R6-34"])
    page = words(city(f"/rules/releases/{second.pk}/"))
    assert "停用 R6-34" in page
    assert "与发布前相比（1处）" in page
    assert "[R6-34]" in page
    assert "[R6-13]" not in page
    assert "+ 公式 [2050] &lt;= [2010] × 0.5" in words(city(f"/rules/releases/{first.pk}/"))


def test_releases_are_found_sorted_and_exported() -> None:
    published()
    published(title="停用一条", texts={}, removed=["R6-34"], reason="这一条已不合用")
    page = words(city("/rules/releases/", sort="published"))
    assert page.index("收紧成本") < page.index("停用一条")
    assert "停用一条" not in words(city("/rules/releases/", q="收紧"))
    book = city("/rules/releases/", export="csv").content.decode("utf-8-sig")
    assert (book.count(WHY), book.count("停用一条")) == (1, 1)
    assert "2024-06" in book


def test_a_comparison_is_filtered_and_exported() -> None:
    published()
    published(title="停用一条", texts={}, removed=["R6-34"])
    from ruantong.rulelab.sets import latest_set

    both = {"old": MONTHLY, "new": latest_set(EDITION, Frequency.MONTHLY).key}
    page = words(city("/rules/compare/", **both))
    assert ("修改1条" in page, "删去1条" in page) == (True, True)
    found = words(city("/rules/compare/", change="删去", **both))
    assert ("[R6-34]" in found, "[R6-13]" in found) == (True, False)
    book = city("/rules/compare/", export="csv", q="R6-13", **both).content.decode("utf-8-sig")
    assert ("[R6-13]" in book, "[R6-34]" in book) == (True, False)


def test_what_the_linter_found_is_exported() -> None:
    book = city("/rules/lint/", set=MONTHLY, export="csv").content.decode("utf-8-sig")
    assert "R6-17、R6-02" in book


@pytest.mark.parametrize(
    "url",
    [
        "/rules/?set=nothing",
        "/rules/rule/R9-99/",
        "/rules/sheet/99/",
        "/rules/sheet/6/?set=miit_software_2021.annual",
        "/rules/compare/?old=x",
    ],
)
def test_what_is_not_there_is_not_found(url: str) -> None:
    assert people.signed_in(people.chen()).get(url).status_code == 404


def test_garbage_in_the_address_is_named_and_ignored() -> None:
    page = words(city("/rules/", level="坏", sort="x", page="-3", period="9"))
    assert "已忽略" in page
    assert "已按默认次序" in page


READ = {f"rulelab:{name}" for name in ("rules", "rule", "sheet", "compare", "release", "releases")}


def test_the_city_writes_the_association_reads_nobody_else_enters() -> None:
    found = {a.name: a.roles for a in addresses() if a.name.startswith("rulelab:")}
    both = frozenset({Role.CITY.value, Role.ASSOCIATION.value})
    assert {name for name, roles in found.items() if roles == both} == READ
    assert {roles for name, roles in found.items() if name not in READ} == {
        frozenset({Role.CITY.value})
    }


def test_the_association_is_offered_no_button_that_writes() -> None:
    page = text_of(people.signed_in(people.dai()).get("/rules/rule/R6-06/", {"set": MONTHLY}))
    assert "以此编写草案" not in page
    assert "草案与发布" not in text_of(people.signed_in(people.dai()).get("/rules/"))
