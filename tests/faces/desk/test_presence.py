"""Saying who is there, and reading it beside every name."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions.presence import leave_office
from permanence.world.accounts.models import Specialist
from tests.cast import World, post

LENA = Actor("specialist:1", "Lena Vos")


def place(one: Specialist) -> str:
    return f"/desk/people/{one.pk}/presence"


def send_out(world: World) -> None:
    """Let Sam be out of office for two days, with Lena as stand-in."""
    with house():
        leave_office(
            world.sam,
            from_at=world.at,
            to_at=world.at + timedelta(days=2),
            stand_in=world.lena,
            by=LENA,
            at=world.at,
        )


def test_somebody_goes_away_and_comes_back(world: World) -> None:
    client = world.log_in(world.sam)

    post(client, place(world.sam), {"act": "away", "until": "2026-03-02T17:00"})
    gone = client.get("/desk/account").content.decode()
    post(client, place(world.sam), {"act": "back"})
    back = client.get("/desk/account").content.decode()

    assert "away until 17:00" in gone
    assert "away until" not in back
    assert 'data-standing="here"' in back


def test_out_of_office_names_a_stand_in_and_can_be_cancelled(world: World) -> None:
    client = world.log_in(world.sam)
    told = {
        "act": "out",
        "from_at": "2026-03-05T08:00",
        "to_at": "2026-03-09T08:00",
        "stand_in": str(world.lena.pk),
    }

    post(client, place(world.sam), told)
    page = client.get(place(world.sam)).content.decode()
    number = page.split('name="absence" value="')[1].split('"')[0]
    post(client, place(world.sam), {"act": "cancel", "absence": number})

    assert "Lena Vos" in page
    assert 'name="absence"' not in client.get(place(world.sam)).content.decode()
    assert "Absence cancelled" in client.get(f"/desk/people/{world.sam.pk}").content.decode()


def test_a_wrong_time_is_refused_and_kept(world: World) -> None:
    told = {"act": "out", "from_at": "2026-03-09T08:00", "to_at": "2026-03-05T08:00"}

    answer = post(world.log_in(world.sam), place(world.sam), told)

    assert answer.status_code == 409
    assert "2026-03-09T08:00" in answer.content.decode()


def test_a_supervisor_says_it_for_others_and_a_specialist_does_not(world: World) -> None:
    told = {"act": "away", "until": "2026-03-02T17:00"}

    assert post(world.log_in(world.lena), place(world.sam), told).status_code == 302
    assert post(world.log_in(world.sam), place(world.lena), told).status_code == 403


def test_it_stands_beside_every_name(world: World) -> None:
    send_out(world)
    ticket = world.ticket()
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(assignee=world.sam, triaged_at=world.at)
    client = world.log_in(world.lena)

    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    people = client.get("/desk/people").content.decode()

    said = "out of office until"
    assert page.count(f"Sam Okoro · {said}") == 2  # beside the assignee, and in the choice
    assert f"{said} Wed 15:00, Lena Vos stands in" in people
