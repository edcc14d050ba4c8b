"""A ticket's page: what was promised, what is known, what can be said and done."""

from __future__ import annotations

from tests.cast import World, post


def test_the_page_of_a_ticket_shows_what_was_promised_and_said(world: World) -> None:
    ticket = world.ticket()

    page = world.log_in(world.sam).get(f"/desk/tickets/{ticket.reference}")

    assert page.status_code == 200, page
    text = page.content.decode()
    print(text)
    assert "Since noon every fax comes back with error 554." in text
