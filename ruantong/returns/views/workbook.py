"""下载Excel and 上传Excel: the forms of a return as a workbook, and a workbook taken into the return."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.core.regime import Form
from ruantong.returns.errors import Conflict, Refused
from ruantong.returns.filing.posted import posted_version
from ruantong.returns.pages.page import Filing
from ruantong.returns.workbook import taking
from ruantong.returns.workbook.judging import KINDS, kept
from ruantong.returns.workbook.making import file_name, workbook_of
from ruantong.web.export import XLSX


class FileForm(forms.Form):
    """The workbook that is sent in."""

    file = forms.FileField(
        label="Excel文件",
        help_text="Excel工作簿（.xlsx），不超过5MB。可以是下载后填好的，也可以是自己的表：有代码或指标名称、有各栏名称即可。",
        error_messages={
            "required": "请选择Excel文件。",
            "empty": "文件内容为空，请重新选择Excel文件。",
        },
    )


@require_safe
@requires(Role.RESPONDENT)
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Every form of the return, one sheet each."""
    filing = Filing(actor_of(request), pk)
    return _file(filing, filing.due, None)


@require_safe
@requires(Role.RESPONDENT)
def single(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One form alone."""
    filing = Filing(actor_of(request), pk)
    form = filing.form(code)
    return _file(filing, (form,), form)


def _file(filing: Filing, forms: Sequence[Form], form: Form | None) -> HttpResponse:
    response = HttpResponse(workbook_of(filing, forms), content_type=XLSX)
    disposition = content_disposition_header(as_attachment=True, filename=file_name(filing, form))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.RESPONDENT)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Sending one in, and the preview of the one that waits."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                taking.send_in(pk, actor=actor_of(request), file=form.cleaned_data["file"])
            except Refused as refused:
                form.add_error("file", refused.message)
            else:
                return redirect("returns:upload", pk)
    return _page(request, pk, form, status=422 if form.is_bound else 200)


@require_POST
@requires(Role.RESPONDENT)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """采用."""
    try:
        count = taking.take(
            pk,
            actor=actor_of(request),
            choice=request.POST.get("choice", ""),
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return _page(request, pk, FileForm(), status=409, conflict=conflict)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("returns:upload", pk)
    if count:
        messages.success(request, f"已采用预览中的{count}处修改，请核对后数据审核。")
    else:
        messages.info(request, "没有需要采用的修改，报表没有变化。")
    return redirect("returns:overview", pk)


@require_POST
@requires(Role.RESPONDENT)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """放弃."""
    taking.drop(pk, actor=actor_of(request))
    messages.success(request, "已放弃，报表没有变化。")
    return redirect("returns:upload", pk)


def _page(
    request: HttpRequest,
    pk: int,
    form: FileForm,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> HttpResponse:
    filing = Filing(actor_of(request), pk)
    waiting = taking.waiting_for(filing.actor, filing.ret)
    entries = kept(waiting.entries) if waiting else []
    groups = [
        (kind, label, [entry for entry in entries if entry.kind == kind])
        for kind, label in KINDS.items()
    ]
    context = {
        **filing.page(),
        "form": form,
        "waiting": waiting,
        "groups": [group for group in groups if group[2]],
        "changes": bool(waiting and (waiting.typed or waiting.lines)),
        "conflict": conflict,
        "conflicts": [
            {"name": c.name, "typed_text": _words(c.typed), "stored_text": _words(c.stored)}
            for c in (conflict.conflicts if conflict else ())
        ],
    }
    return render(request, "returns/workbook.html", context, status=status)


def _words(value: object) -> str:
    return f"{len(value)}行明细" if isinstance(value, list) else str(value)
