"""Services of the notification library: chats, and gateways for SMS that it knows."""

from __future__ import annotations

from permanence.ground.ways.carriers.children import ask_child
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.providers import fill_place
from permanence.ground.ways.rules.trial import Trial

CHILD = "permanence.ground.ways.carriers.apprise_child"
LONGEST = 12.0
WAITS = "cto=3&rto=4"


def carry_by_library(trial: Trial, *, trusted: frozenset[str]) -> Outcome:
    """Hand a text to a service by the library, in a process of its own, within seconds."""
    pattern = trial.secrets.get("address", "")
    if not pattern:
        return Outcome(Result.FAILED, "the address cannot be read any more")
    address = fill_place(pattern, trial.address)
    told = {
        "address": f"{address}{'&' if '?' in address else '?'}{WAITS}",
        "text": trial.text,
        "trusted": sorted(trusted),
    }
    found = ask_child(CHILD, told, patience=LONGEST)
    if found is None:
        return Outcome(Result.FAILED, "no answer in time")
    return Outcome(Result.ACCEPTED if found["taken"] else Result.FAILED, str(found["said"]))
