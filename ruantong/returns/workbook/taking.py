"""上传Excel: a workbook is read and kept as a preview, then taken through the one save, or given up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.models import User
from ruantong.core.text import one_line
from ruantong.gateways import clock
from ruantong.returns.errors import Conflict, Refused
from ruantong.returns.models import PendingWorkbook, Return
from ruantong.returns.moving import actions
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.pages.page import Filing
from ruantong.returns.reading.access import return_for
from ruantong.returns.workbook.judging import Preview, judge
from ruantong.returns.workbook.opening import opened
from ruantong.trail.record import record

KEPT = timedelta(days=1)
STORED, FILE = "stored", "file"  # whose content stands where both have changed


def send_in(pk: int, *, actor: User, file: UploadedFile[bytes]) -> PendingWorkbook:
    """The preview of a workbook, in the place of one that waited. No figure is changed."""
    filing = Filing(actor, pk)
    if not filing.editable:
        raise Refused(f"报表处于“{filing.ret.state_label}”状态，不能再修改，没有读取文件。")
    read = opened(file, filing)
    preview = judge(filing, read.found, read.marks)
    file.seek(0)
    return put_up(
        filing,
        preview,
        file_name=file.name or "",
        digest=hashlib.sha256(file.read()).hexdigest(),
        notes=read.notes,
        made_on=read.marks.version if read.marks else None,
    )


def put_up(
    filing: Filing,
    preview: Preview,
    *,
    file_name: str,
    digest: str,
    notes: Sequence[str],
    made_on: int | None = None,
) -> PendingWorkbook:
    """Keep a preview until it is taken; ``made_on``: the version that the platform's own workbook had."""
    entries = preview.stored()
    made = PendingWorkbook(
        owner=filing.ret,
        made_by=filing.actor,
        made_at=clock.now(),
        file_name=one_line(file_name)[-200:],
        digest=digest,
        version=filing.draft.version if made_on is None else made_on,
        typed=preview.cells,
        lines=preview.rows,
        entries=entries,
        notes=[*notes, *preview.notes],
        same=preview.same,
        own=made_on is not None,
    )
    with transaction.atomic():
        _waiting(filing.actor, filing.ret).delete()
        made.save()
    return made


def waiting_for(actor: User, ret: Return) -> PendingWorkbook | None:
    """The preview that waits for this person; None when there is none or it is too old."""
    return _waiting(actor, ret).filter(made_at__gt=clock.now() - KEPT).first()


def take(pk: object, *, actor: User, choice: str = "", version: int = -1) -> int:
    """采用: what the preview shows is saved as if it had been typed; answers how many cells were.

    ``Conflict`` where somebody has changed the same cells since; then ``choice`` says whose content
    stands, ``version`` is the one the conflict named.
    """
    ret = return_for(actor, pk)
    found = waiting_for(actor, ret)
    if found is None:
        raise Refused("没有待采用的Excel，可能已经采用、放弃或超过一天，请重新上传。")
    if choice == STORED:
        _leave_conflicts(found, actor)
    elif choice == FILE:
        found.version = version
    count = len(found.typed) + len(found.lines)
    with transaction.atomic():
        if count:
            _save(found, actor)
            record(
                "return.workbook", subject_of(ret), actor=actor, digest=found.digest, cells=count
            )
        _waiting(actor, ret).delete()
    return count


def drop(pk: object, *, actor: User) -> None:
    """放弃: nothing was taken, nothing is kept."""
    _waiting(actor, return_for(actor, pk)).delete()


def forget_old() -> int:
    """Wipe what has waited for a day."""
    return PendingWorkbook.objects.filter(made_at__lte=clock.now() - KEPT).delete()[0]


def _waiting(actor: User, ret: Return) -> QuerySet[PendingWorkbook]:
    return PendingWorkbook.objects.filter(owner=ret, made_by=actor)


def _save(found: PendingWorkbook, actor: User) -> None:
    actions.save(
        found.owner_id, actor=actor, version=found.version, cells=found.typed, rows=found.lines
    )


def _leave_conflicts(found: PendingWorkbook, actor: User) -> None:
    """Without the cells that somebody has changed since."""
    try:
        with transaction.atomic():
            _save(found, actor)
            transaction.set_rollback(True)
    except Conflict as conflict:
        theirs = {each.cell for each in conflict.conflicts}
        found.typed = {ref: text for ref, text in found.typed.items() if ref not in theirs}
        found.lines = {key: rows for key, rows in found.lines.items() if key not in theirs}
        found.version = conflict.version
