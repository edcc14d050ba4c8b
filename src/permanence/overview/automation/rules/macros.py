"""What a macro comes to when a rule runs it: pure."""

from __future__ import annotations

from typing import cast

from permanence.overview.automation.rules.instructions import End, Then
from permanence.world.wording.rules import Steps

ENDS = frozenset({"resume", "resolve"})


def unfold_macro(steps: Steps) -> Then:
    """Return what a rule does that runs a macro: the same acts, its answer as a rule's mail."""
    return Then(
        end=cast(End, steps.then if steps.then in ENDS else ""),
        team=steps.team,
        note=steps.note,
        answer=steps.answer,
    )
