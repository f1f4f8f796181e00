"""填报人员 of a unit: who they are, and what they do among themselves.

Each verb: permission → change → trail, in one transaction. What a post may do stands in
:mod:`ruantong.core.posts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from ruantong.accounts import cas, texts
from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.posts import MANAGING, SUBMITTERS, Post, Submitters
from ruantong.gateways import clock
from ruantong.registry.models import Membership, ReportingUnit
from ruantong.registry.survey.packs import regimes
from ruantong.trail.record import record
from ruantong.web.composed import Given


def people_of(unit: ReportingUnit | int | Given) -> QuerySet[Membership]:
    """Everybody who files for the unit now."""
    found = Membership.objects.filter(unit=unit, until=None, user__is_active=True)
    return found.select_related("user").order_by("since", "pk")


def place_of(user: User, unit: ReportingUnit | int) -> Membership | None:
    """As what the person files for the unit; None when he does not."""
    return people_of(unit).filter(user=user).first() if user.is_role(Role.RESPONDENT) else None


def form_numbers() -> dict[str, str]:
    """The forms of all editions by code: “软统企2表 主要财务指标”."""
    every = [form for key in sorted(regimes()) for form in regimes()[key].forms]
    return {form.code: f"{form.number} {form.name}" for form in every}


@transaction.atomic
def change_person(pk: int, *, actor: User, post: Post, forms: Sequence[str]) -> Membership:
    """Another post, or other forms; one person who manages always remains."""
    one = _colleague(pk, actor)
    check_forms(forms)
    if post.value not in MANAGING and one.manages:
        _check_manager_left(one, "不能改为填表人")
    before = {"post": one.post, "forms": one.form_codes}
    one.post, one.form_codes, one.post_since = post.value, sorted(forms), clock.now()
    one.save(update_fields=["post", "form_codes", "post_since"])
    note_division(one.unit)
    record(
        "unit.person",
        f"unit:{one.unit_id}",
        actor=actor,
        user=one.user.username,
        before=before,
        after={"post": one.post, "forms": one.form_codes},
    )
    return one


@transaction.atomic
def end_person(pk: int, *, actor: User) -> Membership:
    """A colleague no longer files for the unit, and is told; one who manages always remains."""
    one = _colleague(pk, actor)
    if one.manages:
        _check_manager_left(one, "不能退出；统计人员变动的，请移交填报工作")
    one.until = clock.now()
    one.save(update_fields=["until"])
    if not Membership.objects.filter(user=one.user, until=None).exists():
        cas.untie(one.user)
    note_division(one.unit)
    record("unit.person_end", f"unit:{one.unit_id}", actor=actor, user=one.user.username)
    if one.user != actor:
        texts.send(one.user.phone, "ended", unit=one.unit.name)
    return one


@transaction.atomic
def set_submitters(unit_pk: int, *, actor: User, submitters: Submitters) -> ReportingUnit:
    """Who may 确定上报; there has to be somebody."""
    unit = managed(unit_pk, actor).unit
    if (
        submitters is Submitters.UNIT_HEAD
        and not people_of(unit).filter(post=Post.UNIT_HEAD.value).exists()
    ):
        raise Refused("填报人员中还没有单位负责人，不能限定由其确定上报。")
    before, unit.submitters = unit.submitters, submitters.value
    unit.save(update_fields=["submitters"])
    record(
        "unit.submitters",
        f"unit:{unit.pk}",
        actor=actor,
        before=SUBMITTERS[Submitters(before)],
        after=SUBMITTERS[submitters],
    )
    return unit


def own_place(unit_pk: int, actor: User) -> Membership:
    """As what the actor files for the unit, whose people are locked; Refused for a stranger."""
    locked = ReportingUnit.objects.select_for_update(no_key=True).filter(pk=unit_pk).first()
    place = place_of(actor, locked) if locked else None
    if locked is None or place is None:
        raise Refused("您不是该单位的填报人。")
    place.unit = locked
    return place


def managed(unit_pk: int, actor: User) -> Membership:
    """The place of an actor who manages the people of the unit; Refused for anybody else."""
    place = own_place(unit_pk, actor)
    if not place.manages and people_of(place.unit).filter(post__in=MANAGING).exists():
        raise Refused("填报人员由本单位的统计负责人或单位负责人管理。")
    return place


def note_division(unit: ReportingUnit) -> None:
    """Whether anybody is bound to forms: every save reads that with the unit."""
    divided = any(each.form_codes for each in people_of(unit))
    if unit.divided != divided:
        unit.divided = divided
        unit.save(update_fields=["divided"])


def check_forms(forms: Sequence[str]) -> None:
    if unknown := [code for code in forms if code not in form_numbers()]:
        raise Refused(f"没有“{unknown[0]}”这张表。")


def _colleague(pk: int, actor: User) -> Membership:
    one = Membership.objects.select_related("unit", "user").filter(pk=pk, until=None).first()
    if one is None:
        raise Refused("该填报人员已不在本单位。")
    place = managed(one.unit_id, actor)
    one.unit = place.unit
    return one


def _check_manager_left(one: Membership, what: str) -> None:
    others = people_of(one.unit).filter(post__in=MANAGING).exclude(pk=one.pk)
    if not others.exists():
        raise Refused(f"“{one.user.display_name}”是唯一管理填报人员的人，{what}。")
    if one.unit.submitters == Submitters.UNIT_HEAD and one.post == Post.UNIT_HEAD:
        heads = people_of(one.unit).filter(post=Post.UNIT_HEAD.value).exclude(pk=one.pk)
        if not heads.exists():
            raise Refused(f"“{one.user.display_name}”是唯一可以确定上报的人，{what}。")
