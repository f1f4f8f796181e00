"""Drafts and releases at hand for the tests of the laboratory."""

from __future__ import annotations

from typing import Any

from ruantong.core.periods import Period
from ruantong.returns.models import RuleRelease
from ruantong.returns.moving.actions_rules import RuleProposal, publish_rules
from ruantong.rulelab import drafts, publishing
from ruantong.rulelab.models import DraftText, ReleaseProposal, RuleDraft
from tests import people

EDITION = "miit_software_2021"
MAY, JUNE = Period.parse("2024-05"), Period.parse("2024-06")
# GOOD of tests.returns.story has 成本 600 of 收入 1000: stricter than R6-13, which allows 1.5 times
STRICT = """[R6-13] 主营业务成本不大于主营业务收入的一半
级别 强制性
来源 G
范围 表内
列 A
公式 [2050] <= [2010] × 0.5
"""
WHY = "会商后收紧成本与收入的关系"


def written(text: str = STRICT, **fields: Any) -> DraftText:
    """A draft of form 6 with this text saved in it."""
    chen = people.chen()
    draft = drafts.create_draft(actor=chen, title="收紧成本", regime_key=EDITION, form="6")
    return drafts.save_draft(draft.pk, actor=chen, number=1, text=text, **fields)


def checked(text: str = STRICT, **fields: Any) -> drafts.Checked:
    saved = written(text, **fields)
    return drafts.check_text(saved.draft, saved)


def published(first: Period = JUNE, **fields: Any) -> RuleRelease:
    """The strict rule in force from a period on."""
    given: dict[str, Any] = {"title": "收紧成本", "reason": WHY, "texts": {"6": STRICT}, **fields}
    proposal = RuleProposal(first, **given)
    return publish_rules(proposal, actor=people.ding(), proposed_by=people.chen())


def released(saved: DraftText, first: str = "2024-06", **fields: Any) -> RuleRelease:
    """A draft's text proposed by one officer of the city and released by the other."""
    proposal = proposed(saved, first, **fields)
    return publishing.release_proposal(proposal.pk, actor=people.ding())


def proposed(saved: DraftText, first: str = "2024-06", **fields: Any) -> ReleaseProposal:
    """A draft's text that waits for the other officer."""
    given = {"number": saved.number, "first": first, "reason": WHY, **fields}
    return publishing.propose_release(saved.draft_id, actor=people.chen(), **given)


def latest(draft: RuleDraft) -> DraftText:
    return RuleDraft.objects.get(pk=draft.pk).latest
