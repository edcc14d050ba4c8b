"""A post-mortem as its page shows it: how far it is, who has spoken, why, and what is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.incident_events import say_event
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.review_words import (
    cause_kind_names,
    fault_names,
    measure_kind_names,
    part_names,
    standing_names,
    state_names,
    step_names,
)
from permanence.faces.ui.moments import say_span
from permanence.service.incidents.models import Event, Incident, IncidentClock
from permanence.service.reviews.actions.proving import verdict_names
from permanence.service.reviews.models import Cause, Contribution, Measure, PostMortem
from permanence.service.reviews.queries.analysis import (
    contributions_of,
    events_of,
    extensions_of,
    faults_of,
    latest_words,
    measures_of,
    removed_by,
    statements_of,
    versions_of,
)
from permanence.service.reviews.queries.impact import impact_of
from permanence.service.reviews.rules.causes import Branch, Side, grow_tree
from permanence.service.reviews.rules.measures import awaits_check, standing_of
from permanence.service.reviews.rules.times import STEPS
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
TONES = {
    "overdue": "overdue",
    "late": "overdue",
    "warned": "at_risk",
    "soon": "at_risk",
    "met": "met",
    "done": "met",
}


def show_post_mortem(post_mortem: PostMortem, reader: Reader) -> Shown:
    """Return what `desk/post_mortem.html` reads beside its forms."""
    incident = post_mortem.incident
    may_write = reader.may(Right.WRITE_POST_MORTEMS, incident.desk_id)
    is_open = post_mortem.state == PostMortem.State.OPEN
    return {
        "head": show_head(post_mortem, reader),
        "steps": show_steps(incident, reader),
        "extensions": [
            {
                "step": step_names()[one.step],
                "until": say_moment(one.until, reader),
                "reason": one.reason,
                "by": one.by_name,
                **show_instant(one.at, reader),
            }
            for one in extensions_of(incident)
        ],
        "contributions": [show_contribution(one, reader) for one in contributions_of(post_mortem)],
        "timeline": show_timeline(post_mortem, reader),
        "words": show_words(post_mortem, reader),
        "sides": show_sides(post_mortem, may_write=may_write and is_open),
        "impact": show_impact(post_mortem),
        "measures": show_measures(measures_of(post_mortem), reader),
        "faults": [fault_names()[one] for one in faults_of(post_mortem)] if is_open else [],
        "may_write": may_write and is_open,
    }


def show_head(post_mortem: PostMortem, reader: Reader) -> Shown:
    """Return what stands at the top: which incident, how far its post-mortem is, by whom."""
    incident = post_mortem.incident
    closed: Shown = {}
    if post_mortem.closed_at:
        closed = show_instant(post_mortem.closed_at, reader, name="closed")
    return {
        "name": incident.name,
        "title": incident.title,
        "state": post_mortem.state,
        "state_label": state_names()[post_mortem.state],
        "url": page_url(incident),
        "incident_url": reverse("desk:incident", args=[incident.pk]),
        "summary_url": reverse("desk:incident-summary", args=[incident.pk]),
        "held": say_moment(post_mortem.held_at, reader) if post_mortem.held_at else "",
        "handed_in_by": post_mortem.handed_in_name if post_mortem.handed_in_at else "",
        "remarks": post_mortem.remarks,
        "remarks_by": post_mortem.remarks_name,
        "closed_by": post_mortem.closed_name,
        **closed,
    }


def page_url(incident: Incident) -> str:
    """Return the address of an incident's post-mortem."""
    return reverse("desk:post-mortem", args=[incident.pk])


def act_url(incident: Incident, act: str) -> str:
    """Return where one act on a post-mortem goes."""
    return reverse("desk:post-mortem-act", args=[incident.pk, act])


def show_steps(incident: Incident, reader: Reader) -> list[Shown]:
    """Return the times of looking back, each with its verdict; withdrawn ones stay readable."""
    names = step_names()
    clocks = IncidentClock.objects.filter(incident=incident, key__in=STEPS).order_by("pk")
    rows = []
    for clock in clocks:
        standing = clock.timing.standing(
            met_at=clock.met_at, withdrawn_at=clock.withdrawn_at, at=reader.at
        )
        rows.append(
            {
                "name": names[clock.key],
                "standing": verdict_names()[standing],
                "tone": TONES.get(standing, ""),
                "is_gone": standing == "withdrawn",
                "reason": clock.reason,
                **show_instant(clock.limit_at, reader, name="limit"),
                "goal": say_moment(clock.goal_at, reader) if clock.goal_at else "",
            }
        )
    return rows


def show_contribution(one: Contribution, reader: Reader) -> Shown:
    """Return one person's part, or since when it is missing."""
    answered = show_instant(one.answered_at, reader) if one.answered_at else {}
    return {
        "name": one.name,
        "part": part_names()[one.part],
        "is_answered": one.answered_at is not None,
        "has_nothing": one.has_nothing,
        "successes": one.successes,
        "failures": one.failures,
        "causes": one.causes,
        "asked": say_moment(one.asked_at, reader),
        "reminded": say_moment(one.reminded_at, reader) if one.reminded_at else "",
        **answered,
    }


def show_timeline(post_mortem: PostMortem, reader: Reader) -> Shown:
    """Return the events of the chain, with those that matter marked."""
    picked = set(post_mortem.picked)
    rows = [show_event(one, reader, picked) for one in events_of(post_mortem.incident)]
    return {
        "picked": [row for row in rows if row["is_picked"]],
        "all": rows,
        "was": [row["number"] for row in rows if row["is_picked"]],
        "url": act_url(post_mortem.incident, "events"),
    }


