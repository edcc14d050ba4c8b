"""Taking into the timeline what was done elsewhere: every call and its answer, what customers said.

What a ladder does is recorded in the journal under its incident. Each such act becomes an event of
the chain, once, at the instant at which it happened. So does what a customer says on the portal,
whose role may not write to the record.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.room import OVER
from permanence.service.incidents.models import CapturedAct, Incident, MeToo
from permanence.service.incidents.rules.chain import NewEvent

# An act that commits late is found all the same; one that is older than this was never missed.
LOOKED_BACK: Final = timedelta(days=1)
UNCAPTURED = """
select act.id from journal_act act
where act.subject = any(%s) and act.at >= %s and act.act like 'climb.%%'
  and not exists (select 1 from incidents_capturedact c where c.act = act.id)
order by act.at, act.id limit %s
"""


def capture_calls(*, at: datetime, most: int = 200) -> int:
    """Take what was climbed for incidents into their timelines; return how many acts."""
    since = at - LOOKED_BACK
    rooms = Incident.objects.exclude(state__in=OVER).values_list("pk", flat=True)
    going = list(rooms)
    if not going:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNCAPTURED, [[f"incident:{one}" for one in going], since, most])
        numbers = [number for (number,) in cursor.fetchall()]
    by_incident: dict[int, list[Act]] = defaultdict(list)
    for act in Act.objects.filter(pk__in=numbers, at__gte=since).order_by("at", "pk"):
        by_incident[int(act.subject.partition(":")[2])].append(act)
    return sum(capture_acts(pk, acts, at=at) for pk, acts in by_incident.items())


@transaction.atomic
def capture_acts(incident: int, acts: list[Act], *, at: datetime) -> int:
    """Write acts of the journal as events of an incident, those that nobody wrote before."""
    room = lock_incident(Incident(pk=incident))
    known = CapturedAct.objects.filter(act__in=[one.pk for one in acts])
    taken = set(known.values_list("act", flat=True))
    fresh = [one for one in acts if one.pk not in taken]
    CapturedAct.objects.bulk_create(CapturedAct(act=one.pk, incident=room) for one in fresh)
    for act in fresh:
        event = NewEvent(act.act, dict(act.facts), happened_at=act.at)
        write_events(room, [event], at=at, by=Actor(act.actor, act.actor_name))
    return len(fresh)


def capture_words(*, at: datetime) -> int:
    """Write into the records that customers said an incident touches them; return how many."""
    waiting = MeToo.objects.unheard().order_by("incident").values_list("incident", flat=True)
    return sum(capture_words_on(pk, at=at) for pk in waiting.distinct())


@transaction.atomic
def capture_words_on(incident: int, *, at: datetime) -> int:
    """Write what customers said of one incident as events, each in the name of who said it.

    Their words stay where they said them; the record names the customer and the instant.
    """
    room = lock_incident(Incident(pk=incident))
    rows = MeToo.objects.unheard().filter(incident=room).select_related("contact").order_by("pk")
    said = list(rows.select_for_update(of=("self",)))
    for one in said:
        told = {"me_too": one.pk}
        event = NewEvent("me_too", told, happened_at=one.at, organisation=one.organisation_id)
        by = Actor(f"contact:{one.contact_id}", one.contact.name)
        write_events(room, [event], at=at, by=by)
        one.heard_at = at
    MeToo.objects.bulk_update(said, ["heard_at"])
    return len(said)
