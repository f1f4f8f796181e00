"""What every answer of the platform carries, and the rule that nothing is public by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from ruantong.accounts import kept
from ruantong.accounts.access import VERIFY, Refused
from ruantong.accounts.models import User
from ruantong.accounts.second_factor import gate
from ruantong.site import errors
from ruantong.site.leading import page_above

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
        if response.status_code >= 500:  # the database that knows the user may be what is broken
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # pages of a signed-in user stay out of shared caches and the back button after 退出
            response.headers.setdefault("Cache-Control", "no-store")
            kept.remember_person(request, response)
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
        first = gate.must_go(request, view) if _needs_login(view) else ""
        if first:
            return self._lead_to(request, first)
        if request.method == "POST":
            kept.sent_again(request)
        return None

    @staticmethod
    def _lead_to(request: HttpRequest, name: str) -> HttpResponse:
        """To the page that comes first; what was posted is offered again afterwards."""
        place = reverse(name)
        if errors.wants_json(request):
            message = "请先完成双因素登录，再继续操作；已填内容不会丢失。"
            return JsonResponse({"message": message}, status=401)
        if "HX-Request" in request.headers:  # a part of a page cannot hold a whole one
            return HttpResponse(status=401, headers={"HX-Redirect": place})
        if name != VERIFY:
            return redirect(place)
        wanted = request.get_full_path()
        if request.method not in {"GET", "HEAD"}:
            kept_now = isinstance(request.user, User) and kept.keep(request, request.user.pk)
            wanted = reverse("resume") if kept_now else page_above(request.path, None)
        return redirect_to_login(wanted, place)

    @staticmethod
    def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
        if errors.wants_json(request):
            message = "登录已超时，请重新登录；已填内容不会丢失。"
            return JsonResponse({"message": message}, status=401)
        wanted = request.get_full_path()
        said = (
            "您的登录已失效（较长时间没有操作，或已在别处退出），请重新登录；已保存的内容不会丢失。"
        )
        if request.method not in {"GET", "HEAD"}:
            if kept.keep(request, kept.last_person(request)):
                wanted = reverse("resume")
                said = "您的登录已失效，刚才的提交没有生效；所填内容已为您保留，请重新登录后继续。"
            else:
                wanted = page_above(request.path, None)
        if kept.last_person(request) or settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.info(request, said)
        if "HX-Request" in request.headers:  # a part of a page cannot hold the sign-in page
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect_to_login(wanted, settings.LOGIN_URL)


class Refusals:
    """An act the rules refuse is answered with its sentence, wherever the view did not catch it;
    an address that takes another method, with a page that leads on.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405:
            return response
        user = request.user if isinstance(request.user, User) else None
        answer = errors.not_allowed(request, page_above(request.path, user))
        answer.headers["Allow"] = response.headers.get("Allow", "")
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        advice = "请返回上一页刷新后再操作。"
        return errors.page(request, 409, "不能执行此操作", exception.message, advice)


def _needs_login(view: Callable[..., HttpResponse]) -> bool:
    return bool(getattr(view, "login_required", True))
