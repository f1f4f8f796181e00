"""Calls to another server: one answer of bounded size within a bounded time, or a sentence why not."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

MOST_BYTES = 64 * 1024
_CONNECT, _PIECE = 3.0, 4096


class Unreachable(Exception):
    """No usable answer: whether the other side has acted is not known. The message is Chinese."""


@dataclass(frozen=True)
class Answer:
    """What the asked address itself answered; redirects are not followed."""

    status: int
    body: bytes


def ask(
    method: str,
    url: str,
    *,
    seconds: float,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """The answer of ``url``, read to its end within ``seconds``; nothing is asked twice."""
    import urllib3

    end = time.monotonic() + seconds
    try:
        response = _pool().request(
            method,
            url,
            headers=headers,
            body=body,
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=min(_CONNECT, seconds), total=seconds),
        )
        try:
            return Answer(response.status, _read(response, end))
        finally:
            response.close()  # a connection half read is not used again
    except urllib3.exceptions.NewConnectionError:  # counted among the time-outs
        raise Unreachable("无法连接对方服务器") from None
    except urllib3.exceptions.TimeoutError:
        raise Unreachable("对方服务器没有在规定时间内应答") from None
    except urllib3.exceptions.SSLError:
        raise Unreachable("对方服务器的证书不可信") from None
    except urllib3.exceptions.HTTPError:
        raise Unreachable("无法连接对方服务器") from None


def _read(response: BaseHTTPResponse, end: float) -> bytes:
    """The whole body. A server that sends a little now and then does not hold us beyond ``end``."""
    read = b""
    while piece := response.read1(_PIECE):
        read += piece
        if len(read) > MOST_BYTES:
            raise Unreachable("对方服务器的应答过大")
        if time.monotonic() > end:
            raise Unreachable("对方服务器没有在规定时间内应答")
    return read


@cache
def _pool() -> Any:
    """Connections of this process; certificates are checked against those of the system."""
    import urllib3

    return urllib3.PoolManager(maxsize=4)
