"""What people write into the timeline: notes, decisions, facts that stand at the top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.room import demand_words, lock_room
from permanence.service.incidents.models import Event, Incident, PinnedFact
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.deciding import Decision


class NotYet(Refusal):
    """Nothing can have happened in the future."""


class NotPinned(Refusal):
    """The fact does not stand at the top any more."""


@transaction.atomic
def write_note(
    incident: Incident,
    text: str,
    *,
    team: str = "",
    happened_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Event:
    """Write a note into the timeline; `happened_at` is when it was, if that is not now."""
    said = demand_words(text, str(_("Write what happened.")))
    return add_words(incident, "note.written", {"text": said}, team, happened_at, at=at, by=by)


@transaction.atomic
def write_decision(
    incident: Incident,
    decision: Decision,
    *,
    team: str = "",
    happened_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Event:
    """Write down what was decided, by whom, why, and what else was thought of."""
    facts = {
        "what": demand_words(decision.what, str(_("Write what was decided."))),
        "why": demand_words(decision.why, str(_("Write why it was decided so."))),
        "alternatives": decision.alternatives.strip(),
        "who": decision.who.strip() or by.name,
    }
    return add_words(incident, "decision.taken", facts, team, happened_at, at=at, by=by)


def add_words(
    incident: Incident,
    kind: str,
    facts: Mapping[str, object],
    team: str,
    happened_at: datetime | None,
    *,
    at: datetime,
    by: Actor,
) -> Event:
    """Write one event of a team, which may have happened before now."""
    if happened_at is not None and happened_at > at:
        raise NotYet(_("This lies in the future: only what has happened is written down."))
    room = lock_room(incident)
    event = NewEvent(kind, {**facts, "team": team}, happened_at=happened_at)
    return write_events(room, [event], at=at, by=by)[0]


@transaction.atomic
def pin_fact(incident: Incident, text: str, *, at: datetime, by: Actor) -> PinnedFact:
    """Let a fact stand at the top of the room, where nobody misses it."""
    said = demand_words(text, str(_("Write the fact that everybody has to see.")))
    room = lock_room(incident)
    standing = PinnedFact.objects.standing(room).filter(text=said).first()
    if standing is not None:
        return standing
    fact = PinnedFact.objects.create(incident=room, text=said, pinned_at=at, by_name=by.name)
    write_events(room, [NewEvent("fact.pinned", {"text": said})], at=at, by=by)
    return fact


@transaction.atomic
def unpin_fact(fact: PinnedFact, *, at: datetime, by: Actor) -> None:
    """Take a fact down; it stays in the timeline."""
    room = lock_room(fact.incident)
    if not PinnedFact.objects.filter(pk=fact.pk, unpinned_at=None).update(unpinned_at=at):
        raise NotPinned(_("Somebody took this fact down already."))
    write_events(room, [NewEvent("fact.unpinned", {"text": fact.text})], at=at, by=by)
