"""Calls to another server: one answer of bounded size within a bounded time, or a sentence why not."""

from __future__ import annotations

import socket
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

MOST_BYTES = 64 * 1024
_CONNECT, _PIECE = 3.0, 4096


_LATE = "对方服务器没有在规定时间内应答"


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
    """The answer of ``url``, head and body within ``seconds``; nothing is asked twice."""
    import urllib3

    with _Deadline(seconds) as deadline:
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
                answer = Answer(response.status, _read(response))
            finally:
                response.close()  # a connection half read is not used again
        except urllib3.exceptions.NewConnectionError:  # counted among the time-outs
            raise Unreachable("无法连接对方服务器") from None
        except urllib3.exceptions.TimeoutError:
            raise Unreachable(_LATE) from None
        except urllib3.exceptions.SSLError:
            raise Unreachable(_LATE if deadline.over else "对方服务器的证书不可信") from None
        except urllib3.exceptions.HTTPError:
            raise Unreachable(_LATE if deadline.over else "无法连接对方服务器") from None
    if deadline.over:  # what was read is what had come when the connection was cut
        raise Unreachable(_LATE)
    return answer


class _Deadline:
    """Cuts the connection whose answer is awaited when the time is up.

    The time-out of a socket begins anew with every byte: a server that sends a little now and then, in
    the head or in the body, would hold a worker for as long as it likes.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._awaited: socket.socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._before = _deadline.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _deadline.reset(self._before)
        with self._lock:
            self._awaited = None  # the connection may serve the next one

    def awaits(self, connection: socket.socket) -> None:
        """An answer is to come by this connection."""
        with self._lock:
            self._awaited = connection
            if self.over:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        if self._awaited is not None:
            with suppress(OSError):  # closed by the other side meanwhile
                # not that of an encrypted socket, which is not made for two threads
                socket.socket.shutdown(self._awaited, socket.SHUT_RDWR)


_deadline: ContextVar[_Deadline] = ContextVar("deadline")


def _read(response: BaseHTTPResponse) -> bytes:
    read = b""
    while piece := response.read1(_PIECE):
        read += piece
        if len(read) > MOST_BYTES:
            raise Unreachable("对方服务器的应答过大")
    return read


@cache
def _pool() -> Any:
    """Connections of this process; certificates are checked against those of the system."""
    import urllib3
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def getresponse(self) -> Any:
            _deadline.get().awaits(self.sock)
            return super().getresponse()

    class Encrypted(HTTPSConnection):
        def getresponse(self) -> Any:
            _deadline.get().awaits(self.sock)
            return super().getresponse()

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Encrypted

    pool = urllib3.PoolManager(maxsize=4)
    pool.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
    return pool
