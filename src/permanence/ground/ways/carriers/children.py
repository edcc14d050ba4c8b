"""Short-lived processes, for what must not hang or break a worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

KEPT_BACK = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "PERMANENCE_SECRET_KEY",
    "SMTP_URL",
    "SMTP_URL_2",
)


def ask_child(module: str, told: Mapping[str, Any], *, patience: float) -> dict[str, Any] | None:
    """Return what a module answers in a process of its own; None when it does not in time.

    What it is told goes through a pipe: no other user of the machine reads it. Of our own secrets
    it is told none.
    """
    kept = {name: text for name, text in os.environ.items() if name not in KEPT_BACK}
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, by our own interpreter
            [sys.executable, "-m", module],
            input=json.dumps(told).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
            env=kept,
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return found if isinstance(found, dict) else None
