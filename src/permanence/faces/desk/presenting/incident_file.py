"""An incident to take away: as JSON with its hashes, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import (
    duty_names,
    part_names,
    record_names,
    task_states,
    team_names,
)
from permanence.faces.desk.presenting.incident_timeline import list_texts
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.moments import say_instant_fully
from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    write_pdf,
)
from permanence.service.incidents.models import (
    Event,
    Member,
    PinnedFact,
    RecordVersion,
    Task,
)
from permanence.service.incidents.queries.chain import find_end, read_chain
from permanence.service.incidents.rules.filing import write_file
from permanence.service.incidents.rules.records import PARTS

INSTANTS = (
    "occurred_at", "detected_at", "suspected_at", "declared_at", "resolved_at", "closed_at",
)  # fmt: skip


def write_json(room: Room) -> bytes:
    """Return all that is known of an incident, with what proves its events."""
    incident = room.incident
    told: dict[str, Any] = {
        "number": incident.number,
        "name": incident.name,
        "desk": incident.desk.key,
        "kind": incident.kind,
        "state": incident.state,
        "severity": incident.severity,
        "title": incident.title,
        "drill": incident.drill,
        **{name: getattr(incident, name) for name in INSTANTS},
    }
    records = {
        "members": list(
            Member.objects.filter(incident=incident)
            .order_by("joined_at", "pk")
            .values("team", "specialist__name", "duty", "joined_at", "left_at")
        ),
        "tasks": list(
            Task.objects.filter(incident=incident)
            .order_by("number")
            .values(
                "number", "team", "title", "owner__name", "due_at", "state", "said",
                "opened_at", "opened_by", "settled_at", "settled_by",
            )
        ),
        "records": list(
            RecordVersion.objects.filter(incident=incident)
            .order_by("kind", "number")
            .values("kind", "number", "base", "body", "saved_at", "by_name")
        ),
        "facts": list(
            PinnedFact.objects.filter(incident=incident)
            .order_by("pinned_at", "pk")
            .values("text", "pinned_at", "by_name", "unpinned_at")
        ),
    }  # fmt: skip
    return write_file(told, read_chain(incident), end=find_end(incident), records=records)


def write_paper(room: Room) -> bytes:
    """Return an incident as PDF, in the reader's language and by the reader's clock."""
    incident = room.incident
    stood = say_instant_fully(room.reader.at, zone=room.reader.zone)
    document = Document(
        title=f"{incident.name} · {incident.title}",
        subtitle=_("As it stood on %(instant)s") % {"instant": stood},
        language=reader_language(),
        desk=incident.desk.name,
        accent=incident.desk.accent,
        blocks=[
            *tell_head(room),
            *tell_teams(room),
            *tell_records(room),
            *tell_tasks(room),
            *tell_timeline(room),
        ],
    )
    return write_pdf(document)


def tell_head(room: Room) -> Iterator[Block]:
    """Yield the instants that matter, and the facts at the top."""
    yield Paragraph(_("Internal: it names customers and colleagues. Do not send it on."))
    names = {
        "occurred_at": _("Occurred"),
        "detected_at": _("Detected"),
        "suspected_at": _("Suspected"),
        "declared_at": _("Declared"),
        "resolved_at": _("Resolved"),
        "closed_at": _("Closed"),
    }
    moments = [(names[one], getattr(room.incident, one)) for one in INSTANTS]
    yield Facts(
        [
            (_("Severity"), str(room.incident.severity)),
            *[(name, say_fully(at, room)) for name, at in moments if at],
        ]
    )
    for fact in room.facts:
        yield Paragraph(fact.text)


def say_fully(at: datetime, room: Room) -> str:
    """Return an instant to the second, with the reader's zone."""
    return say_instant_fully(at, zone=room.reader.zone)


def tell_teams(room: Room) -> Iterator[Block]:
    """Yield who is in the teams."""
    yield Heading(_("Teams"))
    names, duties = team_names(), duty_names()
    yield Table(
        [Column(_("Team")), Column(_("Who")), Column(_("Since"))],
        [
            (
                names[one.team],
                " · ".join(filter(None, (one.specialist.name, str(duties.get(one.duty, ""))))),
                say_fully(one.joined_at, room),
            )
            for one in room.members
        ],
        empty=_("Nobody is in a team yet."),
    )


def tell_records(room: Room) -> Iterator[Block]:
    """Yield the latest version of each record."""
    for kind, name in record_names().items():
        version = room.records.get(kind)
        if version is None:
            continue
        labels, _helps = part_names(kind)
        told = {"name": name, "number": version.number}
        yield Heading(_("%(name)s, version %(number)s") % told)
        for part in PARTS[kind]:
            if version.body.get(part):
                yield Heading(labels[part], rank=2)
                yield Paragraph(version.body[part])


def tell_tasks(room: Room) -> Iterator[Block]:
    """Yield the tasks with what came of them."""
    if not room.tasks:
        return
    yield Heading(_("Tasks"))
    names, states = team_names(), task_states()
    yield Table(
        [Column(_("Task")), Column(_("Team")), Column(_("Owner")), Column(_("State"))],
        [
            (
                one.title,
                names[one.team],
                one.owner.name if one.owner else "",
                " · ".join(filter(None, (states[one.state], one.said))),
            )
            for one in room.tasks
        ],
    )


def tell_timeline(room: Room) -> Iterator[Block]:
    """Yield every event in the order in which things happened."""
    events = sorted(
        Event.objects.filter(incident=room.incident),
        key=lambda one: (one.happened_at or one.at, one.number),
    )
    yield Heading(_("Timeline"))
    yield Table([Column(_("When")), Column(_("Who")), Column(_("What"))], list_texts(events, room))
    number, seal = find_end(room.incident)
    told = {"count": number, "hash": seal}
    yield Paragraph(_("%(count)s events; the last is sealed by %(hash)s.") % told, quiet=True)
