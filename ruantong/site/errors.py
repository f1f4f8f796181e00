"""What a failed request gets: a sentence and a way on; never a stack trace."""

from __future__ import annotations

import logging
import secrets
import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from ruantong.accounts import kept
from ruantong.core.values import shown
from ruantong.gateways import clock
from ruantong.site import json_line, request_log, unavailable
from ruantong.site.context import platform

_STALE = ("页面已过期", "页面停留过久或已在别处重新登录，本次提交没有生效，已保存的内容不会丢失。")
logger = logging.getLogger(__name__)
# no characters that are mistaken for one another when read over the phone
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def wants_json(request: HttpRequest) -> bool:
    """True when a script asked, which shows the message itself."""
    return "application/json" in request.headers.get("Accept", "")


def page(
    request: HttpRequest,
    status: int,
    title: str,
    message: str,
    advice: str = "",
    back: tuple[str, str] = ("/", "返回首页"),
) -> HttpResponse:
    """The message page, or the same message as JSON for scripts; ``back`` is address and label."""
    if wants_json(request):
        return JsonResponse({"title": title, "message": message}, status=status)
    context = {
        "title": title,
        "message": message,
        "advice": advice,
        "back": back[0],
        "back_label": back[1],
    }
    return HttpResponse(render_to_string("site/message.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return unknown_host(request)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_large(request)
    if isinstance(exception, SessionInterrupted):
        return signed_out_meanwhile(request)
    return page(
        request,
        400,
        "请求不正确",
        "提交的内容不完整或格式不正确，平台没有作任何改动。",
        "请返回上一页核对后重新提交。",
    )


def signed_out_meanwhile(request: HttpRequest) -> HttpResponse:
    """The session ended while the request was at work: its person signed in or out once more."""
    if wants_json(request):
        return JsonResponse(
            {"message": "登录已失效，请重新登录；已保存的内容不会丢失。"}, status=401
        )
    return redirect("home")


def too_large(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        413,
        "提交的内容过大",
        "提交的内容或上传的文件超过平台接收的大小，没有作任何改动。",
        "请返回上一页，减少一次提交的内容，或换一个较小的文件；营业执照扫描件应不超过5MB。",
    )


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: its address is what cannot be used."""
    message = f"浏览器使用的地址“{shown(request.META.get('HTTP_HOST', ''))}”不是本平台的地址。"
    advice = (
        "请按通知给出的地址打开本平台。部署人员：如确应使用此地址，"
        "请将其主机名加入环境变量 RUANTONG_HOSTS 后重新启动。"
    )
    return _bare(request, 400, "地址不正确", message, advice, back="")


def plain_http(request: HttpRequest) -> HttpResponse:
    """The platform is for https, but this request came without: no page to be redirected to."""
    message = "本平台只通过加密连接（https）使用，当前连接未加密，没有作任何处理。"
    advice = (
        "请使用以 https:// 开头的地址。部署人员：TLS由反向代理终结，代理须带 X-Forwarded-Proto: https "
        "并列入 RUANTONG_PROXIES；在本机试用可用 ruantong serve --http。"
    )
    return _bare(request, 403, "请使用加密连接", message, advice, back="")


def not_allowed(request: HttpRequest, back: str) -> HttpResponse:
    """A GET of an address that is only for sending: leads to the page with the button."""
    return page(
        request,
        405,
        "此地址不能直接打开",
        "此地址只用于提交，直接打开时平台不作任何改动。",
        "请回到原页面，在页面上点击相应的按钮。",
        (back, "返回首页" if back == "/" else "回到原页面"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        403,
        "无权访问",
        str(exception) if exception and str(exception) else "您的角色无权打开此页面。",
        "如认为应当有权，请与系统管理员联系。",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        404,
        "没有找到",
        getattr(exception, "message", "") or "您要打开的页面不存在，或者不在您的权限范围内。",
        "请从首页或导航重新进入。",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an internal error, whose number leads to the entry of the log with the reason.

    Rendered without the request: the database may be what is broken.
    """
    number, error = incident_number(), sys.exc_info()[1]
    said = {"said": request_log.told(request) | {"incident": number}}
    if isinstance(error, Exception) and unavailable.explains(error):
        reason = json_line.without_values(str(error).strip())
        logger.error(
            "%s %s %s: database: %s", number, request.method, request.path, reason, extra=said
        )
        return unavailable.answer(request, error, number, as_json=wants_json(request))
    logger.error(
        "%s %s %s", number, request.method, request.path, exc_info=sys.exc_info(), extra=said
    )
    message = (
        f"平台处理时发生错误，本次操作没有生效，已填并保存的内容不受影响。故障编号：{number}。"
    )
    advice = "请稍后重试；多次出现时请联系系统管理员，并告知故障编号。"
    return _bare(request, 500, "系统故障", message, advice)


def incident_number() -> str:
    """Date and six characters: ``20241105-7KQ2XM``."""
    return f"{clock.now():%Y%m%d}-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def _bare(
    request: HttpRequest, status: int, title: str, message: str, advice: str, back: str = "/"
) -> HttpResponse:
    """The message page without anything that needs the request's session or user.

    ``back`` is "" where the first page of this address would say the same again.
    """
    if wants_json(request):
        return JsonResponse({"title": title, "message": message}, status=status)
    context = {
        "title": title, "message": message, "advice": advice, "back": back, "platform": platform(),
    }  # fmt: skip
    return HttpResponse(render_to_string("site/message.html", context), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is no longer good: what was typed is offered again, to its own person."""
    if wants_json(request):
        return page(request, 403, *_STALE)
    if request.user.is_authenticated:
        if kept.from_own_older_page(request) and kept.keep(request, request.user.pk):
            return redirect("resume")
    elif (match := request.resolver_match) and getattr(match.func, "comes_back", False):
        request.only_show = True  # type: ignore[attr-defined]
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
    advice = "请返回上一页刷新后再提交；浏览器须允许本站使用Cookie。"
    return page(request, 403, *_STALE, advice)
