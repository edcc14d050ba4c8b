"""Keeping alerts quiet for a while, for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.alerts.models import Alert, Silence

LONGEST = timedelta(days=14)


class WrongSilence(Refusal):
    """What is kept quiet comes back by itself, and everybody can read why."""


def silence_alert(
    alert: Alert,
    *,
    labels: Mapping[str, str],
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
) -> Silence:
    """Keep an alert quiet for a while, or all on its desk that carry these labels of it.

    They are kept and shown; they count for no suspicion.
    """
    if not reason.strip():
        raise WrongSilence(_("Say why: whoever comes after you has to know."))
    if not at < until <= at + LONGEST:
        raise WrongSilence(_("Choose an instant within the next fourteen days."))
    if not labels.items() <= alert.labels.items():
        raise WrongSilence(_("The alert does not carry these labels."))
    made = Silence.objects.create(
        desk_id=alert.desk_id,
        alert=None if labels else alert,
        labels=dict(labels),
        reason=reason.strip(),
        made_at=at,
        made_by=by.key,
        made_by_name=by.name,
        until=until,
    )
    facts: dict[str, Any] = {"silence": made.pk, "labels": dict(labels), "until": until.isoformat()}
    record(
        "alert.silenced",
        f"alert:{alert.pk}",
        at=at,
        actor=by,
        desk=alert.desk_id,
        reason=made.reason,
        **facts,
    )
    return made


def end_silence(silence: Silence, *, by: Actor, at: datetime) -> None:
    """Let alerts be heard again before the time."""
    held = Silence.objects.select_for_update(no_key=True).get(pk=silence.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        subject = f"alert:{held.alert_id or 0}"
        record("alert.heard_again", subject, at=at, actor=by, desk=held.desk_id, silence=held.pk)
