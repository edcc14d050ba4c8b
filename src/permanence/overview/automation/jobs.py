"""What the workers do for the rules."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.automation.actions.reading import read_journal
from permanence.overview.automation.actions.timing import note_times
from permanence.overview.automation.actions.turns import settle_next_turn

MOST_TURNS = 100
MOST_RULES = 20


def carry_out_rules() -> int:
    """Note what happened and whose time has come; give each rule its turn, one a transaction."""
    with house():
        done = read_journal()
    for _rule in range(MOST_RULES):
        with house():
            noted = note_times(at=clock.now())
        if not noted:
            break
        done += noted - 1
    for _turn in range(MOST_TURNS):
        with house():
            if not settle_next_turn(at=clock.now()):
                break
        done += 1
    return done
