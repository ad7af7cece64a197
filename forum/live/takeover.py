"""Taking a client's connection out of the web server's hands.

A stream that stays with the server keeps one of its threads for as long as somebody listens. The
connection is therefore duplicated for the hub, and a dead end is put in the server's place: the
server's own answer runs into a broken pipe, which it takes for a client who left, closes, and
goes on. This leans on what gunicorn and werkzeug hand over in `environ`; a test starts both.
"""

import os
import socket
from collections.abc import Iterable
from typing import Any

_KEYS = ("gunicorn.socket", "werkzeug.socket")
_SEND_BUFFER = 64 * 1024  # bytes in the kernel: a slow phone is a few fragments behind, not fifty
_DEAD_AFTER = 60_000  # milliseconds without an acknowledgement


def can_take(environ: dict[str, Any]) -> bool:
    """Whether there is a plain HTTP/1 connection over TCP to be taken.

    Not under TLS in the server or HTTP/2, where the bytes are not ours to write, and not where a
    descriptor cannot be replaced.
    """
    return (
        os.name == "posix"
        and type(_socket_in(environ)) is socket.socket
        and environ.get("SERVER_PROTOCOL") in {"HTTP/1.0", "HTTP/1.1"}
        and environ.get("HTTP_VERSION") != "2"
        and environ.get("REQUEST_METHOD") == "GET"
    )


def take(environ: dict[str, Any]) -> socket.socket:
    """The client's connection, ours alone from now on. Raises OSError when it is already gone."""
    server_side = _socket_in(environ)
    assert server_side is not None
    ours = socket.socket(fileno=os.dup(server_side.fileno()))
    try:
        dead, other = socket.socketpair()
        other.close()
        os.dup2(dead.fileno(), server_side.fileno(), inheritable=False)
        dead.close()
        _tune(ours)
    except OSError:
        ours.close()
        raise
    return ours


def head(status: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The answer's first bytes; its end is the end of the connection."""
    ours = {"connection", "content-length", "transfer-encoding", "keep-alive"}
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{name}: {value}" for name, value in headers if name.lower() not in ours]
    lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _socket_in(environ: dict[str, Any]) -> socket.socket | None:
    return next((environ[key] for key in _KEYS if key in environ), None)


def _tune(connection: socket.socket) -> None:
    """Small messages at once, little in the kernel, and dead phones noticed."""
    connection.setblocking(False)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAD_AFTER)
