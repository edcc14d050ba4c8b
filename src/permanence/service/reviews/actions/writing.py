"""Writing a post-mortem, handing it in, and closing it: by somebody else than its authors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import meet_clock, start_clock, withdraw_clock
from permanence.service.incidents.models import Event, Incident, IncidentClock
from permanence.service.reviews.actions.handing import await_review, return_to_authors
from permanence.service.reviews.actions.locking import (
    Meanwhile,
    add_author,
    lock_post_mortem,
    tell_chain,
)
from permanence.service.reviews.models import Extension, PostMortem, PostMortemVersion
from permanence.service.reviews.queries.analysis import faults_of, latest_words
from permanence.service.reviews.queries.impact import compute_impact
from permanence.service.reviews.rules.impact import keep_impact
from permanence.service.reviews.rules.standing import FaultCode, Words, may_judge
from permanence.service.reviews.rules.times import RESOLUTION, STEPS


class NotReady(Refusal):
    """Something is missing that a post-mortem must have."""


class NotYours(Refusal):
    """Somebody else than the authors has to review it."""


def write_words(
    post_mortem: PostMortem, words: Words, *, base: int, by: Actor, at: datetime
) -> PostMortemVersion:
    """Keep the texts as a new version; every earlier one stays.

    `base` is the version that the author had read: where another came meanwhile, this one is
    refused, so that nobody overwrites what they have not read.
    """
    fresh = lock_post_mortem(post_mortem, "write")
    last = latest_words(fresh)
    if last is not None and last.number != base:
        raise Meanwhile(
            _("{who} has saved version {number} meanwhile: take over what you need, then save."),
            who=last.by_name,
            number=last.number,
        )
    version = PostMortemVersion.objects.create(
        post_mortem=fresh,
        number=(last.number if last else 0) + 1,
        overview=words.overview.strip(),
        handling=words.handling.strip(),
        by=by.key,
        by_name=by.name,
        at=at,
    )
    fresh.authors = add_author(fresh.authors, by)
    fresh.save(update_fields=["authors"])
    tell_chain(fresh.incident, "written", at=at, by=by, number=version.number)
    return version


def pick_events(
    post_mortem: PostMortem,
    *,
    more: Collection[int],
    fewer: Collection[int],
    by: Actor,
    at: datetime,
) -> None:
    """Choose which events of the chain matter; what a colleague chose meanwhile stays chosen."""
    fresh = lock_post_mortem(post_mortem, "write")
    known = Event.objects.filter(incident=fresh.incident, pk__in=list(more))
    picked = (set(fresh.picked) | set(known.values_list("pk", flat=True))) - set(fewer)
    if picked == set(fresh.picked):
        return
    fresh.picked = sorted(picked)
    fresh.save(update_fields=["picked"])
    tell_chain(fresh.incident, "picked", at=at, by=by, count=len(picked))


def hold_post_mortem(
    post_mortem: PostMortem, *, held_at: datetime, by: Actor, at: datetime
) -> None:
    """Note that those who took part have met, and when: its clock is met."""
    fresh = lock_post_mortem(post_mortem, "hold")
    if held_at > at or held_at < fresh.opened_at:
        raise Refusal(_("They met between the resolution and now."))
    if fresh.held_at is not None:
        raise Meanwhile(_("It is noted already that they have met."))
    fresh.held_at = held_at
    fresh.save(update_fields=["held_at"])
    running = IncidentClock.objects.running().filter(
        incident=fresh.incident, key="post_mortem_held"
    )
    # A verdict is never rewritten: what was missed when nobody had noted it stays missed.
    was_missed = running.filter(missed_at__isnull=False).exists()
    meet_clock(fresh.incident, "post_mortem_held", at=at, met_at=at if was_missed else held_at)
    tell_chain(fresh.incident, "held", at=at, by=by, held=held_at.isoformat())


def extend_step(
    incident: Incident, step: str, *, until: datetime, reason: str, by: Actor, at: datetime
) -> Extension:
    """Give a step the time it needs, with a reason; the clock before stays readable (A12)."""
    if step not in STEPS or incident.resolved_at is None:
        raise Refusal(_("There is no time to extend."))
    if not reason.strip():
        raise Refusal(_("Say why it needs more time."))
    if until <= at:
        raise Refusal(_("That is over already: name an instant to come."))
    withdraw_clock(incident, step, at=at, reason=reason.strip(), by=by)
    start_clock(
        incident,
        step,
        since=RESOLUTION,
        start_at=incident.resolved_at,
        goal=None,
        limit=until - incident.resolved_at,
        at=at,
    )
    extension = Extension.objects.create(
        incident=incident, step=step, until=until, reason=reason.strip(), by_name=by.name, at=at
    )
    facts: dict[str, Any] = {"step": step, "until": until.isoformat(), "reason": extension.reason}
    tell_chain(incident, "extended", at=at, by=by, **facts)
    return extension


def hand_in(post_mortem: PostMortem, *, by: Actor, at: datetime) -> None:
    """Hand a post-mortem in for review; who hands it in counts among its authors."""
    fresh = lock_post_mortem(post_mortem, "hand_in")
    faults = faults_of(fresh)
    if faults:
        raise NotReady(say_fault(faults[0]))
    await_review(fresh, by=by, at=at)
    tell_chain(fresh.incident, "handed_in", at=at, by=by)


def send_back(post_mortem: PostMortem, *, remarks: str, by: Actor, at: datetime) -> None:
    """Give a post-mortem back to its authors with remarks."""
    fresh = lock_post_mortem(post_mortem, "send_back")
    return_to_authors(fresh, remarks=remarks, by=by)
    tell_chain(fresh.incident, "sent_back", at=at, by=by, remarks=fresh.remarks)


def close_post_mortem(post_mortem: PostMortem, *, by: Actor, at: datetime) -> None:
    """Close a post-mortem: by none of its authors, and its figures are frozen from here."""
    fresh = lock_post_mortem(post_mortem, "close")
    if not may_judge(by.key, fresh.authors):
        raise NotYours(_("You wrote on it: somebody else reviews and closes it."))
    fresh.state, fresh.closed_at = PostMortem.State.CLOSED, at
    fresh.closed_by, fresh.closed_name = by.key, by.name
    fresh.impact = keep_impact(compute_impact(fresh.incident))
    fresh.save()
    if fresh.held_at is None:
        withdraw_clock(fresh.incident, "post_mortem_held", at=at)
    meet_clock(fresh.incident, "post_mortem_closed", at=at)
    tell_chain(fresh.incident, "closed", at=at, by=by, impact=fresh.impact)


def say_fault(fault: FaultCode) -> object:
    """Return what is missing, for who hands it in."""
    return {
        "no_overview": _("Write what happened, in the overview."),
        "no_handling": _("Write how the incident was handled: what went well, and what failed."),
        "no_source": _("Name at least one source of the problem."),
        "no_measure": _("Plan at least one measure against recurrence."),
        "source_without_measure": _("A source of the problem has no measure that removes it."),
    }[fault]
