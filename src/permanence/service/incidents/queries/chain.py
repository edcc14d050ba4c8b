"""The record of an incident as it is kept, and whether it proves."""

from __future__ import annotations

from permanence.ground.journal.models import Act
from permanence.service.incidents.models import ChainEnd, Event, Incident
from permanence.service.incidents.rules.chain import Link, Proof, Telling, prove_chain


def read_chain(incident: Incident) -> list[Link]:
    """Return the events of an incident, in their order."""
    return [link_event(one) for one in Event.objects.filter(incident=incident).order_by("number")]


def prove_incident(incident: Incident) -> Proof:
    """Say whether the record of an incident stands as it was written (`permanence verify`)."""
    return prove_chain(
        incident.pk,
        read_chain(incident),
        end=find_end(incident),
        witnesses=witnesses_of(incident),
    )


def find_end(incident: Incident) -> tuple[int, str]:
    """Return the number and the hash of the last event of an incident, as they are kept."""
    ending = ChainEnd.objects.filter(incident=incident).first()
    return (ending.number, ending.hash) if ending else (0, "")


def witnesses_of(incident: Incident) -> dict[int, str]:
    """Return the hash of each event as the journal wrote it down on its own."""
    acts = Act.objects.filter(subject=incident.subject, at__gte=incident.detected_at)
    facts = acts.filter(act__startswith="incident.").values_list("facts", flat=True)
    return {int(one["event"]): str(one["hash"]) for one in facts if "event" in one}


def lost_incidents() -> list[int]:
    """Return the incidents that the journal wrote of and that are not there any more."""
    told = Act.objects.filter(subject__gte="incident:", subject__lt="incident;")
    acts = told.filter(act__startswith="incident.").values_list("subject", flat=True).distinct()
    numbers = {int(subject.partition(":")[2]) for subject in acts}
    return sorted(numbers - set(Incident.objects.values_list("pk", flat=True)))


def link_event(event: Event) -> Link:
    """Return an event as it is proven."""
    telling = None
    if event.facts is not None:
        telling = Telling(
            event.actor, event.actor_name, event.facts, event.happened_at, event.organisation_id
        )
    return Link(
        event.number,
        event.kind,
        event.at,
        telling,
        event.salt,
        event.digest,
        event.previous,
        event.hash,
    )