def show_event(event: Event, reader: Reader, picked: set[int]) -> Shown:
    """Return one event of the chain in words."""
    said = say_event(event, reader)
    return {
        "number": event.pk,
        "is_picked": event.pk in picked,
        "text": " · ".join([said.text, *said.lines]),
        "by": event.actor_name,
        **show_instant(event.happened_at or event.at, reader),
    }


def show_words(post_mortem: PostMortem, reader: Reader) -> Shown:
    """Return the texts as they stand, and every version of them."""
    last = latest_words(post_mortem)
    return {
        "overview": last.overview if last else "",
        "handling": last.handling if last else "",
        "number": last.number if last else 0,
        "versions": [
            {
                "number": one.number,
                "by": one.by_name,
                "overview": one.overview,
                "handling": one.handling,
                **show_instant(one.at, reader),
            }
            for one in versions_of(post_mortem)
        ],
    }


def show_sides(post_mortem: PostMortem, *, may_write: bool) -> list[Shown]:
    """Return the sources of the problem and the failures of the handling, kept apart (A12)."""
    statements = statements_of(post_mortem)
    incident = post_mortem.incident
    told: list[tuple[Side, str, str, str]] = [
        (
            "source",
            _("Sources of the problem"),
            _("Why did it happen?"),
            _("Name what broke; then each answer is asked again: why?"),
        ),
        (
            "failure",
            _("Failures in how it was handled"),
            _("Why was it not handled better?"),
            _("Name what went badly in the handling; then ask why, as above."),
        ),
    ]
    return [
        {
            "key": side,
            "title": title,
            "question": question,
            "empty": empty,
            "branches": [
                show_branch(one, incident, may_write=may_write)
                for one in grow_tree(statements, side)
            ],
            "url": act_url(incident, "cause"),
        }
        for side, title, question, empty in told
    ]


def show_branch(branch: Branch, incident: Incident, *, may_write: bool) -> Shown:
    """Return a statement with the answers to its "why?"."""
    one = branch.statement
    return {
        "number": one.number,
        "side": one.side,
        "kind": cause_kind_names()[one.kind],
        "text": one.text,
        "is_root": one.is_root,
        "is_asked": branch.is_asked and one.parent is None,
        "may_write": may_write,
        "may_withdraw": may_write and not branch.answers,
        "url": act_url(incident, "cause"),
        "root_url": act_url(incident, "root"),
        "withdraw_url": act_url(incident, "withdraw"),
        "answers": [show_branch(each, incident, may_write=may_write) for each in branch.answers],
    }


def show_impact(post_mortem: PostMortem) -> Shown:
    """Return the computed figures, and whether they are frozen."""
    figures = impact_of(post_mortem)
    spans = [
        (_("From the occurrence to the resolution"), figures.duration),
        (_("From the occurrence to the detection"), figures.to_detect),
        (_("From the occurrence to the declaration"), figures.to_declare),
    ]
    counts = [
        (_("Customers touched, confirmed"), figures.customers_confirmed),
        (_("Customers touched, possible"), figures.customers_possible),
        (_("Customers found not to be touched"), figures.customers_excluded),
        (_("Requests that joined it"), figures.tickets),
        (_("Promises missed on these requests"), figures.promises_missed),
        (_("Clocks of the incident kept"), figures.clocks_met),
        (_("Clocks of the incident missed"), figures.clocks_missed),
        (_("Notices and reports that were late"), figures.notices_late),
    ]
    return {
        "rows": [{"name": name, "text": say_seconds(seconds)} for name, seconds in spans]
        + [{"name": name, "text": str(count)} for name, count in counts],
        "is_frozen": post_mortem.impact is not None,
    }


def say_seconds(seconds: int | None) -> str:
    """Return a length of time in words; a dash for what is not known."""
    return "–" if seconds is None else say_span(timedelta(seconds=seconds))


def show_measures(measures: Sequence[Measure], reader: Reader) -> list[Shown]:
    """Return measures as rows, with what each removes."""
    removed = removed_by(measures)
    return [show_measure(one, removed.get(one.pk, []), reader) for one in measures]


def show_measure(one: Measure, removed: Iterable[Cause], reader: Reader) -> Shown:
    """Return one measure of an action plan."""
    standing = standing_of(one.course, at=reader.at)
    return {
        "number": one.pk,
        "text": one.text,
        "kind": measure_kind_names()[one.kind],
        "owner": one.owner.name,
        "standing": standing,
        "standing_label": standing_names()[standing],
        "tone": TONES.get(standing, ""),
        "removes": [{"text": cause.text, "side": cause.side} for cause in removed],
        "due": say_day(one.due_at, reader),
        "due_iso": one.due_at.isoformat(),
        "awaits_check": awaits_check(one.course, at=reader.at),
        "has_recurred": one.has_recurred,
        "is_checked": one.checked_at is not None,
        "url": reverse("desk:action", args=[one.pk]),
    }


def say_day(at: datetime, reader: Reader) -> str:
    """Return the last instant of what is due, in the reader's zone."""
    return say_moment(at, reader)


def cause_choices(post_mortem: PostMortem) -> list[tuple[int, str]]:
    """Return the causes that a measure may remove: sources first, answers under their questions."""
    found = []
    for side in ("source", "failure"):
        label = _("Source") if side == "source" else _("Failure")
        rows = Cause.objects.standing().filter(post_mortem=post_mortem, side=side)
        found += [(one.pk, f"{label}: {one.text}") for one in rows]
    return found
