"""Asking for scans of stamped copies (the city), and sending one in (the respondent)."""

from __future__ import annotations

import hashlib
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ruantong.accounts.models import User
from ruantong.core.lifecycle import EDITABLE, Role
from ruantong.gateways import clock
from ruantong.returns.errors import Refused
from ruantong.returns.models import ScanNotice, StampedCopy
from ruantong.returns.moving.moves import subject_of
from ruantong.returns.reading.access import return_for
from ruantong.returns.reasons import cleaned, reason_fault
from ruantong.trail.record import record
from ruantong.web import scans

WHAT = "盖章报表"


@transaction.atomic
def ask_for_scans(
    *, frequency: str, year: int, wanted: bool, floor: int, until: date | None, reason: str, actor: User
) -> ScanNotice:  # fmt: skip
    """What the notice of a year wants; supersedes what was decided before for the same returns."""
    if not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以规定盖章扫描件。")
    if frequency not in dict(ScanNotice.CHOICES):
        raise Refused("请选择年报或月报。")
    if fault := reason_fault(reason):
        raise Refused(fault)
    reason = cleaned(reason)
    record(
        "notice.scans",
        f"period:{year}",
        actor=actor,
        frequency=frequency,
        wanted=wanted,
        floor=floor,
        until=str(until or ""),
        reason=reason,
    )
    return ScanNotice.objects.create(
        frequency=frequency,
        year=year,
        wanted=wanted,
        floor=floor,
        until=until,
        reason=reason,
        at=clock.now(),
        by=actor,
    )


@transaction.atomic
def send_stamped(pk: int, number: int, file: UploadedFile[bytes] | None, *, actor: User) -> None:
    """Add the scan of the submission that is in force; nothing that was sent before is taken away."""
    ret = return_for(actor, pk, lock=True)
    if not actor.is_role(Role.RESPONDENT):
        raise Refused("只有本单位的填报员可以上传盖章扫描件。")
    if number != ret.revision or ret.lifecycle in EDITABLE:
        raise Refused(
            f"第{number}次上报已撤回、退回或被新的上报代替，请上传最近一次有效上报的盖章扫描件。"
        )
    if file is None:
        raise Refused("请选择盖章扫描件的文件（PDF、PNG或JPEG）。")
    if fault := scans.problem(file, WHAT):
        raise Refused(fault)
    file.seek(0)
    digest = "sha256:" + hashlib.sha256(file.read()).hexdigest()
    copy = StampedCopy(owner=ret, revision=number, digest=digest, at=clock.now(), by=actor)
    scans.keep(copy.file, file)
    copy.save()
    record("return.scan", subject_of(ret), actor=actor, revision=number, digest=digest)
