"""Telling an address outside, every minute, that promises are watched; so silence is noticed."""

from __future__ import annotations

import logging
import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connections

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.lib.lines import NoAnswer, call_address
from permanence.promises.clocks.actions import note_ping
from permanence.promises.clocks.queries import read_watch
from permanence.promises.clocks.rules import PING_EVERY
from permanence.runtime.loops import Stop

log = logging.getLogger(__name__)
FIRST = 3.0  # seconds until the watch has gone round for the first time


def start_pinging(stop: Stop) -> None:
    """Begin to ping beside the watch, where an address is told; it never holds the watch up."""
    if settings.PING_URL:
        threading.Thread(target=run_pings, args=(stop,), daemon=True, name="ping").start()


def run_pings(stop: Stop) -> None:
    """Ping once a minute until asked to end."""
    stop.rest(FIRST)
    while not stop.is_set():
        try:
            ping_outside(settings.PING_URL)
        except Error as away:
            log.warning("ping not noted", extra={"facts": {"error": str(away).split("\n")[0]}})
        finally:
            connections.close_all()
        stop.rest(PING_EVERY.total_seconds())


def ping_outside(address: str) -> bool:
    """Tell an address that promises are watched, unless they are not; return whether it answered.

    What goes wrong is written down and shown, and stops nothing.
    """
    with house():
        seen = read_watch()
    if seen is None or seen.silent_since(at=clock.now()) is not None:
        return False
    works, answer = call_outside(address)
    with house():
        note_ping(works=works, answer=answer, at=clock.now())
    return works


def call_outside(address: str) -> tuple[bool, str]:
    """Ask an address that the operator told, and return whether it answered well, and what."""
    parts = urlsplit(address)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    trusted = frozenset({f"{parts.hostname}:{port}"})
    headers = {"User-Agent": "Permanence"}
    try:
        status, _ = call_address(address, None, headers=headers, trusted=trusted, method="GET")
    except NoAnswer as wrong:
        return False, str(wrong)
    return 200 <= status < 300, str(status)
