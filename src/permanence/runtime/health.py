"""What `/healthz` says: ready only when every process of this installation is."""

from __future__ import annotations

import json
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg

from permanence.ground.lib.clock import now
from permanence.promises.clocks.rules import WatchState
from permanence.runtime.beats import is_closing, read_states

DATABASE_PATIENCE = 2
KEPT_FOR = 0.5  # seconds that an answer of the database is believed


WATCH = "select beat_at, pinged_at, ping_works from clocks_watchbeat"
NO_TABLE = "select to_regclass('clocks_watchbeat') is null"


def read_beat(connection: psycopg.Connection[Any]) -> dict[str, Any] | None:
    """Return whether promises are watched, by any node; None before a watch ever went round."""
    missing = connection.execute(NO_TABLE).fetchone()
    row = None if missing and missing[0] else connection.execute(WATCH).fetchone()
    if row is None:
        return None
    state = WatchState(row[0], row[1], row[2])
    at = now()
    return {
        "watched": state.silent_since(at=at) is None,
        "seconds_since": round((at - state.beat_at).total_seconds(), 1),
        "ping_works": state.ping_works if state.pinged_at else None,
    }


def _read_version() -> str:
    try:
        return version("permanence")
    except PackageNotFoundError:
        return "0"


class Health:
    """The state of an installation, read from its heartbeats and its database."""

    def __init__(self, run: Path, database: str) -> None:
        self.run = run
        self.database = database
        self.version = _read_version()
        self._lock = threading.Lock()
        self._asked = 0.0
        self._answer = "starting"
        self._watch: dict[str, Any] | None = None

    def read(self) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        states = {"web": "ok"} | read_states(self.run) | {"database": self._ask_database()}
        is_watched = self._watch is None or bool(self._watch["watched"])
        beats = all(state == "ok" for state in states.values())
        ready = beats and is_watched and not is_closing(self.run)
        body = {
            "ready": ready,
            "processes": states,
            "promises": self._watch,
            "version": self.version,
        }
        return (200 if ready else 503), json.dumps(body).encode("utf-8")

    def _ask_database(self) -> str:
        with self._lock:
            if time.monotonic() - self._asked > KEPT_FOR:
                self._answer = self._connect()
                self._asked = time.monotonic()
            return self._answer

    def _connect(self) -> str:
        try:
            with psycopg.connect(
                self.database,
                connect_timeout=DATABASE_PATIENCE,
                options=f"-c statement_timeout={DATABASE_PATIENCE}s",
                application_name="permanence health",
            ) as connection:
                self._watch = read_beat(connection)
        except psycopg.Error:
            return "down"
        return "ok"
