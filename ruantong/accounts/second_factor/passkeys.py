"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right.

A challenge waits in the session, is of one purpose and one account, and is used up by the first answer.
A passkey belongs to the host under which it was made; the settings say which hosts there are.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.accounts.second_factor.models import Passkey
from ruantong.gateways import clock

LONGEST = 16 * 1024  # of an answer: a key with its attestation has about 1 KB
_WAITING = "passkey_challenge"
_MAKING, _USING = "making", "using"
_NOT_RIGHT = "通行密钥未通过验证，请重试。"
_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Made:
    """A new key as it is stored."""

    credential_id: str
    public: str
    host: str
    sign_count: int


def host_of(request: HttpRequest) -> str:
    """The name passkeys of this address are made for; "" where browsers make none (IP addresses)."""
    name = request.get_host().rsplit(":", 1)[0] if ":" in request.get_host() else request.get_host()
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return name
    return ""


def of_host(user: User, request: HttpRequest) -> list[Passkey]:
    """The person's passkeys that can be used at this address."""
    host = host_of(request)
    return list(Passkey.objects.filter(user=user, host=host)) if host else []


# ---- making one ----------------------------------------------------------------------------------


def ask_to_make(request: HttpRequest, user: User, platform: str) -> Mapping[str, Any]:
    """What the browser's ``navigator.credentials.create`` takes."""
    options, state = _server(request, platform).register_begin(
        PublicKeyCredentialUserEntity(
            id=salted_hmac("ruantong.passkey", str(user.pk), algorithm="sha256").digest(),
            name=user.username,
            display_name=user.display_name,
        ),
        credentials=_descriptors(of_host(user, request)),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_VERIFIED,
    )
    _let_wait(request, user, _MAKING, state)
    return dict(options)


def made(request: HttpRequest, user: User, answer: str) -> Made:
    """The key that the browser made; Refused for anything but a right answer to our challenge."""
    state = _waiting(request, user, _MAKING)
    with _malformed_is_refused():
        data = _server(request).register_complete(state, _read(answer))
        credential = data.credential_data
        if credential is None:
            raise Refused(_NOT_RIGHT)
        return Made(
            websafe_encode(credential.credential_id),
            urlsafe_b64encode(bytes(credential)).decode(),
            host_of(request),
            data.counter,
        )


# ---- using one -----------------------------------------------------------------------------------


def ask_to_use(request: HttpRequest, user: User) -> Mapping[str, Any]:
    """What the browser's ``navigator.credentials.get`` takes; Refused without a passkey here."""
    keys = of_host(user, request)
    if not keys:
        raise Refused("没有在本网址登记的通行密钥。")
    options, state = _server(request).authenticate_begin(_descriptors(keys), _VERIFIED)
    _let_wait(request, user, _USING, state)
    return dict(options)


def accept(request: HttpRequest, user: User, answer: str) -> bool:
    """Whether one of the person's own passkeys signed our challenge; Refused when none did.

    False: it did, but its counter went back, as that of a copied key does.
    """
    state = _waiting(request, user, _USING)
    keys = {key.credential_id: key for key in of_host(user, request)}
    with _malformed_is_refused():
        response = AuthenticationResponse.from_dict(_read(answer))
        used = _server(request).authenticate_complete(
            state, [_credential(key) for key in keys.values()], response
        )
        key = keys[websafe_encode(used.credential_id)]
        count = response.response.authenticator_data.counter
    now = Passkey.objects.filter(pk=key.pk)
    # keys that are copied by intention (between one person's devices) count nothing: always 0
    fresh = now.filter(sign_count=0) if count == 0 else now.filter(sign_count__lt=count)
    return bool(fresh.update(sign_count=count, used_at=clock.now()))


# ---- both ----------------------------------------------------------------------------------------


def _server(request: HttpRequest, platform: str = "") -> Fido2Server:
    host = host_of(request)
    if not host:
        raise Refused("以IP地址访问时不能使用通行密钥，请用平台的域名访问。")
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=platform or host))


def _let_wait(request: HttpRequest, user: User, purpose: str, state: Mapping[str, Any]) -> None:
    request.session[_WAITING] = {"user": user.pk, "purpose": purpose, "state": state}


def _waiting(request: HttpRequest, user: User, purpose: str) -> Mapping[str, Any]:
    """The challenge that this is the answer to; it is used up."""
    waiting = request.session.pop(_WAITING, None)
    if not waiting or (waiting["user"], waiting["purpose"]) != (user.pk, purpose):
        raise Refused("页面已过期，请重新点击按钮。")
    state: Mapping[str, Any] = waiting["state"]
    return state


def _read(answer: str) -> Mapping[str, Any]:
    if len(answer) > LONGEST:
        raise Refused(_NOT_RIGHT)
    found: Mapping[str, Any] = json.loads(answer)
    return found


@contextmanager
def _malformed_is_refused() -> Iterator[None]:
    """Whatever the library stumbles over in an answer from outside is a wrong answer."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:  # readers of CBOR, COSE and DER have no common one
        raise Refused(_NOT_RIGHT) from error


def _credential(key: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(urlsafe_b64decode(key.public))


def _descriptors(keys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [
        PublicKeyCredentialDescriptor(type=kind, id=_credential(key).credential_id) for key in keys
    ]
