"""A climb to start in tests, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from permanence.ground.journal.models import Act
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Course
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.escalation.models import Call
from permanence.service.escalation.rules import Briefing, Start, Step
from tests.cast import World

TEN = timedelta(minutes=10)


def start(
    world: World, *, subject: int = 7, promise: str = "response", rungs: int = 3, **told: Any
) -> Start:
    """Return a climb of some rungs with ten minutes each; `step` is what else each says."""
    return Start(
        owner="ticket",
        subject=subject,
        desk=world.messaging.pk,
        organisation=None,
        ground="overdue",
        promise=promise,
        steps=tuple(
            Step(
                f"rung-{number}",
                {"en": f"Rung {number}"},
                f"rung{number}@desk.example",
                "",
                "en",
                TEN,
                **told.get("step", {}),
            )
            for number in range(1, rungs + 1)
        ),
        briefing={"en": Briefing("Please act now", "Everything you need to know.")},
        sender="support@messaging.example.com",
        sender_name="Messaging",
        course=told.get("course", Course()),
    )


def called() -> list[str]:
    """Return who was written to, in order."""
    return [message.recipients[0] for message in Message.objects.order_by("pk")]


def go_on(world: World, **later: float) -> datetime:
    """Let time pass and the watch look; return when it is."""
    world.at += timedelta(**later)
    settle_due_rungs(at=world.at)
    return world.at


def last_call() -> Call:
    """Return the call that was made last."""
    return Call.objects.exclude(made_at=None).select_related("climb", "rung").latest("pk")


def acts(name: str) -> int:
    """Return how often something happened on the ladder."""
    return Act.objects.filter(act=f"climb.{name}", subject="ticket:7").count()
