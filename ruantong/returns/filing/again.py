"""What was said of the same query before, to be said again: only where its figures have not changed.

Each is taken over by an act of its own; until then it is no answer of this return.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from ruantong.accounts.models import User
from ruantong.core.findings import Finding, findings_of
from ruantong.core.periods import Period
from ruantong.returns.errors import Refused
from ruantong.returns.filing.explaining import NOTE
from ruantong.returns.filing.save import save
from ruantong.returns.judging.audit import explanation_texts
from ruantong.returns.judging.findings import Offered
from ruantong.returns.models import Draft, Return
from ruantong.returns.reading.access import of_submissions, return_for, saved_draft
from ruantong.returns.reasons import explanation_fault
from ruantong.returns.regimes import regime_of
from ruantong.web.composed import Given, numbered, one_of

_TOLD = of_submissions(
    lambda seen: (
        seen.filter(
            one_of("owner__period", 2), owner__unit_id=Given("unit"), number=F("owner__revision")
        )
        .order_by()
        .values_list("owner__period", "report", "explanations")
    )
)


def offered_again(
    actor: User, ret: Return, draft: Draft, explained: Collection[str]
) -> dict[str, Offered]:
    """By key of a query not ``explained``, what was said of it last period or a year ago.

    The same query: of the same rule on the same cells, with the same figures on both sides.
    """
    period = ret.parsed_period
    near = dict.fromkeys(str(p) for p in (regime_of(ret).before(period), period.year_ago()) if p)
    asked = {
        finding.key: _figures(finding)
        for finding in findings_of(draft.report)
        if finding.level == "query" and finding.key not in explained
    }
    if not near or not asked:
        return {}
    told = _TOLD(actor, unit=ret.unit_id, **numbered("owner__period", (*near, None)[:2]))
    filed = {of: (report, said) for of, report, said in told}
    found: dict[str, Offered] = {}
    for of in (each for each in near if each in filed):
        report, explanations = filed[of]
        texts = {str(said["key"]): str(said["text"]) for said in explanations}
        for finding in findings_of(report):
            text = texts.get(finding.key, "")
            same = asked.get(finding.key) == _figures(finding)
            if same and text and explanation_fault(text) is None:
                found.setdefault(finding.key, Offered(text, Period.parse(of).label))
    return found


def explain_again(pk: object, key: str, *, actor: User) -> None:
    """沿用: the explanation of one query, kept as the respondent's own of now."""
    ret = return_for(actor, pk)
    draft = saved_draft(actor, ret)
    said = explanation_texts(ret)
    if said.get(key):
        raise Refused("这一项已有填写说明，没有改动。")
    offer = offered_again(actor, ret, draft, said).get(key) if draft else None
    if draft is None or offer is None:
        raise Refused("这一项没有可以沿用的说明，请填写。")
    save(ret.pk, actor=actor, version=draft.version, cells={f"{NOTE}{key}": offer.text})


def _figures(finding: Finding) -> tuple[object, ...]:
    return finding.cells, finding.left, finding.right, finding.difference
