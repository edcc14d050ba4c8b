"""Saving versions of the scope assessment and of the resolution plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.room import lock_room
from permanence.service.incidents.models import Incident, RecordVersion
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.records import join_bodies, read_body


class Unchanged(Refusal):
    """Nothing was changed, so there is no new version."""


class RecordConflict(Refusal):
    """Somebody else changed the same part meanwhile; what was typed and what stands are both kept.

    `standing` is the version that stands now, `conflicts` the parts that both changed, `body` what
    was typed on top of it.
    """

    def __init__(
        self, standing: RecordVersion, conflicts: tuple[str, ...], body: dict[str, str]
    ) -> None:
        super().__init__(
            _("{who} changed the same part meanwhile. Both texts stand here; nothing is lost."),
            who=standing.by_name,
        )
        self.standing, self.conflicts, self.body = standing, conflicts, body


@transaction.atomic
def save_record(
    incident: Incident,
    kind: str,
    told: Mapping[str, object],
    *,
    base: int,
    at: datetime,
    by: Actor,
) -> RecordVersion:
    """Save a new version, begun from the version `base`.

    What somebody else changed in other parts since then stays; where both changed one part,
    nothing is saved and both texts are handed back.
    """
    room = lock_room(incident)
    typed = read_body(kind, told)
    standing = RecordVersion.objects.of_kind(room, kind).first()
    body = typed if standing is None else put_on_top(standing, typed, base=base)
    number = 1 if standing is None else standing.number + 1
    if body == (standing.body if standing else read_body(kind, {})):
        raise Unchanged(_("Nothing was changed."))
    version = RecordVersion.objects.create(
        incident=room,
        kind=kind,
        number=number,
        base=min(base, number - 1),
        body=body,
        saved_at=at,
        by=by.key,
        by_name=by.name,
    )
    facts = {"record": kind, "number": number, "base": version.base, "body": body}
    write_events(room, [NewEvent("record.saved", facts)], at=at, by=by)
    return version


def put_on_top(standing: RecordVersion, typed: dict[str, str], *, base: int) -> dict[str, str]:
    """Return what was typed on top of what stands; refuse when one part is in both hands."""
    if base >= standing.number:
        return typed
    began = RecordVersion.objects.of_kind(standing.incident, standing.kind).filter(number=base)
    before = began.values_list("body", flat=True).first() or {}
    joined = join_bodies(standing.kind, before, standing.body, typed)
    if joined.conflicts:
        raise RecordConflict(standing, joined.conflicts, joined.body)
    return joined.body
