"""Registration and its decision. Each verb: permission → change → trail, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from ruantong.accounts import cas, texts
from ruantong.accounts.access import Refused
from ruantong.accounts.actions import create_account
from ruantong.accounts.models import User
from ruantong.core.identifiers import uscc_fault
from ruantong.core.lifecycle import Role
from ruantong.core.periods import Period
from ruantong.core.reasons import cleaned, reason_fault
from ruantong.gateways import clock
from ruantong.registry.hooks.consequences import carry_out
from ruantong.registry.models import Membership, Registration, ReportingUnit
from ruantong.registry.queries import uscc_problem
from ruantong.registry.registration.takeover import (
    check_two_people,
    lost_accesses,
    tell_those_before,
)
from ruantong.registry.units.actions import come_back, remember_name
from ruantong.registry.units.districts import remember_district
from ruantong.registry.units.rosters import enter, listed_from
from ruantong.trail.record import record, record_many
from ruantong.web import scans

STATED = (
    "uscc",
    "unit_name",
    "division_code",
    "address",
    "industry_code",
    "scope",
    "scope_figures",
    "contact_name",
    "phone",
    "email",
)


@transaction.atomic
def apply(
    *,
    username: str,
    password: str,
    district: str,
    licence: UploadedFile[bytes] | None,
    cas_name: str = "",
    **stated: Any,
) -> Registration:
    """用户注册: a respondent's account and an application that waits for approval.

    The visitor has no account yet, so the platform is the actor of the account and the applicant
    that of the application. He has proven the phone. Who came through single sign-on (``cas_name``) enters by it from now on.
    Refused for a uscc that is wrong, waiting or already served.
    """
    _check_uscc(stated["uscc"], None)
    user = create_account(
        actor=None,
        username=username,
        role=Role.RESPONDENT,
        display_name=stated["contact_name"],
        password=password,
        phone=stated["phone"],
        phone_proven=True,
        email=stated["email"],
    )
    if cas_name:
        cas.tie(cas_name, user)
    registration = Registration(
        user=user, district_id=district, applied_at=clock.now(), **_stated(stated)
    )
    _keep_licence(registration, licence)
    _save(registration)
    record(
        "registration.apply", f"registration:{registration.pk}", actor=user, uscc=registration.uscc
    )
    return registration


@transaction.atomic
def resubmit(
    *, actor: User, district: str, licence: UploadedFile[bytes] | None, **stated: Any
) -> Registration:
    """The applicant's corrected application after a refusal."""
    registration = Registration.objects.select_for_update().filter(user=actor).first()
    if registration is None:
        raise Refused("没有找到您的注册申请。")
    if registration.status != Registration.REFUSED:
        raise Refused(f"注册申请处于“{registration.get_status_display()}”状态，不能修改。")
    _check_uscc(stated["uscc"], registration)
    for name, value in _stated(stated).items():
        setattr(registration, name, value)
    registration.district_id = district
    registration.status = Registration.PENDING
    registration.applied_at = clock.now()
    _keep_licence(registration, licence)
    _save(registration)
    user = registration.user
    user.email, user.display_name = stated["email"], stated["contact_name"]
    user.save(update_fields=["email", "display_name"])
    record(
        "registration.resubmit",
        f"registration:{registration.pk}",
        actor=actor,
        uscc=registration.uscc,
    )
    return registration


