"""The web process: granian, one port for pages, live events and health."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from permanence.runtime.beats import Beat
from permanence.runtime.kernel import die_with_parent

APPLICATION = "permanence.config.asgi"
KILL_AFTER = 4  # seconds; without it granian never ends when it is stopped while it starts
QUIET_LOGS: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}


def run_web(beat: Beat) -> None:
    """Serve until asked to end."""
    from granian import Granian  # noqa: PLC0415 -- only this process should carry it
    from granian.constants import Interfaces  # noqa: PLC0415 -- as above
    from granian.log import LogLevels  # noqa: PLC0415 -- as above

    os.environ["PERMANENCE_BEAT"] = beat.name
    server = Granian(
        APPLICATION,
        address=os.environ["PERMANENCE_HOST"],
        port=int(os.environ["PERMANENCE_PORT"]),
        interface=Interfaces.ASGI,
        websockets=False,
        workers_kill_timeout=KILL_AFTER,
        log_dictconfig=QUIET_LOGS,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_loader_for(os.getpid()), wrap_loader=False)


def _loader_for(parent: int) -> Callable[[], Any]:
    def load() -> Any:
        die_with_parent(parent)
        return import_module(APPLICATION).application

    return load
