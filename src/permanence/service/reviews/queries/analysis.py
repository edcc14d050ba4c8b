"""Reading a post-mortem: its words, causes, measures, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from permanence.service.incidents.models import Event, Incident
from permanence.service.reviews.models import (
    Cause,
    Contribution,
    Extension,
    Measure,
    MeasureCause,
    PostMortem,
    PostMortemVersion,
)
from permanence.service.reviews.rules.causes import Statement, find_roots, grow_tree
from permanence.service.reviews.rules.standing import FaultCode, Measured, Words, find_faults


def post_mortem_of(incident: Incident) -> PostMortem | None:
    """Return the post-mortem of an incident, if it was opened."""
    return PostMortem.objects.select_related("incident").filter(incident=incident).first()


def latest_words(post_mortem: PostMortem) -> PostMortemVersion | None:
    """Return the words as they stand."""
    return post_mortem.versions.order_by("-number").first()


def versions_of(post_mortem: PostMortem) -> list[PostMortemVersion]:
    """Return every version of the words, the latest first."""
    return list(post_mortem.versions.order_by("-number"))


def statements_of(post_mortem: PostMortem) -> list[Statement]:
    """Return every statement that stands, on both sides."""
    return [one.statement for one in Cause.objects.standing().filter(post_mortem=post_mortem)]


def measures_of(post_mortem: PostMortem) -> list[Measure]:
    """Return the action plan in the order in which it was made."""
    rows = Measure.objects.filter(post_mortem=post_mortem).select_related("owner", "recurred_in")
    return list(rows.order_by("pk"))


def removed_by(measures: Collection[Measure]) -> dict[int, list[Cause]]:
    """Return the causes that each of these measures removes."""
    found: dict[int, list[Cause]] = defaultdict(list)
    rows = MeasureCause.objects.filter(measure__in=measures).select_related("cause")
    for row in rows.order_by("pk"):
        found[row.measure_id].append(row.cause)
    return dict(found)


def faults_of(post_mortem: PostMortem) -> tuple[FaultCode, ...]:
    """Return what keeps a post-mortem from being handed in."""
    last = latest_words(post_mortem)
    sources = grow_tree(statements_of(post_mortem), "source")
    plan = [one for one in measures_of(post_mortem) if one.dropped_at is None]
    removed = removed_by(plan)
    measured = [Measured(frozenset(cause.pk for cause in removed.get(one.pk, ()))) for one in plan]
    heads = [branch.statement.number for branch in sources]
    return find_faults(
        Words(last.overview, last.handling) if last else Words(),
        sources=heads,
        roots=find_roots(sources),
        measures=measured,
    )


def contributions_of(post_mortem: PostMortem) -> list[Contribution]:
    """Return what everybody was asked and answered: who is missing first."""
    rows = post_mortem.contributions.order_by("answered_at", "name")
    return sorted(rows, key=lambda one: (one.answered_at is not None, one.name))


def events_of(incident: Incident) -> list[Event]:
    """Return the chain of an incident up to its resolution, as far as it tells something."""
    rows = Event.objects.filter(incident=incident, erased_at=None)
    return list(rows.exclude(kind__startswith="review.").order_by("number"))


def extensions_of(incident: Incident) -> list[Extension]:
    """Return for which steps more time was given, the latest first."""
    return list(Extension.objects.filter(incident=incident).order_by("-pk"))
