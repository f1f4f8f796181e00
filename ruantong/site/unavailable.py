"""The answer when the database did not take a request: busy, or not to be reached.

Rendered without session and user, which lie in that database. What was sent is offered again on the
page itself, so that nothing typed is lost.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string

from ruantong.accounts import kept
from ruantong.site.context import platform

RETRY_AFTER = 10  # seconds
# lock not available, statement cancelled, deadlock, serialisation, idle too long: PostgreSQL has undone
# it all
_UNDONE = {"55P03", "57014", "40P01", "40001", "25P03"}


@dataclass(frozen=True)
class _Said:
    title: str
    read: str
    sent: str
    advice: str


_BUSY = _Said(
    "平台正忙",
    "此页暂时打不开，已保存的内容不受影响。",
    "同时办理的人较多，本次提交没有生效，所填内容没有丢失。",
    "请稍候片刻再试。",
)
_FULL = _Said(
    "平台的存储空间已满",
    "此页暂时打不开，已保存的内容不受影响。",
    "平台的存储空间已满，本次提交没有生效，所填内容没有丢失。",
    "请稍后再试；长时间不能保存的，请告知系统管理员。",
)
_AWAY = _Said(
    "暂时连不上数据库",
    "此页暂时打不开，已保存的内容不受影响。",
    "平台与数据库的连接中断，尚不能确认本次提交是否生效；所填内容没有丢失。",
    "请稍候片刻再试；再次提交以前，请先打开原页面核对是否已经生效。",
)


def explains(error: BaseException | None) -> bool:
    """True when the state of the database is the reason, and no mistake of ours in a statement."""
    if isinstance(error, DatabaseError) and (_undone(error) or _full(error)):
        return True
    # SQLite says "operational" of a missing column, too
    return isinstance(error, OperationalError | InterfaceError) and not isinstance(
        error.__cause__, sqlite3.Error
    )


def answer(request: HttpRequest, error: Exception, number: str, *, as_json: bool) -> HttpResponse:
    """503 with what became of the request; a form comes with the button that sends it again."""
    said = _FULL if _full(error) else _BUSY if _undone(error) else _AWAY
    sending = request.method not in {"GET", "HEAD"}
    message = f"{said.sent if sending else said.read}故障编号：{number}。"
    headers = {"Retry-After": str(RETRY_AFTER)}
    if as_json:
        content = {"title": said.title, "message": message}
        return JsonResponse(content, status=503, headers=headers)
    context = {
        "title": said.title,
        "message": message,
        "advice": said.advice,
        "again": request.get_full_path(),
        "back": kept.page_before(request),
        "sent": sending,
        "fields": _fields(request) if sending else None,
        "files": sending and bool(request.FILES),
        "platform": platform(),
    }
    page = render_to_string("site/unavailable.html", context)
    return HttpResponse(page, status=503, headers=headers)


def _undone(error: BaseException) -> bool:
    """True when it is certain that nothing of the request was carried out."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) in _UNDONE or "is locked" in str(cause)


def _full(error: BaseException) -> bool:
    """True when nothing more could be written; the transaction is undone."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in {
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_IOERR,
        }
    return getattr(cause, "sqlstate", None) in {"53100", "58030"}  # disk full, I/O error


def _fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What a form held; None when there was a secret in it, which no page repeats."""
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    except UnreadablePostError:
        return None
    if any(name.rsplit("-", 1)[-1] in kept.SECRET_FIELDS for name, _ in fields):
        return None
    return fields or None
