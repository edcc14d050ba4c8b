"""Who acts in the demo's incidents, and the acts that several of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.actions import claim_messages, settle_outcomes
from permanence.ground.outbox.jobs import send_one
from permanence.ground.outbox.transports import open_transport
from permanence.runtime.demo_life import find_people, open_requests
from permanence.service.alerts.models import Alert
from permanence.service.incidents.actions import hear_notices, hear_reached
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules import NewIncident
from permanence.service.notices.actions import approve_notice, hear_taken, post_released
from permanence.service.notices.models import Notice
from permanence.service.status.actions.publishing import Words, draft_update, publish_update
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.catalogue.models import Component

Told = Mapping[str, Any]
WIRE = timedelta(seconds=4)


@dataclass(frozen=True)
class Scene:
    """What happens on a desk from an instant on, and who is there; `lead` approves."""

    desk: Desk
    begins: datetime
    staff: Mapping[str, Specialist]
    lead: Specialist

    def at(self, minutes: float) -> datetime:
        """Return the instant so many minutes after the beginning."""
        return self.begins + timedelta(minutes=minutes)

    def who(self, login: str) -> Actor:
        """Return somebody of the staff, as the record names them."""
        return self.staff[login].actor

    @property
    def lead_actor(self) -> Actor:
        """Whoever approves, as the record names them."""
        return self.lead.actor


def find_components(desk: Desk, keys: Sequence[str]) -> list[int]:
    """Return the components of a desk that these keys name."""
    return list(Component.objects.filter(desk=desk, key__in=keys).values_list("pk", flat=True))


def disruption_of(
    scene: Scene,
    told: Told,
    tickets: Sequence[Ticket],
    *,
    detected: float,
    alerts: Sequence[Alert] = (),
) -> NewIncident:
    """Return the disruption as it is declared, noticed so many minutes after it began."""
    return NewIncident(
        desk=scene.desk.pk,
        kind="disruption",
        severity=2,
        title=told["title"],
        components=find_components(scene.desk, told["components"]),
        occurred_at=scene.at(0),
        detected_at=scene.at(detected),
        tickets=[one.pk for one in tickets],
        alerts=[one.pk for one in alerts],
    )


def ask(scene: Scene, requests: Sequence[Told], *, at: datetime) -> list[Ticket]:
    """Open requests, each received so many minutes before `at` as it says."""
    people = find_people(requests)
    return open_requests(requests, {scene.desk.key: scene.desk}, people, at=at)


def send_notice(scene: Scene, notice: Notice, *, at: datetime) -> None:
    """Let a notice go out by the word of whoever leads, and the servers take its mails."""
    approve_notice(notice, seen=notice.revision, by=scene.lead_actor, at=at)
    post_released(at=at + WIRE)
    take_mails(at=at + 2 * WIRE)
    hear_taken()
    hear_notices(at=at + 2 * WIRE)
    hear_reached(at=at + 2 * WIRE)


def take_mails(*, at: datetime) -> None:
    """Hand what goes to many to where mails go in this installation."""
    transport = open_transport(
        smtp_url=settings.SMTP_URL,
        second_url=settings.SMTP_URL_2,
        folder=settings.MAIL_FOLDER,
    )
    try:
        outcomes = [send_one(transport, one, ()) for one in claim_messages(at=at, bulk=True)]
    finally:
        transport.close()
    settle_outcomes(outcomes, at=at)


def publish(
    scene: Scene, incident: Incident, words: Words, *, by: Specialist, at: datetime
) -> None:
    """Let everybody read of an incident: somebody writes it, whoever leads approves it."""
    update = draft_update(incident, words, at=at, by=by.actor)
    publish_update(update, at=at + timedelta(minutes=1), by=scene.lead_actor)
