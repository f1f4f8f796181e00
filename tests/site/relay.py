"""A TCP relay in front of a server, which can cut every connection and refuse new ones."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread


class Relay:
    """Listens on ``port`` of this machine; ``down`` until ``up``, as a server that is restarted."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self._down = False
        Thread(target=self._accept, daemon=True).start()

    def down(self) -> None:
        with self._lock:
            self._down = True
            for each in self._open:
                _close(each)
            self._open.clear()

    def up(self) -> None:
        with self._lock:
            self._down = False

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            with self._lock:
                if self._down:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self._open += [near, far]
            Thread(target=_pump, args=(near, far), daemon=True).start()
            Thread(target=_pump, args=(far, near), daemon=True).start()


@contextmanager
def relay_to(target: tuple[str, int]) -> Iterator[Relay]:
    relay = Relay(target)
    try:
        yield relay
    finally:
        relay.down()
        relay.listening.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    _close(sink)


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
