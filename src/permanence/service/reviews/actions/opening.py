"""Opening the post-mortem at resolution: the team gathers, the clocks start, everybody is asked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from permanence.ground.journal.rules import SYSTEM
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions import start_clock
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.asking import ask_people, gather_team
from permanence.service.reviews.actions.locking import tell_chain
from permanence.service.reviews.models import PostMortem, Summary
from permanence.service.reviews.queries.people import participants_of
from permanence.service.reviews.rules.times import RESOLUTION, STEPS, due_of

MOST: int = 5


def open_post_mortems(*, at: datetime) -> int:
    """Open the post-mortem of each incident that was resolved and has none; return how many."""
    without = ~Exists(PostMortem.objects.filter(incident=OuterRef("pk")))
    rows = Incident.objects.filter(without, resolved_at__isnull=False, state="resolved")
    waiting = rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk")
    opened = 0
    for incident in waiting[:MOST]:
        open_post_mortem(incident, at=at)
        opened += 1
    return opened


def open_post_mortem(incident: Incident, *, at: datetime) -> PostMortem:
    """Open the post-mortem of a resolved incident: its times count from the resolution (A12)."""
    if incident.resolved_at is None:
        raise AssertionError("only what is resolved is looked back on")
    post_mortem = PostMortem.objects.create(
        incident=incident, desk_id=incident.desk_id, opened_at=at
    )
    Summary.objects.create(incident=incident, desk_id=incident.desk_id)
    people = participants_of(incident)
    gathered = gather_team(
        incident,
        [one.specialist for one in people if one.specialist],
        at=at,
    )
    tell_chain(incident, "opened", at=at, by=SYSTEM, gathered=gathered, asked=len(people))
    policy = policy_of_version(incident.policy_version_id)
    for step in STEPS:
        due = due_of(policy, step, since=incident.resolved_at)
        start_clock(
            incident,
            step,
            since=RESOLUTION,
            start_at=incident.resolved_at,
            goal=due.goal - incident.resolved_at,
            limit=due.limit - incident.resolved_at,
            at=at,
        )
    ask_people(post_mortem, people, at=at)
    return post_mortem
