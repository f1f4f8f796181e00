"""填报人员: who files for a unit, who is invited, and who may 确定上报."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.confirming import Act, Asking, asked_once
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.posts import POST_CHOICES, SUBMITTERS, Submitters
from ruantong.registry.access import unit_for
from ruantong.registry.models import Invitation, Membership, ReportingUnit
from ruantong.registry.people import invitations, persons
from ruantong.registry.people.division import forms_told
from ruantong.registry.people.door import join_link
from ruantong.registry.people.forms import InviteForm, PlaceForm, SubmittersForm
from ruantong.web.document import Column
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

COLUMNS = (
    Column("姓名", lambda m: m.user.display_name),
    Column("用户名", lambda m: m.user.username, width=20),
    Column("职责", lambda m: m.get_post_display()),
    Column("分管报表", lambda m: forms_told(m.form_codes), width=40),
    Column("手机号", lambda m: m.user.phone),
    Column("开始填报", lambda m: m.since, "moment", 20),
    Column("最近登录", lambda m: m.user.last_login, "moment", 20),
)


@require_safe
@requires(Role.RESPONDENT)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who files for the unit."""
    return _page(request, unit_for(actor_of(request), pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A link goes to the phone of somebody who is to file too."""
    actor, unit = actor_of(request), unit_for(actor_of(request), pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(
                pk,
                actor=actor,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                link_of=lambda token: join_link(request, token),
                **form.place(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"邀请链接已发到{made.name}的手机，7天内有效。")
            return redirect("registry:people", pk)
    status = 422 if form.is_bound else 200
    return render(request, "registry/invite.html", {"unit": unit, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def person(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """One person's post and forms."""
    actor, one = actor_of(request), _one(request, pk, membership)
    start = {"post": one.post, "forms_filled": one.form_codes}
    form = PlaceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            persons.change_person(membership, actor=actor, **form.place())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{one.user.display_name}的职责和分管报表已更新。")
            return redirect("registry:people", pk)
    context = {"unit": one.unit, "one": one, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/person.html", context, status=status)


@require_POST
@requires(Role.RESPONDENT)
def end_person(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """退出填报; asked once."""
    actor, one = actor_of(request), _one(request, pk, membership)
    back = reverse("registry:people", args=[pk])
    asking = Asking(
        "退出填报",
        f"{one.user.display_name}不再为“{one.unit.name}”填报，随即生效；"
        "其填写的草稿、说明和历史报表都保留。",
        back,
    )
    act = Act(
        lambda: persons.end_person(membership, actor=actor),
        lambda: asking,
        f"{one.user.display_name}已退出填报。",
        "/" if one.user == actor else back,
    )
    return asked_once(request, act, lambda message: _page(request, one.unit, message))


@require_POST
@requires(Role.RESPONDENT)
def submitters(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may 确定上报 from now on."""
    unit, form = unit_for(actor_of(request), pk), SubmittersForm(request.POST)
    if not form.is_valid():
        return _page(request, unit, str(form.errors["submitters"][0]))
    try:
        persons.set_submitters(pk, actor=actor_of(request), submitters=form.chosen())
    except Refused as refusal:
        return _page(request, unit, refusal.message)
    messages.success(request, f"今后由{SUBMITTERS[form.chosen()]}确定上报和撤回。")
    return redirect("registry:people", pk)


@require_POST
@requires(Role.RESPONDENT)
def withdraw_invitation(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """撤回邀请, 取消移交."""
    unit = unit_for(actor_of(request), pk)
    get_object_or_404(Invitation, pk=invitation, unit=unit)
    try:
        taken_back = invitations.withdraw(invitation, actor=actor_of(request))
    except Refused as refusal:
        return _page(request, unit, refusal.message)
    if taken_back.succeeds:
        messages.success(request, "移交已取消，链接随即失效。")
        return redirect("registry:own_unit")
    messages.success(request, "邀请已撤回，链接随即失效。")
    return redirect("registry:people", pk)


def _one(request: HttpRequest, pk: int, membership: int) -> Membership:
    """A colleague; anybody else does not exist."""
    unit = unit_for(actor_of(request), pk)
    found = persons.people_of(unit).select_related("unit").filter(pk=membership).first()
    if found is None:
        raise Http404("没有找到该填报人员。")
    return found


def _page(request: HttpRequest, unit: ReportingUnit, problem: str = "") -> HttpResponse:
    actor: User = actor_of(request)
    listing = Listing(
        request,
        persons.people_of(unit),
        filters=(Filter("post", "职责", "post", POST_CHOICES),),
        sorts={
            "name": "user__display_name",
            "post": "post",
            "since": "since",
            "seen": "user__last_login",
        },
        search=("user__display_name", "user__username", "user__phone"),
        default_sort="since",
    )
    if listing.export:
        return export_response(
            listing.export, listing.document("填报人员", "人"), COLUMNS, listing.export_rows
        )
    place = persons.place_of(actor, unit)
    context = {
        "unit": unit,
        "listing": listing,
        "rows": [(row, forms_told(row.form_codes)) for row in listing.rows],
        "invited": [(each, forms_told(each.form_codes)) for each in invitations.open_ones(unit)],
        "manages": place is not None and place.manages,
        "submitters": SUBMITTERS[Submitters(unit.submitters)],
        "submitters_form": SubmittersForm(initial={"submitters": unit.submitters}),
        "problem": problem,
    }
    return render(request, "registry/people.html", context, status=422 if problem else 200)
