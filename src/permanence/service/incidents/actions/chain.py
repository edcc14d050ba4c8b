"""Writing the record of an incident: one chain, added to at its end only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.queries.chain import find_end
from permanence.service.incidents.rules.chain import (
    ERASED,
    Link,
    NewEvent,
    Telling,
    plain_facts,
    seal_events,
)


class NotErased(Refusal):
    """What is to be erased is not there, or no reason was given."""


def lock_incident(incident: Incident) -> Incident:
    """Return an incident as it stands, held until the end of the transaction."""
    return Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)


def write_events(
    incident: Incident, events: Sequence[NewEvent], *, at: datetime, by: Actor
) -> list[Event]:
    """Write what happened at the end of an incident's record, sealed, and tell the journal.

    The incident is held until the end of the transaction, so that its events have one order.
    """
    if not events:
        return []
    lock_incident(incident)
    tellings = [
        (
            one.kind,
            Telling(by.key, by.name, plain_facts(one.facts), one.happened_at, one.organisation),
        )
        for one in events
    ]
    links = seal_events(
        incident.pk,
        tellings,
        at=at,
        after=find_end(incident),
        salts=[token_hex(16) for _ in events],
    )
    written = Event.objects.bulk_create([make_event(incident, link) for link in links])
    record_deeds(
        Deed(
            f"incident.{link.kind}",
            incident.subject,
            at,
            by,
            incident.desk_id,
            telling.organisation,
            {"event": link.number, "hash": link.hash},
        )
        for link, (_, telling) in zip(links, tellings, strict=True)
    )
    return written


def make_event(incident: Incident, link: Link) -> Event:
    """Return the row of a sealed event."""
    telling = link.telling
    assert telling is not None  # noqa: S101 -- a new event tells something
    return Event(
        incident=incident,
        organisation_id=telling.organisation,
        number=link.number,
        kind=link.kind,
        at=link.at,
        happened_at=telling.happened_at,
        actor=telling.actor,
        actor_name=telling.actor_name,
        facts=telling.facts,
        salt=link.salt,
        digest=link.digest,
        previous=link.previous,
        hash=link.hash,
    )


def erase_event(incident: Incident, number: int, *, reason: str, at: datetime, by: Actor) -> None:
    """Take out what an event told, for a reason that stays; the chain proves as before."""
    if not reason.strip():
        raise NotErased(_("Say why this is erased: the reason stays."))
    lock_incident(incident)
    event = Event.objects.filter(incident=incident, number=number).exclude(kind=ERASED).first()
    if event is None or event.erased_at is not None:
        raise NotErased(_("There is nothing to erase: it is gone already, or it says what was."))
    told = {"number": number, "reason": reason.strip()}
    write_events(incident, [NewEvent(ERASED, told)], at=at, by=by)
    with connection.cursor() as cursor:
        cursor.execute("select incidents_erase(%s, %s)", [event.pk, at])
