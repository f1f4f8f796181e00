"""从科目余额表取数: a balance is sent in, mapped, and shown as the preview of 上传Excel."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.ledger import MEASURE_LABELS
from ruantong.core.lifecycle import Role
from ruantong.returns.errors import Refused
from ruantong.returns.filing.posted import posted_version
from ruantong.returns.ledger import store, taking, waiting
from ruantong.returns.ledger.balance import parents_of
from ruantong.returns.ledger.exchange import mapping_file, mapping_in
from ruantong.returns.ledger.expression import SIGNS, fault_of
from ruantong.returns.ledger.page import Mapped
from ruantong.returns.ledger.posted import Chosen, chosen_in
from ruantong.returns.pages.page import Filing

CONFIRM_ALL = "confirm"


class BalanceForm(forms.Form):
    """The balance that is sent in."""

    file = forms.FileField(
        label="科目余额表",
        help_text="财务软件导出的.xlsx或.csv，不超过5MB，以元为单位，有科目编码、科目名称和各栏借方、贷方；按科目导出，不按辅助核算展开。",
        error_messages={"required": "请选择科目余额表。", "empty": "文件内容为空，请重新选择。"},
    )


class MappingForm(forms.Form):
    """A mapping that was exported."""

    mapping = forms.FileField(
        label="导出的对应关系（.csv）",
        error_messages={
            "required": "请选择导出的对应关系。",
            "empty": "文件内容为空，请重新选择。",
        },
    )


@require_safe
@requires(Role.RESPONDENT)
def ledger(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The accounts, what each cell is made of, and what that comes to."""
    return _page(request, _mapped(request, pk, code))


@require_POST
@requires(Role.RESPONDENT)
def upload(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """上传科目余额表."""

    def receive(mapped: Mapped, file: UploadedFile[bytes]) -> None:
        waiting.receive(mapped.filing, file)

    return _sent(request, pk, code, BalanceForm(request.POST, request.FILES), receive)


@require_POST
@requires(Role.RESPONDENT)
def restore(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """导入: an exported mapping becomes the next version."""

    def take_up(mapped: Mapped, file: UploadedFile[bytes]) -> None:
        found = mapping_in(file, mapped.targets)
        named = {term.code: term.name for terms in found.values() for term in terms}
        accounts = {**named, **mapped.accounts}
        for ref, terms in found.items():
            if fault := fault_of(terms, parents_of(accounts)):
                raise Refused(f"文件“{file.name}”中{ref}：{fault}。")
        kept = store.keep(
            mapped.filing, mapped.form, found, accounts, version=posted_version(request.POST)
        )
        messages.success(request, f"已导入对应关系，为第{kept.version}版，共{len(found)}个指标。")

    return _sent(request, pk, code, MappingForm(request.POST, request.FILES), take_up)


@require_POST
@requires(Role.RESPONDENT)
def keep(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """保存对应关系: what was chosen, and those proposals that were confirmed."""
    mapped = _mapped(request, pk, code)
    chosen = chosen_in(request.POST, [each.ref for each in mapped.targets], mapped.accounts)
    if chosen.faults:
        return _page(request, mapped, chosen=chosen, status=422)
    everything = request.POST.get("act") == CONFIRM_ALL
    known = {*mapped.kept, *mapped.proposals}
    taken = {
        ref: terms
        for ref, terms in chosen.expressions.items()
        if (terms or ref in known)
        and (everything or ref in chosen.ticked or terms != mapped.proposals.get(ref))
    }
    try:
        mapped.check_own()
        kept = store.keep(
            mapped.filing,
            mapped.form,
            taken,
            mapped.accounts,
            version=posted_version(request.POST),
        )
    except Refused as refused:
        return _page(request, mapped, chosen=chosen, error=refused.message, status=409)
    messages.success(request, f"已保存对应关系第{kept.version}版，{kept.cells}个指标有对应的科目。")
    return redirect("returns:ledger", pk, code)


@require_POST
@requires(Role.RESPONDENT)
def preview(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """逐格预览: on to the preview of 上传Excel."""
    mapped = _mapped(request, pk, code)
    try:
        taking.preview(mapped, absent_is_nil=bool(request.POST.get("absent")))
    except Refused as refused:
        return _page(request, mapped, error=refused.message, status=422)
    return redirect("returns:upload", pk)


@require_POST
@requires(Role.RESPONDENT)
def forget(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """清除余额表."""
    waiting.forget(_mapped(request, pk, code).filing)
    messages.success(request, "已清除科目余额表，对应关系还在。")
    return redirect("returns:ledger", pk, code)


@require_POST
@requires(Role.RESPONDENT)
def delete(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """删除对应关系, every version of it."""
    mapped = _mapped(request, pk, code)
    try:
        mapped.check_own()
    except Refused as refused:
        return _page(request, mapped, error=refused.message, status=409)
    store.delete(mapped.filing, mapped.form)
    messages.success(request, f"已删除{mapped.form.number}的对应关系，报表中的数没有变化。")
    return redirect("returns:ledger", pk, code)


@require_safe
@requires(Role.RESPONDENT)
def mapping(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """导出对应关系."""
    mapped = _mapped(request, pk, code)
    response = HttpResponse(
        mapping_file(mapped.targets, mapped.kept), content_type="text/csv; charset=utf-8"
    )
    name = f"{mapped.form.number}_科目对应关系_第{mapped.version}版.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _mapped(request: HttpRequest, pk: int, code: str) -> Mapped:
    return Mapped(Filing(actor_of(request), pk), code)


def _sent(
    request: HttpRequest,
    pk: int,
    code: str,
    form: BalanceForm | MappingForm,
    act: Callable[[Mapped, UploadedFile[bytes]], None],
) -> HttpResponse:
    mapped = _mapped(request, pk, code)
    if form.is_valid():
        (field,) = form.fields
        try:
            mapped.check_own()
            act(mapped, form.cleaned_data[field])
        except Refused as refused:
            form.add_error(field, refused.message)
        else:
            return redirect("returns:ledger", pk, code)
    return _page(request, mapped, sent=form, status=422)


def _page(
    request: HttpRequest,
    mapped: Mapped,
    *,
    sent: BalanceForm | MappingForm | None = None,
    chosen: Chosen | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = mapped.lines(chosen)
    filed_by = mapped.filing.filled_by_others(mapped.form)
    context = {
        **mapped.filing.page(mapped.form.code),
        "form": mapped.form,
        "mapped": mapped,
        "filled_by": filed_by,
        "may_map": not filed_by,
        "lines": [line for line in lines if line.terms or line.fault],
        "unmapped": [line for line in lines if not line.terms and not line.fault],
        "proposed": sum(line.proposed for line in lines),
        "absent": any(line.calculated and line.calculated.absent for line in lines),
        "faulty": [line for line in lines if line.fault],
        "uses": mapped.uses(),
        "measures": list(MEASURE_LABELS.items()),
        "signs": list(SIGNS.items()),
        "balance_form": sent if isinstance(sent, BalanceForm) else BalanceForm(),
        "mapping_form": sent if isinstance(sent, MappingForm) else MappingForm(),
        "sent": sent,
        "error": error,
    }
    return render(request, "returns/ledger/page.html", context, status=status)
