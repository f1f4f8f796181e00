"""The city's single sign-on by the CAS 3.0 protocol: where to send people, who a ticket belongs to.

Own code over urllib3 and defusedxml, see docs/adr/0095: the client libraries wait without end, follow
redirects, parse whatever comes, and end sessions by no rule of ours.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from ruantong.core.text import storable
from ruantong.gateways import http

# a worker waits for the server no longer than a visitor would: silent, it must not take them all
SECONDS = 3.0
LONGEST_NAME = 128
MOST_LOGOUT_BYTES = 16 * 1024
_CAS = "{http://www.yale.edu/tp/cas}"
_SAML = "{urn:oasis:names:tc:SAML:2.0:protocol}"
# only service tickets: what a proxy obtained opens nothing here
_TICKET = re.compile(r"ST-[\x21-\x7e]{1,253}")
_AGAIN = "请回到入口重新登录。"
_FAILURES = {
    "INVALID_TICKET": f"统一身份认证的登录凭据无效、已过期或已使用过，{_AGAIN}",
    "INVALID_TICKET_SPEC": f"统一身份认证的登录凭据不是发给本人直接登录的，{_AGAIN}",
    "INVALID_SERVICE": f"统一身份认证的登录凭据不是为本平台签发的，{_AGAIN}",
    "UNAUTHORIZED_SERVICE": "统一身份认证尚未登记本平台的地址，请与系统管理员联系。",
}


class CasRefused(Exception):
    """The ticket opens nothing; ``message`` is one Chinese sentence for the visitor."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Person:
    """Whom the CAS server vouches for, and what it says of that person in our words.

    ``stated`` has the keys of the setting ``CAS_ATTRIBUTES``; what is blank or said twice is left out.
    """

    name: str
    stated: Mapping[str, str]


def available() -> bool:
    """True when a CAS server is configured."""
    return bool(settings.CAS_SERVER)


def login_address(service: str) -> str:
    """Where a visitor proves who it is, and comes back to ``service`` with a ticket."""
    return f"{settings.CAS_SERVER}/login?{urlencode({'service': service})}"


def logout_address() -> str:
    """Where the sign-in at the city's platform itself ends."""
    return f"{settings.CAS_SERVER}/logout"


def validate(ticket: str, service: str) -> Person:
    """Ask the server, once, whose ticket this is; CasRefused when it is nobody's, or not sure."""
    if not _TICKET.fullmatch(ticket):
        raise CasRefused(_FAILURES["INVALID_TICKET"])
    query = urlencode({"service": service, "ticket": ticket})
    try:
        answer = http.ask(
            "GET", f"{settings.CAS_SERVER}/p3/serviceValidate?{query}", seconds=SECONDS
        )
    except http.Unreachable as fault:
        raise CasRefused(
            f"统一身份认证暂时无法核实您的登录（{fault}），没有登录。请稍后重试，或改用密码登录。"
        ) from fault
    # a redirect would be another host's word
    if answer.status != 200:
        raise CasRefused(_unusable(f"状态码{answer.status}"))
    return _person(_parsed(answer.body))


def ended_ticket(request: str) -> str | None:
    """The ticket whose session a SAML ``logoutRequest`` ends; None when it is no such request."""
    try:
        root = _tree(request.encode())
    except ValueError:
        return None
    index = root.find(f"{_SAML}SessionIndex") if root.tag == f"{_SAML}LogoutRequest" else None
    text = (index.text or "").strip() if index is not None else ""
    return text if _TICKET.fullmatch(text) else None


def inflated(text: str) -> str:
    """The request as the front channel carries it: base64 of a deflated text; "" when it is not."""
    try:
        packed = b64decode(text, validate=True)
        return zlib.decompressobj(-15).decompress(packed, MOST_LOGOUT_BYTES).decode()
    except (NoBase64, zlib.error, ValueError):
        return ""


def _parsed(body: bytes) -> Any:
    try:
        root = _tree(body)
    except ValueError:
        raise CasRefused(_unusable("内容无法识别")) from None
    children = list(root)
    if root.tag != f"{_CAS}serviceResponse" or len(children) != 1:
        raise CasRefused(_unusable("内容不是CAS应答"))
    return children[0]


def _tree(body: bytes) -> Any:
    """Parsed XML without declarations of types and entities; ValueError for anything else."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("XML") from error


def _person(result: Any) -> Person:
    if result.tag == f"{_CAS}authenticationFailure":
        code = result.get("code", "")
        raise CasRefused(_FAILURES.get(code) or f"统一身份认证没有确认您的登录，{_AGAIN}")
    if result.tag != f"{_CAS}authenticationSuccess":
        raise CasRefused(_unusable("内容不是CAS应答"))
    if result.find(f"{_CAS}proxies") is not None:
        raise CasRefused(_FAILURES["INVALID_TICKET_SPEC"])
    users = [(each.text or "").strip() for each in result.findall(f"{_CAS}user")]
    if len(users) != 1 or not 0 < len(users[0]) <= LONGEST_NAME or storable(users[0]) != users[0]:
        raise CasRefused(_unusable("没有用户名"))
    said: dict[str, list[str]] = {"user": users}
    for element in result.findall(f"{_CAS}attributes/*"):
        text = (element.text or "").strip()
        if text and storable(text) == text:
            said.setdefault(element.tag.removeprefix(_CAS), []).append(text)
    stated = {
        ours: said[theirs][0]
        for ours, theirs in settings.CAS_ATTRIBUTES.items()
        if len(set(said.get(theirs, ()))) == 1
    }
    return Person(users[0], stated)


def _unusable(why: str) -> str:
    return f"统一身份认证的应答无法使用（{why}），没有登录。请稍后重试，或改用密码登录。"
