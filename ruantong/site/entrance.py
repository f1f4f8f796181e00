"""Before anything else is asked of a request: where it comes from, whether encrypted, how large."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from ruantong.site import errors

Next = Callable[[HttpRequest], HttpResponseBase]
MOST_BYTES = 12 * 1024 * 1024  # twice the largest file, and what is typed beside it
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class Entrance:
    """Takes the client's address from a trusted proxy, and from nobody else; nothing too large."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _name_client(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > MOST_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class EncryptedOnly:
    """Where the platform is for https, a request that came without it gets a sentence."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.HTTPS_ONLY and not request.is_secure():
            return errors.plain_http(request)
        return self.get_response(request)


def _name_client(request: HttpRequest) -> None:
    """REMOTE_ADDR becomes the last address in front of our own proxies."""
    meta = request.META
    peer = meta.get("REMOTE_ADDR", "")
    if not _trusted(peer):
        for name in _FORWARDED:
            meta.pop(name, None)
        return
    for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = hop.strip()
        if not _is_address(address):
            return
        meta["REMOTE_ADDR"] = address
        if not _trusted(address):
            return


def _trusted(address: str) -> bool:
    return _is_address(address) and any(
        ip_address(address) in network for network in _networks(tuple(settings.PROXIES))
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@cache
def _networks(texts: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(text) for text in texts]
