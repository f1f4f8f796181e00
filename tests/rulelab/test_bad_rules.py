"""What cannot be judged is kept as written on the draft's page, with place and reason; never in force."""

from __future__ import annotations

import pytest

from ruantong.accounts.access import Refused
from ruantong.returns.models import RuleRelease
from ruantong.rulelab import publishing
from tests import people
from tests.bad_rules import BAD_RULES, BadRule
from tests.desks.pages import words
from tests.rulelab.bench import WHY, latest, published, written

pytestmark = pytest.mark.django_db
each = pytest.mark.parametrize("bad", BAD_RULES, ids=lambda bad: bad.name)


@each
def test_the_page_names_line_column_and_reason(bad: BadRule) -> None:
    draft = written("").draft
    chen = people.signed_in(people.chen())
    number = latest(draft).number
    answer = chen.post(
        f"/rules/drafts/{draft.pk}/", {"number": str(number), "text": bad.text}, follow=True
    )
    assert answer.status_code == 200
    page = words(answer)
    assert f"第{bad.line}行第{bad.column}列：" in page
    assert bad.said in page
    assert "改正后才能试运行和发布" in page
    saved = latest(draft)
    assert saved.text == bad.text
    with pytest.raises(Refused):
        publishing.propose_release(
            draft.pk, actor=people.chen(), number=saved.number, first="2024-06", reason=WHY
        )
    assert not RuleRelease.objects.exists()


@each
def test_a_release_is_refused_whoever_asks(bad: BadRule) -> None:
    with pytest.raises(Refused, match=f"第{bad.line}行第{bad.column}列"):
        published(texts={"6": bad.text})
    assert not RuleRelease.objects.exists()


def test_thousands_of_faults_are_counted_and_not_all_listed() -> None:
    saved = written("不是规则\n" * 5000)
    page = words(people.signed_in(people.chen()).get(f"/rules/drafts/{saved.draft_id}/"))
    assert "草案有5000处错误" in page
    assert "其余4900处未列出" in page
