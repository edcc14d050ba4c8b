"""The data folder of an installation after its first start, made once for all who begin there.

A first start creates a hundred tables; journeys are about what comes after it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from tests.database import ROOT
from tests.installation import Installation, copy_data

MADE_FROM = ("src/permanence/**/*.py", "src/permanence/**/*.toml", "policies/*", "contracts/*")


def keep_first_start(folder: Path) -> Path:
    """Return a data folder with the demo, to be copied; who needs it first makes it."""
    kept, mark = folder / "first-start", folder / "first-start.mark"
    with open(folder / "first-start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_from = hash_sources()
        if not mark.exists() or mark.read_text() != made_from:
            mark.unlink(missing_ok=True)
            shutil.rmtree(kept, ignore_errors=True)
            make_first_start(kept)
            mark.write_text(made_from)
    return kept


def make_first_start(kept: Path) -> None:
    """Start an installation with the demo from nothing, end it, and keep its data."""
    one = Installation()
    try:
        one.launch("--demo", "--no-demo-requests")
        one.wait_ready(within=150)
        assert one.stop() == 0, one.read_log()
        copy_data(one.data, kept)
    finally:
        one.remove()


def hash_sources() -> str:
    """Return what says that a first start would come out the same."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern)):
        digest.update(os.fsencode(path))
        digest.update(path.read_bytes())
    return digest.hexdigest()