@transaction.atomic
def approve(
    pk: int,
    *,
    actor: User,
    first: Mapping[str, Period],
    then: Callable[[ReportingUnit], object] | None = None,
) -> ReportingUnit:
    """批准: the unit, its respondent and its rosters, each from its period in ``first`` on; ``then``
    is called in the same transaction.
    """
    registration = _waiting(pk, actor)
    _check_uscc(registration.uscc, registration)
    stated = {
        "name": registration.unit_name,
        "district_id": registration.district_id,
        "division_code": registration.division_code,
        "address": registration.address,
        "industry_code": registration.industry_code,
        "contact_name": registration.contact_name,
        "contact_phone": registration.phone,
    }
    # included from the first period it was approved for, whose deadline may have passed
    since = min(clock.today(), *(period.last_day for period in first.values()))
    # a unit whose statistician left without handover keeps its history
    known = (
        ReportingUnit.objects.select_for_update(no_key=True).filter(uscc=registration.uscc).first()
    )
    lost = []
    if known is not None:
        check_two_people(registration, known, actor)
        lost = lost_accesses(known)
    if known is not None and known.name != registration.unit_name:
        remember_name(
            known, registration.unit_name, on=clock.today(), reason="重新注册", actor=actor
        )
    if known is not None and known.district_id != registration.district_id:
        remember_district(known, registration.district_id, on=clock.today())
    unit, _ = ReportingUnit.objects.update_or_create(
        uscc=registration.uscc,
        defaults=stated,
        create_defaults={**stated, "valid_from": since},
    )
    unit.valid_from = min(unit.valid_from, since)
    come_back(unit, since)
    unit.save(update_fields=["valid_from", "valid_to"])
    Membership.objects.create(user=registration.user, unit=unit, since=clock.now())
    for roster, period in first.items():
        if not listed_from(unit, roster, period):
            enter(unit, roster, period)
    carry_out(unit, actor, "注册申请已批准，单位在册。")
    _decide(registration, Registration.APPROVED, actor, "")
    registration.unit = unit
    registration.save()
    starts = {f"{roster}_from": str(period) for roster, period in first.items()}
    told = {"unit": unit.pk, "uscc": unit.uscc, **starts}
    if lost:
        told["instead_of"] = [each.user.username for each in lost]
    record_many("registration.approve", [(f"registration:{pk}", told)], actor=actor)
    if then is not None:
        then(unit)
    texts.send(registration.phone, "approved", unit=registration.unit_name)
    tell_those_before(unit, lost)
    return unit


@transaction.atomic
def refuse(pk: int, *, actor: User, reason: str) -> Registration:
    """退回 with a written reason, which the applicant reads and may answer by correcting."""
    registration = _waiting(pk, actor)
    reason = cleaned(reason)
    if fault := reason_fault(reason, "退回原因"):
        raise Refused(f"{fault}申请人将据此更正。")
    _decide(registration, Registration.REFUSED, actor, reason)
    registration.save()
    record("registration.refuse", f"registration:{pk}", actor=actor, reason=reason)
    texts.send(registration.phone, "refused", unit=registration.unit_name)
    return registration


def _stated(stated: dict[str, Any]) -> dict[str, Any]:
    return {name: stated[name] for name in STATED}


def _check_uscc(uscc: str, present: Registration | None) -> None:
    if problem := uscc_fault(uscc) or uscc_problem(uscc, besides=present):
        raise Refused(problem.rstrip("。") + "。")


def _save(registration: Registration) -> None:
    try:
        registration.save()
    except IntegrityError as error:  # somebody applied for the same unit at the same moment
        raise Refused(
            f"统一社会信用代码“{registration.uscc}”的注册申请正在审批中，无须重复提交。"
        ) from error


def _keep_licence(registration: Registration, file: UploadedFile[bytes] | None) -> None:
    if file is None:
        return
    if problem := scans.problem(file, "营业执照"):
        raise Refused(problem)
    scans.keep(registration.licence, file)


def _waiting(pk: int, actor: User) -> Registration:
    if not actor.is_role(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以审批注册申请。")
    registration = Registration.objects.select_for_update().filter(pk=pk).first()
    if registration is None:
        raise Refused("没有找到该注册申请。")
    if registration.status != Registration.PENDING:
        raise Refused(f"该申请已处于“{registration.get_status_display()}”状态，不能再次办理。")
    return registration


def _decide(registration: Registration, status: str, actor: User, reason: str) -> None:
    registration.status = status
    registration.reason = reason
    registration.decided_at = clock.now()
    registration.decided_by = actor
