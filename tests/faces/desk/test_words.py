"""Every act that can be recorded on a ticket has words of its own."""

from __future__ import annotations

import re
from pathlib import Path

from permanence.faces.desk.presenting.acts import HIDDEN, SAYERS

SERVICE = Path(__file__).resolve().parents[3] / "src" / "permanence" / "service"
CODE = re.compile(r'"((?:ticket|commitment|climb|letter|agreement)\.[a-z_]+)"')
# Recorded on the letter, which is on no ticket then.
ON_LETTERS = {"letter.replayed", "letter.discarded"}


def test_every_act_of_the_service_is_said_in_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SERVICE.rglob("actions/*.py"))
    source += "\n".join(path.read_text(encoding="utf-8") for path in SERVICE.rglob("actions.py"))

    recorded = set(CODE.findall(source)) - ON_LETTERS

    assert len(recorded) > 10
    assert recorded <= SAYERS.keys() | HIDDEN
    assert {f"climb.{outcome}" for outcome in ("done", "withdrawn")} <= SAYERS.keys()
