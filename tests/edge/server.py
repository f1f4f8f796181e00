"""nginx with the configuration that production ships with, in front of a platform that the tests start."""

from __future__ import annotations

import getpass
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.environments import need_program
from tests.house.tree import ROOT

#: Two places of one machine: what one does must not touch the other.
ATTACKER, HONEST = "127.0.0.2", "127.0.0.1"
_PATIENCE = 60


@dataclass(frozen=True)
class Door:
    """Where requests go in: a port, encrypted or not, and the folder the edge keeps bodies in."""

    port: int
    encrypted: bool
    bodies: Path | None = None

    def connect(self, origin: str) -> socket.socket:
        """A connection from that address of ours; waits for answers as long as it takes."""
        plain = socket.create_connection(("127.0.0.1", self.port), _PATIENCE, (origin, 0))
        if not self.encrypted:
            return plain
        return trusting().wrap_socket(plain, server_hostname="localhost")


def trusting() -> ssl.SSLContext:
    """Takes the certificate that was made for the test."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def edge(folder: Path, behind: int) -> Iterator[Door]:
    """``deploy/nginx.conf`` with our ports and a certificate of its own, until the test ends."""
    nginx = need_program("nginx")
    port, plain = _free_port(), _free_port()
    _certificate(folder)
    shipped = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/ssl/tongji.pem": str(folder / "edge.pem"),
        "/etc/ssl/tongji.key": str(folder / "edge.key"),
        "tongji.example.gov.cn": "localhost 127.0.0.1",
    }
    for old, new in changes.items():
        assert old in shipped
        shipped = shipped.replace(old, new)
    bodies = folder / "bodies"
    temporary = "\n".join(
        f"{kind}_temp_path {folder / kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi")
    )
    # the default of Debian is 768 connections for each worker
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder / 'nginx.pid'}; error_log {folder / 'error.log'};\n"
        f"worker_processes 1; {_user()}\nevents {{ worker_connections 4096; }}\n"
        f"http {{\naccess_log off;\nclient_body_temp_path {bodies};\n{temporary}\n{shipped}\n}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield Door(port, encrypted=True, bodies=bodies)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def asked(door: Door, request: str, *, origin: str = HONEST, body: bytes = b"") -> tuple[int, str]:
    """Status and text of the answer to one whole request."""
    with door.connect(origin) as connection:
        connection.sendall(request.encode() + body)
        return answer_of(connection)


def answer_of(connection: socket.socket) -> tuple[int, str]:
    """(0, "") for a connection that was closed without a word."""
    said = b""
    try:
        while b"\r\n\r\n" not in said and (more := connection.recv(65536)):
            said += more
        found = re.match(rb"HTTP/1\.1 (\d+)", said)
        if length := re.search(rb"(?i)content-length: (\d+)", said):
            whole = said.index(b"\r\n\r\n") + 4 + int(length[1])
            while len(said) < whole and (more := connection.recv(65536)):
                said += more
    except (ConnectionError, ssl.SSLError):
        found = re.match(rb"HTTP/1\.1 (\d+)", said)
    return (int(found[1]) if found else 0), said.decode(errors="replace")


def head(method: str, path: str, *lines: str) -> str:
    """A request up to its body."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""))


def _user() -> str:
    """As root nginx would give its work to somebody who may not enter the test's folder."""
    return "user root;" if getpass.getuser() == "root" else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(process.stderr.read() if process.stderr else "nginx ended")
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not listen")


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "edge.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, style = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(form, style, serialization.NoEncryption())
    (folder / "edge.key").write_bytes(secret)
