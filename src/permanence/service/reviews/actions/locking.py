"""Taking a post-mortem or a summary to act on: locked, so that of two who race one wins."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import write_events
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.reviews.models import PostMortem, Summary
from permanence.service.reviews.rules.standing import Act, may_follow

WAITS: Final = _("It is handed in: whoever reviews it sends it back or closes it.")
CLOSED: Final = _("It is closed and does not change any more.")
OPEN: Final = _("It is not handed in yet.")


class Meanwhile(Refusal):
    """Somebody else was faster; what was typed is kept in the form."""


def lock_post_mortem(post_mortem: PostMortem, act: Act) -> PostMortem:
    """Return a post-mortem as it is now, locked; refuse what cannot follow any more."""
    rows = PostMortem.objects.select_for_update(no_key=True, of=("self",))
    fresh = rows.select_related("incident").get(pk=post_mortem.pk)
    check_act(fresh.state, act)
    return fresh


def lock_summary(summary: Summary, act: Act) -> Summary:
    """Return a summary as it is now, locked; refuse what cannot follow any more."""
    rows = Summary.objects.select_for_update(no_key=True, of=("self",))
    fresh = rows.select_related("incident").get(pk=summary.pk)
    check_act(fresh.state, act)
    return fresh


def check_act(state: str, act: Act) -> None:
    """Refuse an act that cannot follow the state."""
    if not may_follow(act, state):
        raise Meanwhile({"open": OPEN, "handed_in": WAITS}.get(state, CLOSED))


def tell_chain(
    incident: Incident,
    what: str,
    /,
    *,
    at: datetime,
    by: Actor,
    organisation: int | None = None,
    **facts: object,
) -> None:
    """Write one event of looking back into the incident's chain."""
    event = NewEvent(f"review.{what}", facts, organisation=organisation)
    write_events(incident, [event], at=at, by=by)


def add_author(authors: list[str], by: Actor) -> list[str]:
    """Return the authors with one more; each stands there once."""
    return authors if by.key in authors else [*authors, by.key]
