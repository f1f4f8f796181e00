"""What a failed request gets: a sentence and a way on; never a stack trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string


def wants_json(request: HttpRequest) -> bool:
    """True when a script asked, which shows the message itself."""
    return "application/json" in request.headers.get("Accept", "")


def page(
    request: HttpRequest, status: int, title: str, message: str, advice: str = ""
) -> HttpResponse:
    """The message page, or the same message as JSON for scripts."""
    if wants_json(request):
        return JsonResponse({"title": title, "message": message}, status=status)
    context = {"title": title, "message": message, "advice": advice}
    return HttpResponse(render_to_string("site/message.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        400,
        "请求不正确",
        "提交的内容不完整或格式不正确，平台没有作任何改动。",
        "请返回上一页核对后重新提交；上传的文件过大也会出现此提示。",
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
    """Rendered without the request: the database may be what is broken."""
    title, message = "系统故障", "平台处理时发生错误，本次操作没有生效，已填并保存的内容不受影响。"
    if wants_json(request):
        return JsonResponse({"title": title, "message": message}, status=500)
    context = {
        "title": title,
        "message": message,
        "advice": "请稍后重试；多次出现时请联系系统管理员并说明操作时间。",
    }
    return HttpResponse(render_to_string("site/message.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        "页面已过期",
        "页面停留过久或已在别处重新登录，本次提交没有生效，已保存的内容不会丢失。",
        "请返回上一页刷新后再提交；浏览器须允许本站使用Cookie。",
    )


def locked_out(
    request: HttpRequest, original: HttpResponse, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """The same answer for known and unknown names: it tells nothing about accounts."""
    return page(
        request,
        429,
        "暂时不能登录",
        "连续5次未能通过验证，该用户名（手机号）在本机已锁定30分钟。",
        "请30分钟后再试；忘记密码的，可在解除锁定后用手机验证码登录并重设密码。",
    )
