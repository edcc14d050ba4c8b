"""Who else is on a ticket's page, and who writes."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client

from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from tests.cast import World, token_of
from tests.faces.desk.test_ticket import address


def beat(client: Client, ticket: Ticket, **told: str) -> Any:
    """Say that a page is open, as its script does."""
    token = token_of(client)
    return client.post(
        address(ticket, "here"),
        {"csrfmiddlewaretoken": token, "page": "one", **told},
        headers={"HX-Request": "true"},
    )


def read(response: Any) -> str:
    return str(response.content.decode())


def test_two_on_one_ticket_see_each_other_and_who_writes(world: World) -> None:
    ticket = world.ticket()
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)

    alone = read(beat(sam, ticket))
    second = read(beat(lena, ticket, writing="reply"))

    assert "looking" not in alone
    assert "Sam Okoro is looking at this too" in second
    assert "Lena Vos is writing a reply" in read(beat(sam, ticket))
    assert "Lena Vos is writing a reply" in read(sam.get(address(ticket, "here")))
    assert beat(lena, ticket, leave="yes").status_code == 204
    assert "Lena" not in read(beat(sam, ticket))


def test_the_list_marks_what_somebody_else_writes_on(world: World) -> None:
    ticket = world.ticket()
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)

    beat(lena, ticket, writing="note")

    assert "Lena Vos is writing" in read(sam.get("/desk/tickets"))
    assert "is writing" not in read(lena.get("/desk/tickets"))


def test_who_may_not_see_the_ticket_may_not_stand_beside_it(world: World) -> None:
    ticket = world.ticket()

    assert beat(world.log_in(world.noor), ticket).status_code == 404
    assert world.log_in(world.noor).get(address(ticket, "here")).status_code == 404


def test_to_be_here_is_no_look_into_the_file_and_costs_little(world: World) -> None:
    ticket = world.ticket()
    sam = world.log_in(world.sam)
    beat(sam, ticket)
    statements = []

    def note(execute: Any, sql: str, *told: Any) -> Any:
        statements.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(note):
        beat(sam, ticket)

    with house():
        assert not Access.objects.filter(subject=f"ticket:{ticket.pk}").exists()
    assert 0 < len([one for one in statements if "attention_" in one]) <= 6
