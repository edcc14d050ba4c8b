"""`permanence verify --evidence`: what it prints and the status it ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

from permanence.ground.lib.db import house
from permanence.service.reviews.actions.proving import check_evidence

BROKEN = 1


def verify_evidence(file: str, out: TextIO, err: TextIO) -> int:
    """Check a file of evidence, in itself and against the records kept here; 1 if it is broken."""
    try:
        evidence = json.loads(Path(file).read_text(encoding="utf-8"))
        with house():
            faults = check_evidence(evidence)
    except (OSError, UnicodeDecodeError, ValueError, AttributeError) as unreadable:
        faults = [f"cannot be read ({unreadable})"]
    print(json.dumps({"file": file, "holds": not faults, "faults": faults}), file=out)
    for fault in faults:
        print(f"{file}: {fault}", file=err)
    return BROKEN if faults else 0
