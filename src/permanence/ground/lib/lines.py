"""Lines to hosts that somebody typed: never to an inner address, and never for long."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from permanence.ground.lib.hosts import is_public, may_be_called

PATIENCE = 5.0
LONGEST_ANSWER = 64 * 1024


class NoAnswer(Exception):  # noqa: N818 -- says what is so, as a Refusal does
    """Nobody answered, or nobody may be asked there."""


class Guarded(HTTPSConnection):
    """Connects to none but a public address: the one that was looked at, not the name again."""

    def __init__(self, host: str, port: int, *, is_trusted: bool) -> None:
        self.told = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self.told)
        self.is_trusted = is_trusted

    def connect(self) -> None:
        """Open the line to an address that may be called."""
        address = find_address(self.host, self.port, is_trusted=self.is_trusted)
        line = socket.create_connection((address, self.port), timeout=PATIENCE)
        self.sock = self.told.wrap_socket(line, server_hostname=self.host)


def find_address(host: str, port: int, *, is_trusted: bool) -> str:
    """Return the address of a host; ConnectionError when it lies inside and nobody vouches."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not is_trusted and not all(map(is_public, addresses)):
        raise ConnectionError(f"{host} lies inside")
    return addresses[0]


def call_address(
    address: str,
    body: bytes | None,
    *,
    headers: Mapping[str, str],
    trusted: frozenset[str],
    method: str = "POST",
) -> tuple[int, bytes]:
    """Return status and beginning of what answers at an address; NoAnswer when nothing does."""
    if not may_be_called(address, trusted=trusted):
        raise NoAnswer("not an address that may be called")
    parts = urlsplit(address)
    is_plain = parts.scheme == "http"
    host, port = parts.hostname or "", parts.port or (80 if is_plain else 443)
    line: HTTPConnection = (
        HTTPConnection(host, port, timeout=PATIENCE)  # the operator vouches for it
        if is_plain
        else Guarded(host, port, is_trusted=f"{host}:{port}" in trusted)
    )
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        line.request(method, path, body=body, headers=dict(headers))
        answer = line.getresponse()
        return answer.status, read_measured(answer)
    except (OSError, HTTPException, ValueError) as wrong:
        raise NoAnswer(f"{type(wrong).__name__}: {wrong}"[:300]) from None
    finally:
        line.close()


def read_measured(answer: HTTPResponse) -> bytes:
    """Return the beginning of an answer: no longer than is needed, and not for ever."""
    until, parts, size = time.monotonic() + PATIENCE, [], 0
    while size < LONGEST_ANSWER and (part := answer.read1(LONGEST_ANSWER - size)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > until:
            raise OSError("the answer does not end")
    return b"".join(parts)
