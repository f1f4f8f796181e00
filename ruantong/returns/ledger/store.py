"""The mapping an enterprise has confirmed, version by version, for each form; of its respondents alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ruantong.core.regime import Form
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.ledger.expression import Expression, restored, stored
from ruantong.returns.models import LedgerMapping
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.pages.page import Filing
from ruantong.trail.record import record


def versions(filing: Filing, form: Form) -> QuerySet[LedgerMapping]:
    """All that were confirmed, the newest first."""
    found = LedgerMapping.objects.filter(unit=filing.ret.unit_id, form=form.code)
    return found.select_related("made_by").order_by("-version")


def expressions_of(mapping: LedgerMapping | None) -> dict[str, Expression]:
    """By reference of the cell."""
    return {ref: restored(terms) for ref, terms in mapping.expressions.items()} if mapping else {}


def keep(
    filing: Filing,
    form: Form,
    expressions: Mapping[str, Expression],
    accounts: Mapping[str, str],
    *,
    version: int,
) -> LedgerMapping:
    """The next version; ``version`` is the one it was made on, ``Refused`` when it is not the newest."""
    latest = versions(filing, form).first()
    if (latest.version if latest else 0) != version:
        raise Refused(_overtaken(latest))
    made = LedgerMapping(
        unit=filing.ret.unit,
        form=form.code,
        version=version + 1,
        expressions={ref: stored(terms) for ref, terms in expressions.items()},
        accounts=dict(accounts),
        made_by=filing.actor,
        made_at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save()
            record(
                "ledger.mapping",
                subject_of(filing.ret),
                actor=filing.actor,
                forms=form.number,
                mapping=made.version,
                cells=made.cells,
            )
    except IntegrityError:
        raise Refused(_overtaken(versions(filing, form).first())) from None
    return made


def delete(filing: Filing, form: Form) -> None:
    """All versions of a form's mapping; figures that were taken stay."""
    with transaction.atomic():
        if versions(filing, form).delete()[0]:
            record(
                "ledger.mapping_deleted",
                subject_of(filing.ret),
                actor=filing.actor,
                forms=form.number,
            )


def _overtaken(latest: LedgerMapping | None) -> str:
    if latest is None:
        return "对应关系已由本单位另一人删除，没有保存；请打开本页重新核对。"
    return f"对应关系已由{latest.made_by.display_name}改为第{latest.version}版，没有保存；请核对后再改。"
