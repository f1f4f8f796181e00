"""Another machine's server, played on this one: it answers each request as the test says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """One answer; ``drip`` sends the body a byte at a time until the other side gives up, ``drip_head``
    line after line of the head.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    drip: bool = False
    drip_head: bool = False


@dataclass
class Other:
    """The running server: ``address``, what it was asked, what it answers, and what was taken of that
    beyond its head.
    """

    address: str
    answer: Callable[[Asked], Reply]
    asked: list[Asked] = field(default_factory=list)
    answered: list[Reply] = field(default_factory=list)


def _drip_head(handler: BaseHTTPRequestHandler, over: Event) -> None:
    for number in range(90):  # fewer lines than a client refuses
        if over.wait(0.05):
            return
        handler.send_header(f"X-{number}", "1")
        handler.flush_headers()


@contextmanager
def other_server(answer: Callable[[Asked], Reply]) -> Iterator[Other]:
    """A server on this machine until the block ends."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): text for name, text in self.headers.items()}
            asked = Asked(self.command, self.path, headers, self.rfile.read(length))
            other.asked.append(asked)
            reply = other.answer(asked)
            if reply.silent:
                over.wait(30)
                return
            self.send_response(reply.status)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            if reply.drip_head:
                _drip_head(self, over)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            other.answered.append(reply)
            if not reply.drip:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                if over.is_set():
                    return
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)

        do_GET = do_POST = handle_one  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:  # the other side has gone
                self.close_connection = True

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who was asked goes away when it has waited long enough."""

    server = Server(("127.0.0.1", 0), Handler)
    other = Other(f"http://127.0.0.1:{server.server_address[1]}", answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield other
    finally:
        over.set()
        server.shutdown()
        server.server_close()
