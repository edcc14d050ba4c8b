"""What solved requests like one: beside it, and put into the reply."""

from __future__ import annotations

import re

from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.service.tickets.actions.secrecy import keep_confidential
from permanence.service.tickets.actions.solving import Solving, write_solution
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.secrecy import Circle
from tests.cast import World, post
from tests.faces.desk.test_canned import reply_of
from tests.faces.desk.test_findings import drawer
from tests.faces.desk.test_ticket import address, words

SOLUTION = "Hello Ada Lindqvist, we turned the checksum off for Brightwater."


def solve(
    world: World, ticket: Ticket, *, cause: str = "A checksum.", solution: str = SOLUTION
) -> Ticket:
    """Let a request be over, with what it came from and what helped."""
    with house():
        solving = Solving("setting", cause, solution)
        write_solution(ticket, solving, by=world.sam.actor, at=world.at)
        Ticket.objects.filter(pk=ticket.pk).update(
            state="closed", ended=True, resolved_at=world.at, closed_at=world.at
        )
        ticket.refresh_from_db()
    return ticket


def test_a_specialist_sees_what_solved_others_without_their_names(world: World) -> None:
    solved = solve(world, world.ticket())
    ticket, sam = world.ticket(world.stranger, language="en"), world.log_in(world.sam)

    inside = drawer(sam, ticket, "solved")

    assert "Faxes come back with error 554" in inside
    assert "A setting · A checksum." in inside
    assert (
        "Hello {{ contact.name }}, we turned the checksum off for {{ organisation.name }}."
    ) in inside
    assert "Lindqvist" not in inside
    page = sam.get(address(ticket))
    assert "checksum" not in words(page)
    assert "checksum" in words(sam.get(f"{address(ticket)}?open=solved"))
    with house():
        assert not Access.objects.filter(subject=f"ticket:{solved.pk}").exists()


def test_nothing_of_a_confidential_request_nor_of_another_desk_is_shown(world: World) -> None:
    secret = solve(world, world.ticket())
    with house():
        knowers = Circle(frozenset({world.sam.pk}))
        keep_confidential(secret, knowers, reason="A dismissal.", by=world.sam.actor, at=world.at)
    solve(world, world.ticket(world.claire, desk=world.content, language="en"))
    ticket, sam = world.ticket(), world.log_in(world.sam)

    assert "No request like this one" in drawer(sam, ticket, "solved")
    page = post(sam, address(ticket, "put"), {"put": f"solved:{secret.reference}"})
    assert reply_of(page) == ""
    assert "This solution is no longer there." in words(page)


def test_it_goes_into_the_reply_without_script_behind_what_was_typed(world: World) -> None:
    solved = solve(world, world.ticket())
    ticket, sam = world.ticket(world.stranger, language="de"), world.log_in(world.sam)
    own = world.ticket()

    page = post(
        sam,
        address(ticket, "put"),
        {"put": f"solved:{solved.reference}", "body": "Good news."},
    )

    assert reply_of(page).startswith("Good news.\n\nHello {{ contact.name }}, we turned")
    assert "[en] This text is not there in the customer" in words(page)
    assert "Fill in before it can be sent:" in words(page)
    shown = sam.get(f"{address(own)}?open=solved").content.decode()
    button = re.search(r'<button[^>]*name="put" value="solved:[^>]*>', shown)
    assert button
    assert 'form="reply-form"' in button[0]
    assert f'formaction="{address(own, "put")}"' in button[0]
    same = post(sam, address(own, "put"), {"put": f"solved:{solved.reference}"})
    assert reply_of(same) == SOLUTION
    with house():
        assert not Entry.objects.filter(ticket=ticket, kind="mail", direction="out").exists()


def test_who_only_reads_sees_it_and_puts_nothing_in(world: World) -> None:
    solved = solve(world, world.ticket())
    ticket, ivo = world.ticket(), world.log_in(world.ivo)

    inside = drawer(ivo, ticket, "solved")

    assert "checksum" in inside
    assert "Put the solution into the reply" not in inside
    refused = post(ivo, address(ticket, "put"), {"put": f"solved:{solved.reference}"})
    assert refused.status_code == 403
