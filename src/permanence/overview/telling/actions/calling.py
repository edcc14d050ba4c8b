"""Handing a message to a push service: by https, to an address of the open network, in time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from permanence.world.attention.rules.pushing import is_public, may_be_told

PATIENCE = 5.0
LONGEST_ANSWER = 4096


class Guarded(HTTPSConnection):
    """Connects to none but a public address: the one that was looked at, not the name again."""

    def __init__(self, host: str, port: int, *, is_trusted: bool) -> None:
        self.told = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self.told)
        self.is_trusted = is_trusted

    def connect(self) -> None:
        """Open the line to an address that may be called."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self.is_trusted and not all(map(is_public, addresses)):
            raise ConnectionError(f"{self.host} lies inside")
        line = socket.create_connection((addresses[0], self.port), timeout=PATIENCE)
        self.sock = self.told.wrap_socket(line, server_hostname=self.host)


def call_service(
    address: str, body: bytes, *, headers: Mapping[str, str], trusted: frozenset[str]
) -> tuple[int, str]:
    """Return a service's status and how long it wants to be left alone; 0 when none answers."""
    if not may_be_told(address, trusted=trusted):
        return 403, ""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    line = Guarded(host, port, is_trusted=f"{host}:{port}" in trusted)
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        line.request("POST", path, body=body, headers=dict(headers))
        answer = line.getresponse()
        answer.read(LONGEST_ANSWER)
        return answer.status, answer.headers.get("Retry-After", "")
    except (OSError, HTTPException, ValueError):
        return 0, ""
    finally:
        line.close()
