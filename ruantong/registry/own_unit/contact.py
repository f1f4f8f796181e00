"""统计人员变动: the enterprise states its new contact itself; a mobile number is proven before it stands."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ruantong.accounts import codes
from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.accounts.forms import CodeForm
from ruantong.accounts.models import User
from ruantong.accounts.own_phone import CODE_NOT_ACCEPTED, proof_sent
from ruantong.core.identifiers import mobile_fault, normalise_phone, phone_fault
from ruantong.core.lifecycle import Role
from ruantong.core.limits import PERSON, PHONE
from ruantong.registry.access import unit_for
from ruantong.registry.fields import text
from ruantong.registry.own_unit.contact_acts import change_contact

_ASKED = "contact_to_prove"
form_page = require_http_methods(["GET", "HEAD", "POST"])


class ContactForm(forms.Form):
    """Whom the district reaches."""

    contact_name = text("联系人", PERSON, "负责本单位统计工作的人员。", autocomplete="name")
    contact_phone = text(
        "联系电话", PHONE,
        "手机号须填写发到该手机的验证码后才生效；固定电话如023-63899999，不需要验证码。",
        autocomplete="tel",
    )  # fmt: skip

    def clean_contact_phone(self) -> str:
        number = normalise_phone(self.cleaned_data["contact_phone"])
        if mobile_fault(number) and (problem := phone_fault(number)):
            raise forms.ValidationError(f"{problem}；也可填11位手机号码。")
        return number


@form_page
@requires(Role.RESPONDENT)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is the contact from now on. A mobile number is asked back by a code first."""
    actor = actor_of(request)
    unit = unit_for(actor, pk)
    stated = {"contact_name": unit.contact_name, "contact_phone": unit.contact_phone}
    form = ContactForm(request.POST or None, initial=stated)
    if request.method == "POST" and form.is_valid():
        name, phone = form.cleaned_data["contact_name"], form.cleaned_data["contact_phone"]
        try:
            if phone == unit.contact_phone or mobile_fault(phone) or _own(actor, phone):
                change_contact(pk, actor=actor, name=name, phone=phone)
                return _done(request)
            asked = proof_sent(request, phone)
        except Refused as refusal:
            form.add_error("contact_phone", refusal.message)
        else:
            request.session[_ASKED] = {"unit": pk, "name": name, "phone": asked}
            return redirect("registry:confirm_contact", pk)
    status = 422 if form.is_bound else 200
    return render(request, "registry/contact.html", {"unit": unit, "form": form}, status=status)


@sensitive_post_parameters()
@never_cache
@form_page
@requires(Role.RESPONDENT)
def confirm_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The code that went to the contact's mobile; until then nothing has changed."""
    actor = actor_of(request)
    unit, asked = unit_for(actor, pk), request.session.get(_ASKED)
    if not asked or asked["unit"] != pk:
        return redirect("registry:contact", pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.proves(asked["phone"], form.cleaned_data["code"]):
            del request.session[_ASKED]
            change_contact(pk, actor=actor, name=asked["name"], phone=asked["phone"])
            return _done(request)
        form.add_error("code", CODE_NOT_ACCEPTED)
    context = {"unit": unit, "form": form, "asked": asked}
    status = 422 if form.is_bound else 200
    return render(request, "registry/confirm_contact.html", context, status=status)


def _own(actor: User, phone: str) -> bool:
    """The holder has proven this number already."""
    return actor.phone == phone and actor.phone_proven_at is not None


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, "联系信息已更新，所在区县可以看到。")
    return redirect("registry:own_unit")
