"""What every answer of the platform carries, and the rule that nothing is public by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from ruantong.accounts.access import Refused
from ruantong.site import errors

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
Next = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurityPolicy:
    """Strict policy: no inline script, no inline style, nothing from elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # pages of a signed-in user stay out of shared caches and the back button after 退出
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class LoginRequired:
    """Every view needs a signed-in user unless marked public; first passwords must be changed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return self._ask_to_sign_in(request) if _needs_login(view) else None
        if (
            request.user.must_change_password
            and _needs_login(view)
            and not getattr(view, "before_password_change", False)
        ):
            return redirect("accounts:first_password")
        return None

    @staticmethod
    def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
        timed_out = settings.SESSION_COOKIE_NAME in request.COOKIES
        if errors.wants_json(request):
            message = "登录已超时，请重新登录；已填内容不会丢失。"
            return JsonResponse({"message": message}, status=401)
        if timed_out:
            messages.info(
                request, "您已较长时间没有操作，为安全起见已退出登录；已保存的内容不会丢失。"
            )
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


class Refusals:
    """An act the rules refuse is answered with its sentence, wherever the view did not catch it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        advice = "请返回上一页刷新后再操作。"
        return errors.page(request, 409, "不能执行此操作", exception.message, advice)


def _needs_login(view: Callable[..., HttpResponse]) -> bool:
    return bool(getattr(view, "login_required", True))
