"""The balance that a respondent has sent in: kept for a day at most, for this person alone."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from ruantong.core.text import one_line
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.ledger.balance import Balance
from ruantong.returns.ledger.reading import balance_in, restored, stored
from ruantong.returns.models import PendingBalance
from ruantong.returns.pages.page import Filing

KEPT = timedelta(days=1)


def receive(filing: Filing, file: UploadedFile[bytes]) -> None:
    """Read a balance, in the place of one that waited. No figure of the return is changed."""
    if not filing.editable:
        raise Refused(f"报表处于“{filing.ret.state_label}”状态，不能再修改，没有读取文件。")
    balance = balance_in(file)
    file.seek(0)
    made = PendingBalance(
        owner=filing.ret,
        made_by=filing.actor,
        made_at=clock.now(),
        file_name=one_line(file.name or "")[-150:],
        digest=hashlib.sha256(file.read()).hexdigest(),
        measures=[measure.value for measure in balance.measures],
        accounts=stored(balance),
        notes=list(balance.notes),
    )
    with transaction.atomic():
        _waiting(filing).delete()
        made.save()


def waiting_for(filing: Filing) -> PendingBalance | None:
    """The one that waits; None when there is none, or it is too old."""
    return _waiting(filing).filter(made_at__gt=clock.now() - KEPT).first()


def balance_of(waiting: PendingBalance) -> Balance:
    return restored(waiting.measures, waiting.accounts)


def forget(filing: Filing) -> None:
    _waiting(filing).delete()


def forget_old() -> int:
    """Wipe what has waited for a day."""
    return PendingBalance.objects.filter(made_at__lte=clock.now() - KEPT).delete()[0]


def _waiting(filing: Filing) -> QuerySet[PendingBalance]:
    return PendingBalance.objects.filter(owner=filing.ret, made_by=filing.actor)
