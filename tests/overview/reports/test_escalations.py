"""What customers escalated in a month, and what came of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from permanence.faces.desk.presenting.escalation_figures import show_escalated
from permanence.ground.journal.rules import Actor
from permanence.overview.reports.queries.escalations import Escalated, count_escalations
from permanence.overview.reports.rules import Month, Question
from permanence.service.tickets.actions import add_note, settle_due_marks
from permanence.service.tickets.actions.attending import follow_escalations
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.actions.ruling import Ruling, rule_on
from permanence.service.tickets.models import Escalation
from permanence.service.tickets.rules.escalating import Place
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.service.tickets.acting import HOUR, policy_of

pytestmark = pytest.mark.usefixtures("house")
LENA = Actor("specialist:99", "Lena")


def escalate(world: World, ground: str, contact: Contact | None = None) -> Escalation:
    ticket = world.ticket(contact, at=world.at)
    plea = Plea("It is late.", "portal", ground)
    return escalate_ticket(ticket, plea, said_at=world.at, at=world.at)


def rule(escalation: Escalation, verdict: str, world: World) -> None:
    place = None if verdict == "declined" else Place("person", world.sam.pk)
    ruling = Ruling(verdict, "So it was.", place=place)
    policy = policy_of(escalation.ticket)
    rule_on(escalation, ruling, policy=policy, by=LENA, at=world.at + HOUR)


def test_a_month_counts_by_ground_what_was_upheld_and_attended_to(world: World) -> None:
    kept, late = escalate(world, "help"), escalate(world, "help", world.claire)
    declined = escalate(world, "commitments", world.claire)
    escalate(world, "", world.bea)
    for one, verdict in ((kept, "upheld"), (late, "partly"), (declined, "declined")):
        rule(one, verdict, world)
    sam = Actor(f"specialist:{world.sam.pk}", "Sam")
    add_note(kept.ticket, text="I look.", by=sam, at=world.at + 2 * HOUR)
    follow_escalations(at=world.at + 2 * HOUR)
    settle_due_marks(at=world.at + 6 * HOUR)

    asked = Question(world.messaging.pk, Month(2026, 3))
    counted = count_escalations(asked, zone=ZoneInfo("UTC"))

    assert counted == {
        "help": Escalated(came=2, ruled=2, upheld=1, partly=1, owed=2, kept=1, late=1),
        "commitments": Escalated(came=1, ruled=1),
        "unsaid": Escalated(came=1),
    }
    rows = show_escalated(counted)
    assert [row["name"] for row in rows][-1] == "All"
    assert (rows[-1]["came"], rows[-1]["upheld_share"], rows[-1]["kept_share"]) == (
        4,
        "67 %",
        "50 %",
    )
    verdier = Question(world.messaging.pk, Month(2026, 3), organisation=world.verdier.pk)
    assert set(count_escalations(verdier, zone=ZoneInfo("UTC"))) == {"help", "commitments"}
    february = Question(world.messaging.pk, Month(2026, 2))
    assert show_escalated(count_escalations(february, zone=ZoneInfo("UTC"))) == []
