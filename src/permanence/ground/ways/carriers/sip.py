"""Phone calls over SIP, where the extra is installed."""

from __future__ import annotations

from importlib.util import find_spec

from permanence.ground.ways.carriers.children import ask_child
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.providers import is_exchange
from permanence.ground.ways.rules.trial import Trial

CHILD = "permanence.ground.ways.carriers.sip_child"
LONGEST = 72.0
MOST_SAID = 600


def carry_by_sip(trial: Trial, *, trusted: frozenset[str]) -> Outcome:
    """Call somebody, say the text, take a key; all in a process of its own."""
    script, settings = trial.script, trial.settings
    domain = settings.get("domain", "")
    if find_spec("baresip") is None:
        return Outcome(Result.FAILED, "the extra sip is not installed")
    if script is None or not is_exchange(domain, trusted=trusted):
        return Outcome(Result.FAILED, "not an exchange that may be called")
    told = {
        "domain": domain,
        "user": settings.get("user", ""),
        "password": trial.secrets.get("password", ""),
        "transport": settings.get("transport") or "udp",
        "address": trial.address,
        "reference": trial.reference,
        "language": script.language,
        "lines": [line[:MOST_SAID] for line in script.lines],
        "answers": {"1": script.taken, "2": script.passed},
        "unclear": script.unclear,
    }
    found = ask_child(CHILD, told, patience=LONGEST)
    if found is None:
        return Outcome(Result.FAILED, "the call broke off")
    result, answer = Result(found["result"]), str(found["answer"])
    return Outcome(result, answer, pressed=str(found.get("pressed", "")))
