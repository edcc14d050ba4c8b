"""What a rule says: when, if, then; as people choose it and as a row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from permanence.overview.worklists.rules import Sieve, describe_sieve, read_sieve

Event = Literal[
    "opened", "customer_wrote", "answered", "noted", "triaged", "judged_again", "assigned",
    "handed_over", "state", "outside_answered", "bounced", "at_risk", "overdue", "climbing",
]  # fmt: skip
Since = Literal["opened", "customer", "answer", "state", "still", "due", "resolved"]
Hours = Literal["", "open", "closed"]
End = Literal["", "resume", "resolve", "close"]

# The acts of the journal by which each event is known.
ACTS: Final[dict[str, Event]] = {
    "ticket.opened": "opened",
    "ticket.customer_wrote": "customer_wrote",
    "ticket.answered": "answered",
    "ticket.called": "answered",
    "ticket.noted": "noted",
    "ticket.triaged": "triaged",
    "ticket.judged_again": "judged_again",
    "ticket.assigned": "assigned",
    "ticket.given": "assigned",
    "ticket.handed_over": "handed_over",
    "ticket.state": "state",
    "enquiry.heard": "outside_answered",
    "ticket.bounced": "bounced",
    "commitment.warned": "at_risk",
    "commitment.missed": "overdue",
    "climb.started": "climbing",
}
EVENTS: Final = tuple(dict.fromkeys(ACTS.values()))
SINCE: Final[tuple[Since, ...]] = (
    "opened", "customer", "answer", "state", "still", "due", "resolved",
)  # fmt: skip
# The acts of people on a ticket by which it gets on.
WORKED: Final = frozenset(
    {
        "ticket.answered", "ticket.called", "ticket.noted", "ticket.triaged",
        "ticket.judged_again", "ticket.assigned", "ticket.given", "ticket.handed_over",
        "ticket.state", "ticket.validated", "ticket.found_outside", "ticket.found_inside",
        "ticket.solved", "ticket.facts_told", "ticket.file_asked", "enquiry.sent",
    }
)  # fmt: skip
LONGEST_WAIT: Final = 24 * 366
MOST_WORDS: Final = 20


@dataclass(frozen=True)
class When:
    """What sets a rule off: an event, or that so many hours have passed `since` something.

    Of what is `due`, the hours are those before it. Working hours are those of the desk.
    """

    event: str = ""
    since: str = ""
    hours: int = 0
    is_working: bool = False

    @property
    def wait(self) -> timedelta:
        """How long the hours are, where each hour counts."""
        return timedelta(hours=self.hours)


@dataclass(frozen=True)
class Asked:
    """On which tickets a rule acts: a sieve as of a view, words that were said, and at what hours.

    A ticket that is over is let through where its state is named, or where the rule waits for
    what is resolved. One of the words is enough; they may stand in the subject or in the
    customer's last message.
    """

    sieve: Sieve = field(default_factory=Sieve)
    words: tuple[str, ...] = ()
    hours: Hours = ""


@dataclass(frozen=True)
class Then:
    """What a rule does; what is empty stays as it is.

    `assignee` may be `NOBODY`; `is_best` gives to whoever of the team fits best. `tell` and
    `watch` are people; `tells_owner` tells the assignee or, while there is none, the team.
    `answer` is the key of a canned answer, sent as an automatic message; `macro` is run as far as
    a rule may. Nothing here judges a request: severity and level are for a specialist. What was
    judged may be handed over to more expertise: to `level`, with a note of what was `tried` and is
    `wanted`; team and assignee then are those who take over. Where `climb` says why, the ladder
    is climbed for it.
    """

    end: End = ""
    macro: int | None = None
    level: int = 0
    tried: str = ""
    wanted: str = ""
    climb: str = ""
    team: int | None = None
    assignee: int | None = None
    is_best: bool = False
    note: str = ""
    answer: str = ""
    tell: tuple[int, ...] = ()
    tells_owner: bool = False
    watch: tuple[int, ...] = ()
    snooze: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Instruction:
    """All that a rule says; one that `stops` lets no later rule act on the same occasion."""

    when: When
    asked: Asked = field(default_factory=Asked)
    then: Then = field(default_factory=Then)
    stops: bool = False


def describe_instruction(said: Instruction) -> dict[str, Any]:
    """Return an instruction as a row keeps it: only what it says, in plain values."""
    asked = {"words": list(said.asked.words), "hours": said.asked.hours}
    parts: dict[str, Any] = {
        "when": keep_said(asdict(said.when)),
        "if": keep_said(asked) | {"sieve": describe_sieve(said.asked.sieve)},
        "then": keep_said(asdict(said.then)),
        "stops": said.stops,
    }
    return parts


def keep_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that say something; tuples as lists."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if says(value)
    }


def says(value: Any) -> bool:
    """Say whether a value says something; nobody, which is a number, does."""
    return value is not None and value is not False and value not in ("", (), [])


def read_instruction(kept: Mapping[str, Any]) -> Instruction:
    """Return the instruction that a row keeps."""
    asked, then = kept.get("if", {}), dict(kept.get("then", {}))
    for name in ("tell", "watch"):
        then[name] = tuple(then.get(name, ()))
    return Instruction(
        when=When(**kept["when"]),
        asked=Asked(
            read_sieve(asked.get("sieve", {})),
            tuple(asked.get("words", ())),
            asked.get("hours", ""),
        ),
        then=Then(**then),
        stops=bool(kept.get("stops")),
    )


def list_differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Return each part of a rule that became different, as it was and as it is."""
    was = before or {}
    return {
        part: [was.get(part), after.get(part)]
        for part in ("name", "when", "if", "then", "stops")
        if was.get(part) != after.get(part)
    }
