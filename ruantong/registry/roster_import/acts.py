"""Sending in a roster, taking its lines, dropping it. A line is taken whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.core.text import one_line
from ruantong.gateways import clock
from ruantong.registry.models import ReportingUnit
from ruantong.registry.models.roster_import import RosterImport, RosterImportLine
from ruantong.registry.roster_import.columns import FIRST
from ruantong.registry.roster_import.judging import Judge, differences
from ruantong.registry.roster_import.reading import read
from ruantong.registry.units import actions as actions_units
from ruantong.trail.record import record

AT_ONCE = 200  # lines taken in one request
_TO_TAKE = (RosterImportLine.NEW, RosterImportLine.CHANGED)


@transaction.atomic
def send_in(file: UploadedFile[bytes], *, actor: User) -> RosterImport:
    """A preview of every line. The same file sent in again leads to the preview that waits."""
    _only_city(actor)
    sheet = read(file)
    waiting = RosterImport.objects.filter(
        digest=sheet.digest, state__in=(RosterImport.PREVIEW, RosterImport.TAKING)
    ).first()
    if waiting is not None:
        return waiting
    made = RosterImport.objects.create(
        file_name=one_line(file.name or "")[-200:],
        digest=sheet.digest,
        notes=sheet.notes,
        made_at=clock.now(),
        made_by=actor,
    )
    judge = Judge(sheet.lines)
    lines = []
    for line in sheet.lines:
        verdict = judge.judge(line)
        lines.append(
            RosterImportLine(
                owner=made, sheet=line.sheet[:64], row=line.row, kind=verdict.kind,
                uscc=(verdict.stated.get("uscc") or line.texts.get("uscc", ""))[:40],
                name=line.texts.get("name", "")[:200], stated=verdict.stated, told=verdict.told,
            )
        )  # fmt: skip
    RosterImportLine.objects.bulk_create(lines, batch_size=500)
    return made


@transaction.atomic
def confirm(pk: int, *, actor: User, reason: str) -> RosterImport:
    """确认导入: from now on its lines may be taken."""
    found = _locked(pk, actor)
    if found.state != RosterImport.PREVIEW:
        return found
    reason = cleaned(reason)
    if fault := reason_fault(reason, "导入的依据"):
        raise Refused(fault)
    if not to_take(found).exists():
        raise Refused("没有需要导入的行：各行不是无变化，就是不能导入。")
    found.state, found.reason, found.decided_at = RosterImport.TAKING, reason, clock.now()
    found.save()
    record("roster.import", f"import:{pk}", actor=actor, reason=reason, text_hash=found.digest)
    return found


def take_some(pk: int, *, actor: User) -> int:
    """Take the next lines, each in a transaction of its own; answers how many are left.

    Interrupted at any point it goes on with the first line that was not taken.
    """
    _only_city(actor)
    for line in list(to_take(_found(pk)).values_list("pk", flat=True)[:AT_ONCE]):
        _take(line, pk, actor)
    return _finish(pk, actor)


@transaction.atomic
def drop(pk: int, *, actor: User) -> RosterImport:
    """放弃: nothing was taken, nothing will be."""
    found = _locked(pk, actor)
    if found.state != RosterImport.PREVIEW:
        raise Refused(f"该导入{found.get_state_display()}，不能放弃。")
    found.state, found.decided_at = RosterImport.DROPPED, clock.now()
    found.save()
    return found


def to_take(found: RosterImport) -> QuerySet[RosterImportLine]:
    """The lines still to be taken, in the order of the file."""
    return found.lines.filter(kind__in=_TO_TAKE, taken_at=None, refused="").order_by("pk")


@transaction.atomic
def _take(line_pk: int, pk: int, actor: User) -> None:
    # two requests at once take turns on the row of the import
    owner = _locked(pk, actor)
    line = RosterImportLine.objects.filter(pk=line_pk, taken_at=None, refused="").first()
    if owner.state != RosterImport.TAKING or line is None:
        return
    try:
        with transaction.atomic():
            _carry_out(line.stated, actor, owner.reason)
    except Refused as refusal:
        line.refused = refusal.message
    else:
        line.taken_at = clock.now()
    line.save(update_fields=["taken_at", "refused"])


def _carry_out(stated: Mapping[str, str], actor: User, reason: str) -> None:
    """By the same verbs as on the page of a unit, against the register as it is now."""
    unit = ReportingUnit.objects.filter(uscc=stated["uscc"]).first()
    if unit is None:
        facts = {key: text for key, text in stated.items() if not key.startswith(FIRST)}
        unit = actions_units.enrol(actor=actor, reason=reason, **facts)
    changed = {key: new for key, (_, new) in differences(unit, stated).items()}
    if "name" in changed:
        actions_units.rename_unit(
            unit.pk, actor=actor, name=changed["name"], on=clock.today(), reason=reason
        )
    if "district" in changed:
        actions_units.move_unit(
            unit.pk, actor=actor, district=changed["district"], on=clock.today(), reason=reason
        )
    facts = {key: text for key, text in changed.items() if key in actions_units.CHANGEABLE}
    if facts:
        actions_units.change_unit(unit.pk, actor=actor, **facts)
    for key, text in changed.items():
        if key.startswith(FIRST):
            actions_units.add_to_roster(
                unit.pk, actor=actor, roster=key.removeprefix(FIRST), first=Period.parse(text),
                reason=reason,
            )  # fmt: skip


@transaction.atomic
def _finish(pk: int, actor: User) -> int:
    found = _locked(pk, actor)
    left = to_take(found).count()
    if not left and found.state == RosterImport.TAKING:
        found.state = RosterImport.DONE
        found.save()
        lines = found.lines
        record(
            "roster.imported", f"import:{pk}", actor=actor,
            units=lines.exclude(taken_at=None).count(), gone=lines.exclude(refused="").count(),
        )  # fmt: skip
    return left


def _found(pk: int) -> RosterImport:
    found = RosterImport.objects.filter(pk=pk).first()
    if found is None:
        raise Refused("没有找到该导入。")
    return found


def _locked(pk: int, actor: User) -> RosterImport:
    _only_city(actor)
    _found(pk)
    return RosterImport.objects.select_for_update().get(pk=pk)


def _only_city(actor: User) -> None:
    if not actor.is_role(Role.CITY):
        raise Refused("名录由市级管理员导入。")
