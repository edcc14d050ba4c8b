"""Which events are of one message: by its job number, its Message-ID, or both. Pure.

An event that names both names a message for good. One that names only one of them is of the message
of that name that had begun last when it happened, so that a Message-ID used twice (a message sent
again) does not mix two jobs. What is named so by nobody else is a message by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from permanence.service.trace.rules.events import Told

Name = tuple[str, str]


def place_events(events: Iterable[Told]) -> dict[Name, list[Told]]:
    """Return the events of one recipient by message, whatever order they came in."""
    told = list(events)
    began = begin_messages(told)
    by_job, by_id = index_names(began)
    placed: dict[Name, list[Told]] = defaultdict(list)
    for one in told:
        placed[find_name(one, began, by_job, by_id)].append(one)
    return dict(placed)


def begin_messages(events: Iterable[Told]) -> dict[Name, datetime]:
    """Return the messages that are named in full, each with the first instant told of it."""
    began: dict[Name, datetime] = {}
    for one in events:
        if one.job and one.message_id:
            name = one.job, one.message_id
            began[name] = min(began.get(name, one.at), one.at)
    return began


def index_names(names: Iterable[Name]) -> tuple[dict[str, set[Name]], dict[str, set[Name]]]:
    """Return names by their job number and by their Message-ID."""
    by_job: dict[str, set[Name]] = defaultdict(set)
    by_id: dict[str, set[Name]] = defaultdict(set)
    for name in names:
        by_job[name[0]].add(name)
        by_id[name[1]].add(name)
    return by_job, by_id


def find_name(
    one: Told,
    began: Mapping[Name, datetime],
    by_job: Mapping[str, Collection[Name]],
    by_id: Mapping[str, Collection[Name]],
) -> Name:
    """Return the full name of the message that an event is of."""
    named = one.job, one.message_id
    if all(named):
        return named
    found = by_job.get(one.job, ()) if one.job else by_id.get(one.message_id, ())
    if not found:
        return named
    before = [name for name in found if began[name] <= one.at]
    if before:
        return max(before, key=lambda name: (began[name], name))
    return min(found, key=lambda name: (began[name], name))
