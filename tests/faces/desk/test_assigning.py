"""Giving a ticket to somebody with the reasons in sight, and handing over what is left."""

from __future__ import annotations

import pytest

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.tickets.actions import assign_ticket
from permanence.service.tickets.actions.guarding import OnlyReads
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Team
from tests.cast import World, post

LENA = Actor("specialist:1", "Lena Vos")


def address(ticket: Ticket) -> str:
    return f"/desk/tickets/{ticket.reference}"


def holder(ticket: Ticket) -> str:
    with house():
        assignee = Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee
    return assignee.name if assignee else ""


def test_the_drawer_suggests_somebody_with_the_reasons(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(level=1)

    drawer = sam.get(f"{address(ticket)}?part=drawer&drawer=assign").content.decode()

    assert "suggested" in drawer
    assert "speaks English, 0 open tickets" in drawer


def test_a_ticket_is_given_to_the_one_chosen_and_to_the_best(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    with house():
        Ticket.objects.filter(pk=other.pk).update(level=1)
    client = world.log_in(world.sam)

    post(client, f"{address(ticket)}/give", {"to": str(world.lena.pk)})
    post(client, f"{address(other)}/give", {"to": "best"})

    assert (holder(ticket), holder(other)) == ("Lena Vos", "Sam Okoro")
    page = client.get(address(other)).content.decode()
    assert "gave it to First line · Sam Okoro (speaks English, 0 open tickets)" in page


def test_who_works_elsewhere_is_not_given_anything(world: World) -> None:
    ticket = world.ticket()

    answer = post(world.log_in(world.sam), f"{address(ticket)}/give", {"to": str(world.noor.pk)})

    assert answer.status_code == 404
    assert holder(ticket) == ""


def test_who_only_reads_is_neither_offered_nor_given_a_ticket(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    page = client.get(address(ticket)).content.decode()
    named = post(client, f"{address(ticket)}/give", {"to": str(world.ivo.pk)})
    with house(), pytest.raises(OnlyReads, match="Ivo Kranz only reads on this desk"):
        assign_ticket(ticket, team=None, assignee=world.ivo, by=LENA, at=world.at)

    assert "Lena Vos</option>" in page
    assert "Ivo Kranz</option>" not in page
    assert named.status_code == 404
    assert holder(ticket) == ""


def test_a_team_that_suggests_opens_the_drawer_after_the_triage(world: World) -> None:
    with house():
        Team.objects.filter(pk=world.first_line.pk).update(mode=Team.Mode.SUGGEST)
    ticket = world.ticket()
    told = {"severity": "3", "level": "1", "team": str(world.first_line.pk), "assignee": ""}

    answer = post(world.log_in(world.sam), f"{address(ticket)}/triage", told)

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?open=assign#assign")


def test_somebody_hands_over_when_they_go_out(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    with house():
        for ticket in tickets:
            assign_ticket(ticket, team=world.first_line, assignee=world.sam, by=LENA, at=world.at)
    client, place = world.log_in(world.sam), f"/desk/people/{world.sam.pk}"
    out = {
        "act": "out",
        "from_at": "2026-03-02T15:00",
        "to_at": "2026-03-09T08:00",
        "stand_in": str(world.lena.pk),
    }

    answer = post(client, f"{place}/presence", out)
    page = client.get(f"{place}/tickets").content.decode()
    post(
        client,
        f"{place}/tickets",
        {"tickets": [str(tickets[0].pk)], "to": str(world.lena.pk)},
    )

    assert answer.headers["Location"] == f"{place}/tickets"
    assert f'value="{world.lena.pk}" selected' in page
    assert (holder(tickets[0]), holder(tickets[1])) == ("Lena Vos", "Sam Okoro")


def test_a_specialist_hands_over_nobody_elses_tickets(world: World) -> None:
    client = world.log_in(world.sam)

    assert client.get(f"/desk/people/{world.lena.pk}/tickets").status_code == 403
