"""Third way in: the city's single sign-on (CAS), from its entrance to its end."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ruantong.accounts import cas
from ruantong.accounts.access import Refused, public
from ruantong.accounts.views import enter, target_of, ways
from ruantong.gateways import cas as server
from ruantong.registry.cas.accounts import account_of
from ruantong.registry.survey.codes import edition

NOT_FROM_HERE = (
    "这次登录不是从本平台发起的，或浏览器没有保留本站的Cookie，没有登录。"
    "请点下面的按钮登录；已在市级平台登录的，不需要再输密码。"
)
_ASKED, _NEXT = "cas_asked", "cas_next"


@never_cache
@require_safe
@public
def entrance(request: HttpRequest) -> HttpResponse:
    """How one comes here from the city's platform, as the notice says it, with the button."""
    _need_server()
    if request.user.is_authenticated:
        return redirect(target_of(request))
    return _page(request)


@never_cache
@require_safe
@public
def go(request: HttpRequest) -> HttpResponse:
    """On to the CAS server. The city's platform links here."""
    _need_server()
    if request.user.is_authenticated:
        return redirect(target_of(request))
    request.session[_ASKED], request.session[_NEXT] = True, target_of(request)
    return redirect(server.login_address(_service(request)))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@public
def ticket(request: HttpRequest) -> HttpResponse:
    """Back with a ticket (GET); or the CAS server ends the session of one (``logoutRequest``).

    What knows the ticket may end its session: by post from the server, or in the browser, which
    carries the same request deflated.
    """
    _need_server()
    if request.method == "POST":
        return _log_out(request.POST.get("logoutRequest", ""))
    if "logoutRequest" in request.GET:
        return _log_out(server.inflated(request.GET["logoutRequest"]))
    given = request.GET.get("ticket", "")
    if request.user.is_authenticated or not given:
        return redirect("registry:cas")
    # a ticket that somebody else sent this browser to us with must not sign it in as that somebody
    if not request.session.pop(_ASKED, False):
        return _page(request, NOT_FROM_HERE, status=403)
    try:
        person = server.validate(given, _service(request))
        user = account_of(person)
        if user is None:
            return _to_registration(request, person, given)
        return enter(request, user, way="cas", ticket=given, target=request.session.pop(_NEXT, "/"))
    except server.CasRefused as refused:
        return _page(request, refused.message, status=422)
    except Refused as refused:
        return _page(request, refused.message, status=422)


@require_POST
@public
def forget(request: HttpRequest) -> HttpResponse:
    """“不是本人”: nothing of the person the city's platform named stays in this browser."""
    cas.forget(request)
    return redirect("registry:register")


@never_cache
@require_safe
@public
def left(request: HttpRequest) -> HttpResponse:
    """Signed out here, but not yet at the city's platform."""
    _need_server()
    return render(request, "registry/cas_left.html", {"logout_address": server.logout_address()})


def _to_registration(request: HttpRequest, person: server.Person, given: str) -> HttpResponse:
    cas.began(request, given)
    cas.let_wait(request, person)
    return redirect("registry:register")


def _log_out(request: str) -> HttpResponse:
    """The answer tells nothing about whether there was such a session."""
    ended = server.ended_ticket(request) if len(request) <= server.MOST_LOGOUT_BYTES else None
    if ended is None:
        return HttpResponse(
            "不是有效的退出请求。", status=400, content_type="text/plain; charset=utf-8"
        )
    cas.end(ended)
    return HttpResponse(status=204)


def _service(request: HttpRequest) -> str:
    """The address tickets are made for; the host is one of ours, or the request had been refused."""
    return request.build_absolute_uri(reverse("registry:cas_ticket"))


def _need_server() -> None:
    if not server.available():
        raise Http404


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    steps = edition().survey.entrance_steps
    context = {"problem": problem, "steps": steps, **ways(request)}
    return render(request, "registry/cas.html", context, status=status)
