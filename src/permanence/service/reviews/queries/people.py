"""Who took part in an incident, and who has not said anything yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from permanence.service.escalation.models import Call
from permanence.service.incidents.models import Event, Incident, Member
from permanence.service.reviews.models import Contribution
from permanence.world.accounts.models import Specialist

ANSWERED = (Call.Result.ACKNOWLEDGED, Call.Result.TAKEN, Call.Result.PASSED, Call.Result.DECLINED)


@dataclass(frozen=True)
class Participant:
    """Somebody who took part, and how; without `specialist` they have no log-in of ours."""

    name: str
    email: str
    language: str
    part: Contribution.Part
    specialist: Specialist | None = None


def participants_of(incident: Incident) -> list[Participant]:
    """Return everybody who took part, each once: members, authors of events, called people."""
    parts: dict[int, Contribution.Part] = {}
    for pk in called_specialists(incident):
        parts[pk] = Contribution.Part.CALLED
    for pk in authors_of(incident):
        parts[pk] = Contribution.Part.AUTHOR
    for pk in Member.objects.filter(incident=incident).values_list("specialist", flat=True):
        parts[pk] = Contribution.Part.MEMBER
    people = Specialist.objects.filter(pk__in=list(parts), user__is_active=True)
    found = {
        one.user.email.casefold(): Participant(
            one.name, one.user.email, one.user.language, parts[one.pk], one
        )
        for one in people.select_related("user").order_by("name")
    }
    for outsider in called_outsiders(incident):
        found.setdefault(outsider.email.casefold(), outsider)
    return list(found.values())


def authors_of(incident: Incident) -> set[int]:
    """Return the members of staff who wrote events of an incident."""
    keys = Event.objects.filter(incident=incident, actor__startswith="specialist:")
    return {int(key.partition(":")[2]) for key in keys.values_list("actor", flat=True).distinct()}


def called_specialists(incident: Incident) -> set[int]:
    """Return the members of staff whom a ladder called for an incident, and who answered."""
    rows = answered_calls(incident).filter(specialist_id__isnull=False)
    return {pk for pk in rows.values_list("specialist_id", flat=True) if pk is not None}


def called_outsiders(incident: Incident) -> list[Participant]:
    """Return the people on a ladder who answered and have no log-in of ours."""
    rows = answered_calls(incident).filter(specialist_id=None, rung__isnull=False)
    return [
        Participant(call.name, call.rung.mail, call.language, Contribution.Part.CALLED)
        for call in rows.select_related("rung").order_by("pk")
        if call.rung and call.rung.mail
    ]


def answered_calls(incident: Incident) -> QuerySet[Call]:
    """Return the calls for an incident that somebody answered."""
    return Call.objects.filter(
        climb__owner="incident", climb__subject=incident.pk, result__in=ANSWERED
    )
