"""A bounded number of requests over eight connections, and how long each took."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from time import perf_counter

from benchmarks.web.servers import Served

Request = tuple[str, str, bytes | None, dict[str, str]]  # method, path, body, headers


@dataclass
class Client:
    """One connection's work: the next request, and what to learn from its answer."""

    ask: Callable[[], Request]
    learn: Callable[[bytes], None] = lambda _: None


@dataclass
class Measured:
    """Several rounds of the same work."""

    seconds: float = 0.0
    processor: float = 0.0
    took: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def throughput(self) -> float:
        return len(self.took) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server's processes for each request."""
        return 1000 * self.processor / len(self.took)

    def quantile_ms(self, share: float) -> float:
        return 1000 * sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


def rounds(served: Served, clients: Sequence[Client], each: int, found: Measured) -> None:
    """Let every client send ``each`` requests at the same time, and add what was measured."""
    lock, start = threading.Lock(), threading.Barrier(len(clients) + 1)

    def work(client: Client) -> None:
        connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
        took, errors = [], 0
        start.wait()
        for _ in range(each):
            method, path, body, headers = client.ask()
            began = perf_counter()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
                if answer.status == 200:
                    client.learn(content)
                else:
                    errors += 1
            except OSError:
                errors += 1
                connection.close()
            took.append(perf_counter() - began)
        connection.close()
        with lock:
            found.took += took
            found.errors += errors

    threads = [threading.Thread(target=work, args=[client], daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    before, began = served.processor_seconds(), perf_counter()
    start.wait()
    for thread in threads:
        thread.join()
    found.seconds += perf_counter() - began
    found.processor += served.processor_seconds() - before
