"""What `/healthz` says: ready only when every process of this installation is."""

from __future__ import annotations

import json
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg

from permanence.runtime.beats import is_closing, read_states

DATABASE_PATIENCE = 2
KEPT_FOR = 0.5  # seconds that an answer of the database is believed


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

    def read(self) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        states = {"web": "ok"} | read_states(self.run) | {"database": self._ask_database()}
        ready = all(state == "ok" for state in states.values()) and not is_closing(self.run)
        body = {"ready": ready, "processes": states, "version": self.version}
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
                connection.execute("select 1")
        except psycopg.Error:
            return "down"
        return "ok"
