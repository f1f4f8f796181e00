"""A submission for paper, as one reader may read it: whoever asks, through the one read door."""

from __future__ import annotations

from ruantong.accounts.models import User
from ruantong.returns.errors import NotFound
from ruantong.returns.filing.register_facts import facts_of
from ruantong.returns.judging.beside import earlier_for
from ruantong.returns.judging.typed import read
from ruantong.returns.models import PeriodOpening, Return, Revision
from ruantong.returns.paper.archive import Archive
from ruantong.returns.paper.documents import Filed
from ruantong.returns.reading.access import readable_revision, return_for
from ruantong.returns.regimes import regime_of
from ruantong.returns.sheets.build import sheet_of
from ruantong.returns.sheets.model import Sheet


def archive_for(actor: User, pk: int, number: int | None = None) -> Archive:
    """Submission ``number`` of a return, or the latest the actor may read; ``NotFound`` otherwise."""
    ret = return_for(actor, pk)
    revision = readable_revision(actor, ret, number)
    if revision is None:
        raise NotFound("没有这一次上报，或您无权查看。")
    filed = _filed(ret, revision)
    return Archive(filed, revision, _sheets(actor, filed, revision))


def sheet_for(archive: Archive, code: str) -> Sheet:
    """One form of it; ``NotFound`` for one that was not filed."""
    for sheet in archive.sheets:
        if sheet.form.code == code:
            return sheet
    raise NotFound("这一次上报中没有这张表。")


def _filed(ret: Return, revision: Revision) -> Filed:
    regime = regime_of(ret)
    opening = PeriodOpening.objects.filter(pk=ret.period).first()
    late = regime.expired_for(ret.parsed_period)
    return Filed(
        ret=ret,
        regime=regime,
        facts=facts_of(revision),
        foot=tuple((f.name, str(revision.signatories.get(f.key, ""))) for f in regime.foot),
        decision=opening.decision if opening and late else "",
        revision=revision,
    )


def _sheets(actor: User, filed: Filed, revision: Revision) -> tuple[Sheet, ...]:
    earlier = earlier_for(actor, filed.ret, revision)
    growth = read(filed.ret, revision.forms, lambda: earlier, filed.facts.as_unit()).growth
    return tuple(
        sheet_of(filed.regime, form, revision.forms, period=filed.period, growth=growth)
        for form in filed.regime.forms_for(filed.period.frequency)
        if revision.forms.get(form.code)
    )
