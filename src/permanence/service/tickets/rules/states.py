"""Which act may follow which state of a ticket; the table of docs/rules/tickets.md."""

from __future__ import annotations

from typing import Final, Literal

from permanence.promises.policies.rules.offers import SETTLED

Step = Literal[
    "triage",
    "validate",
    "find",
    "solve",
    "answer",
    "note",
    "pause",
    "resume",
    "correct",
    "agree",
    "resolve",
    "close",
    "reopen",
    "assign",
    "merge",
    "gather",
    "part",
    "enquire",
    "snooze",
    "keep",
    "join",
    "dismiss",
]

UNENDED: Final = frozenset(
    {"new", "open", "waiting_customer", "waiting_third_party", "out_of_scope"}
)
ENDED: Final = SETTLED

ALLOWED: Final[dict[Step, frozenset[str]]] = {
    "triage": UNENDED,
    "assign": UNENDED,
    "validate": UNENDED,
    "find": UNENDED,
    "solve": UNENDED | {"resolved", "closed"},
    "answer": UNENDED | {"resolved"},
    "note": UNENDED | ENDED,
    "pause": UNENDED,
    "resume": UNENDED - {"new", "open"},
    "correct": UNENDED | {"resolved", "closed"},
    "agree": UNENDED,
    "resolve": UNENDED,
    "close": frozenset({"resolved"}),
    "reopen": frozenset({"resolved", "closed"}),
    "merge": UNENDED | {"resolved", "closed"},
    "gather": UNENDED,
    "part": frozenset({"merged"}),
    "enquire": UNENDED,
    "snooze": UNENDED,
    "keep": UNENDED | {"resolved", "closed"},
    "join": UNENDED,
    "dismiss": UNENDED,
}


def may_follow(step: Step, state: str) -> bool:
    """Say whether the step is possible in the state."""
    return state in ALLOWED[step]


def state_after_triage(state: str) -> str:
    """Return the state a ticket is in once a specialist has judged it."""
    return "open" if state == "new" else state


def state_after_customer(state: str) -> str:
    """Return the state a ticket is in once its customer has written again."""
    return "open" if state in {"resolved", "closed", "waiting_customer", "out_of_scope"} else state
