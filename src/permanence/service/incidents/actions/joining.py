"""Requests join an incident, leave it, and are resolved together at its end (SPEC C9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record_deeds
from permanence.ground.journal.rules import Actor, Deed
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.models import Incident, Joining
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.models import Ticket

GOING_ON = (Incident.State.SUSPECTED, Incident.State.DECLARED)


class NotJoined(Refusal):
    """A request does not belong to this incident, or cannot."""


def join_tickets(
    incident: Incident, tickets: Collection[int], *, at: datetime, by: Actor, way: str = "hand"
) -> list[Joining]:
    """Let requests belong to an incident that goes on; those that do already are passed over.

    What is over, was merged, or belongs to another incident is passed over too.
    """
    incident = lock_incident(incident)
    if incident.state not in GOING_ON:
        raise NotJoined(_("{name} is over: nothing joins it any more."), name=incident.name)
    if incident.drill:
        raise NotJoined(_("A drill takes in no customer's request."))
    rows = Ticket.objects.filter(pk__in=tickets, desk=incident.desk_id, ended=False)
    held = list(rows.order_by("pk").select_for_update(no_key=True))
    taken = set(
        Joining.objects.standing()
        .filter(ticket__in=[one.pk for one in held])
        .values_list("ticket", flat=True)
    )
    fresh = [one for one in held if one.pk not in taken]
    made = Joining.objects.bulk_create(
        Joining(
            incident=incident,
            ticket=one,
            organisation_id=one.organisation_id,
            way=way,
            joined_at=at,
            joined_by=by.key,
            joined_by_name=by.name,
        )
        for one in fresh
    )
    keys = [one.pk for one in fresh]
    Ticket.objects.filter(pk__in=keys).update(incident=incident.number, incident_near=None)
    tell_tickets(incident, fresh, "ticket.joined_incident", at=at, by=by)
    if made:
        event = NewEvent("joined", {"tickets": keys, "way": way})
        write_events(incident, [event], at=at, by=by)
    return made


def leave_incident(incident: Incident, tickets: Collection[int], *, at: datetime, by: Actor) -> int:
    """Take requests out of an incident again; return how many."""
    incident = lock_incident(incident)
    rows = Joining.objects.standing().filter(incident=incident, ticket__in=tickets)
    leaving = list(rows.select_related("ticket").order_by("ticket").select_for_update(of=("self",)))
    for one in leaving:
        one.left_at, one.left_by, one.left_by_name = at, by.key, by.name
    Joining.objects.bulk_update(leaving, ["left_at", "left_by", "left_by_name"])
    left = [one.ticket for one in leaving]
    keys = [one.pk for one in left]
    Ticket.objects.filter(pk__in=keys).update(incident=None)
    tell_tickets(incident, left, "ticket.left_incident", at=at, by=by)
    if left:
        write_events(incident, [NewEvent("left", {"tickets": keys})], at=at, by=by)
    return len(left)


def leave_dismissed(incident: Incident, *, at: datetime, by: Actor) -> int:
    """Let every request go that joined what turned out to be no incident."""
    joined = Joining.objects.standing().filter(incident=incident)
    return leave_incident(incident, list(joined.values_list("ticket", flat=True)), at=at, by=by)


def end_joined(
    incident: Incident,
    *,
    words: Mapping[str, str],
    kept: Mapping[int, str],
    at: datetime,
    by: Actor,
) -> tuple[int, int]:
    """Resolve all requests of an incident that is over, each told in its language.

    `words` is what customers read, by language; `kept` are the requests that stay open, with the
    reason. What cannot be resolved stays open too, and says why. Return how many were resolved and
    how many stay open.
    """
    incident = lock_incident(incident)
    if incident.state in GOING_ON or incident.state == Incident.State.DISMISSED:
        raise NotJoined(
            _("{name} goes on: its requests are resolved at its end."), name=incident.name
        )
    rows = Joining.objects.standing().filter(incident=incident, ended_at=None)
    open_still = rows.filter(ticket__ended=False).select_related("ticket__desk", "ticket__contact")
    ended, left = [], []
    for one in open_still.order_by("ticket"):
        reason = kept.get(one.ticket_id, "").strip() or resolve_one(one, words, at=at, by=by)
        if reason:
            one.kept_open = reason
            left.append(one)
        else:
            one.ended_at, one.kept_open = at, ""
            ended.append(one)
    Joining.objects.bulk_update([*ended, *left], ["ended_at", "kept_open"])
    if ended or left:
        told = {
            "resolved": [one.ticket_id for one in ended],
            "kept": {str(one.ticket_id): one.kept_open for one in left},
        }
        write_events(incident, [NewEvent("requests_ended", told)], at=at, by=by)
    return len(ended), len(left)


def resolve_one(joining: Joining, words: Mapping[str, str], *, at: datetime, by: Actor) -> str:
    """Tell a customer that it is over and resolve the request; return why that cannot be."""
    ticket = joining.ticket
    text = words.get(ticket.language) or write_end(joining.incident, ticket.language)
    policy = policy_of_version(ticket.policy_version_id)
    try:
        with transaction.atomic():
            answer_ticket(ticket, Answer(text, then="resolve"), policy=policy, by=by, at=at)
    except Refusal as refusal:
        return str(refusal)
    return ""


def write_end(incident: Incident, language: str) -> str:
    """Return what customers read at the end of an incident, in a language."""
    with translation.override(language):
        return gettext(
            "The disruption that you told us about is over, as far as we can see (%(name)s). Your"
            " request is resolved with it. If it is not as it should be on your side, just answer:"
            " the request is then opened again."
        ) % {"name": incident.name}


def tell_tickets(
    incident: Incident, tickets: Sequence[Ticket], act: str, *, at: datetime, by: Actor
) -> None:
    """Record on requests that they joined an incident, or left it."""
    record_deeds(
        Deed(
            act,
            f"ticket:{one.pk}",
            at,
            by,
            one.desk_id,
            one.organisation_id,
            {"incident": incident.number},
        )
        for one in tickets
    )
