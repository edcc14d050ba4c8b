"""Looking back in tests: an incident that is resolved, and its post-mortem."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from permanence.service.incidents.actions import resolve_incident
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.finding import say_cause
from permanence.service.reviews.actions.opening import open_post_mortems
from permanence.service.reviews.actions.planning import plan_measure
from permanence.service.reviews.actions.requesting import ask_summary, decide_request
from permanence.service.reviews.actions.summarising import (
    approve_summary,
    hand_in_summary,
    write_summary,
)
from permanence.service.reviews.actions.writing import write_words
from permanence.service.reviews.models import Cause, Measure, PostMortem, Summary
from permanence.service.reviews.rules.measures import NewMeasure
from permanence.service.reviews.rules.standing import Words
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Organisation
from tests.cast import World
from tests.service.incidents.leading import HOUR, actor_of, declare

DAY = timedelta(days=1)
WORDS = Words("The relay stopped at noon.", "Found quickly, told late.")
LANGUAGES = ("en", "fr", "de", "it", "es")
TEXTS = {
    language: {
        "title": f"Faxes not sent ({language})",
        "overview": "For two hours faxes were not sent.",
        "measures": "The queue is watched from now on.",
    }
    for language in LANGUAGES
}


def resolve(world: World, **said: Any) -> Incident:
    """Return an incident that Sam declared and resolved an hour later."""
    incident = declare(world, **said)
    return resolve_incident(
        incident, cause="The relay stopped.", at=world.at + HOUR, by=actor_of(world)
    )


def look_back(world: World, **said: Any) -> PostMortem:
    """Return the post-mortem of an incident that was just resolved."""
    incident = resolve(world, **said)
    open_post_mortems(at=world.at + HOUR)
    return PostMortem.objects.select_related("incident").get(incident=incident)


def soon(world: World, hours: float = 2) -> datetime:
    """Return an instant after the resolution."""
    return world.at + hours * HOUR


def why(world: World, post_mortem: PostMortem, text: str, parent: Cause | None = None) -> Cause:
    """Return a source of the problem, or the answer to a "why?", as Sam says it."""
    return say_cause(
        post_mortem,
        text,
        side="source",
        kind="technique",
        parent=parent,
        by=actor_of(world),
        at=soon(world),
    )


def plan(world: World, post_mortem: PostMortem, *causes: Cause, **said: Any) -> Measure:
    """Return a measure of Sam's against these causes, due in ten days."""
    told: dict[str, Any] = {
        "text": "Watch the queue",
        "kind": "detect",
        "causes": frozenset(one.pk for one in causes),
        "owner": world.sam.pk,
        "due_at": world.at + 10 * DAY,
    }
    return plan_measure(
        post_mortem, NewMeasure(**(told | said)), by=actor_of(world, "lena"), at=soon(world)
    )


def write_whole(world: World, post_mortem: PostMortem) -> Measure:
    """Write all that a post-mortem needs before it is handed in; return its measure."""
    write_words(post_mortem, WORDS, base=0, by=actor_of(world), at=soon(world))
    head = why(world, post_mortem, "The relay stopped")
    root = why(world, post_mortem, "Its disk was full", head)
    return plan(world, post_mortem, root)


def touch(world: World, organisation: Organisation) -> None:
    """Let an organisation be a customer of the messaging desk, whom its incidents touch."""
    person = world.ada if organisation == world.brightwater else world.claire
    world.ticket(person, desk=world.messaging)


def approve(world: World, incident: Incident) -> None:
    """Write the summary of an incident in every language, and let Lena approve it."""
    summary = Summary.objects.select_related("incident").get(incident=incident)
    sam, at = actor_of(world), soon(world)
    write_summary(summary, TEXTS, base=summary.revision, by=sam, at=at)
    hand_in_summary(summary, by=sam, at=at)
    approve_summary(summary, by=actor_of(world, "lena"), at=at)


def give_summary(world: World, incident: Incident, ticket: Ticket) -> None:
    """Let a file's customer ask for a summary, and get it by right or by Lena's word."""
    at = soon(world)
    request = ask_summary(incident, ticket, way="mail", by=actor_of(world), at=at)
    if not request.grounds:
        lena = actor_of(world, "lena")
        decide_request(request, grant=True, reason="They asked kindly", by=lena, at=at)
