"""导入名录: the files sent in, the preview of one line by line, 确认导入."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts.access import Refused, actor_of, requires
from ruantong.core.lifecycle import Role
from ruantong.registry.fields import reason_field
from ruantong.registry.models.roster_import import RosterImport, RosterImportLine
from ruantong.registry.roster_import import acts
from ruantong.registry.roster_import.columns import headings
from ruantong.registry.roster_import.judging import NEEDED
from ruantong.web.document import Column, Document
from ruantong.web.export import export_response
from ruantong.web.listing import Filter, Listing

FILES = (
    Column("上传时间", lambda f: f.made_at, "moment", 20),
    Column("文件", lambda f: f.file_name, width=40),
    Column("行数", lambda f: f.total, "number", 8),
    Column("状态", lambda f: f.get_state_display(), width=10),
    Column("依据", lambda f: f.reason, width=40),
    Column("经办", lambda f: f.made_by.display_name, width=12),
)
LINES = (
    Column("工作表", lambda line: line.sheet, width=14),
    Column("行", lambda line: line.row, "number", 6),
    Column("统一社会信用代码", lambda line: line.uscc, width=22),
    Column("单位详细名称", lambda line: line.name, width=36),
    Column("结果", lambda line: line.get_kind_display(), width=10),
    Column("内容", lambda line: "；".join(line.told), width=60),
    Column("导入时间", lambda line: line.taken_at, "moment", 20),
    Column("未导入的原因", lambda line: line.refused, width=40),
)
OUTCOMES = (("True", "未导入"), ("False", "已导入"))


class FileForm(forms.Form):
    """The workbook."""

    file = forms.FileField(
        label="名录文件",
        help_text="Excel工作簿（.xlsx），不超过5MB、1万行；按表头识别各列，空着的单元格不改动名录。",
        error_messages={
            "required": "请选择名录文件。",
            "empty": "文件内容为空，请重新选择名录文件。",
        },
    )


class ConfirmForm(forms.Form):
    """On what the roster rests."""

    reason = reason_field("导入的依据")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].label = "依据"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.CITY)
def imports(request: HttpRequest) -> HttpResponse:
    """Sending one in, and those that were."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.send_in(form.cleaned_data["file"], actor=actor_of(request))
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("registry:import", made.pk)
    listing = Listing(
        request,
        RosterImport.objects.select_related("made_by").annotate(total=Count("lines")),
        filters=(Filter("state", "状态", "state", RosterImport.STATES),),
        sorts={"made": "made_at", "name": "file_name"},
        search=("file_name", "reason"),
        default_sort="-made",
    )
    if listing.export:
        document = listing.document("名录导入", "件")
        return export_response(listing.export, document, FILES, listing.export_rows)
    context = {"form": form, "listing": listing}
    status = 422 if form.is_bound else 200
    return render(request, "registry/roster_import/imports.html", context, status=status)


@require_safe
@requires(Role.CITY)
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the headings."""
    columns = [Column(one.title, lambda row: "", width=one.width) for one in headings()]
    needed = "、".join(one.title for one in headings() if one.key in NEEDED)
    view = (f"新增单位须填写{needed}和至少一个起报期；已在名录的单位只填要变更的列。",)
    return export_response("xlsx", Document("名录导入模板", 0, "家", view=view), columns, ())


@require_safe
@requires(Role.CITY)
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of one, or how far it was taken."""
    return _page(request, pk, ConfirmForm())


@require_POST
@requires(Role.CITY)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """确认导入, and going on with one that was interrupted."""
    actor, found = actor_of(request), _found(pk)
    if found.state == RosterImport.PREVIEW:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            return _page(request, pk, form)
        try:
            acts.confirm(pk, actor=actor, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return _page(request, pk, form)
    left = acts.take_some(pk, actor=actor)
    if left:
        messages.info(request, f"还有{left}行没有导入，请点“继续导入”。")
    else:
        messages.success(request, "名录已导入。")
    return redirect("registry:import", pk)


@require_POST
@requires(Role.CITY)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """放弃."""
    _found(pk)
    try:
        acts.drop(pk, actor=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("registry:import", pk)
    messages.success(request, "已放弃，名录没有变化。")
    return redirect("registry:imports")


def _found(pk: int) -> RosterImport:
    found = RosterImport.objects.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, pk: int, form: ConfirmForm) -> HttpResponse:
    found = _found(pk)
    listing = Listing(
        request,
        RosterImportLine.objects.filter(owner=found),
        filters=(
            Filter("kind", "结果", "kind", RosterImportLine.KINDS),
            Filter("open", "导入", "taken_at__isnull", OUTCOMES),
        ),
        sorts={"row": "pk", "uscc": "uscc", "name": "name", "kind": ("kind", "pk")},
        search=("uscc", "name"),
        default_sort="row",
    )
    if listing.export:
        document = listing.document(f"名录导入 {found.file_name}", "行")
        return export_response(listing.export, document, LINES, listing.export_rows)
    counted = dict(found.lines.values_list("kind").annotate(n=Count("pk")).order_by())
    context = {
        "found": found,
        "listing": listing,
        "form": form,
        "counts": [(key, label, counted.get(key, 0)) for key, label in RosterImportLine.KINDS],
        "waiting": acts.to_take(found).count(),
        "taken": found.lines.exclude(taken_at=None).count(),
        "failed": found.lines.exclude(refused="").count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registry/roster_import/import.html", context, status=status)
