"""Handing a message to a push service: by https, to an address of the open network, in time."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import urlsplit

from permanence.ground.lib.lines import Guarded
from permanence.world.attention.rules.pushing import may_be_told

LONGEST_ANSWER = 4096


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
