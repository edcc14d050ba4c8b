"""A request for its author alone: colleagues at the customer read nothing of it."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.lib.db import house, portal
from permanence.promises.contracts.rules import HoursRow
from permanence.service.tickets.models import Entry, Reference, Ticket
from permanence.service.timesheets.actions import log_time
from permanence.service.timesheets.rules import Spent
from permanence.world.accounts.models import Contact
from tests.cast import World, add_contract, post
from tests.faces.desk.test_ticket import address, words
from tests.faces.portal.browsing import follow_link, read


def test_the_database_shows_it_to_its_author_and_to_no_colleague(world: World) -> None:
    ticket = world.ticket(subject="The quokka affair")
    sam = world.log_in(world.sam)
    told = {"alone": "yes", "reason": "It is about a dismissal."}
    assert rows_of(world.bea, ticket) == (1, 1, 1)

    assert post(sam, address(ticket, "confidential/author"), told).status_code == 302

    assert rows_of(world.bea, ticket) == (0, 0, 0)
    assert rows_of(world.ada, ticket) == (1, 1, 1)
    assert "quokka" in read(follow_link(world.ada, world.messaging).get("/messaging/requests"))
    shown = words(sam.get(address(ticket)))
    assert "Sam Okoro lets only its author read of it at the customer" in shown
    assert "It is about a dismissal." in shown
    post(sam, address(ticket, "confidential/author"), {"alone": "no", "reason": "Settled."})
    assert rows_of(world.bea, ticket) == (1, 1, 1)


def rows_of(contact: Contact, ticket: Ticket) -> tuple[int, int, int]:
    """Return how much of a ticket the database shows to somebody at the customer."""
    with portal(organisation=contact.organisation_id, contact=contact.pk):
        return (
            Ticket.objects.filter(pk=ticket.pk).count(),
            Reference.objects.filter(ticket_id=ticket.pk).count(),
            Entry.objects.filter(ticket_id=ticket.pk, direction="in").count(),
        )


def test_the_account_of_hours_is_right_and_names_nothing(world: World) -> None:
    with house():
        contract = add_contract(
            world.brightwater,
            desk=world.messaging,
            number="T-9",
            starts=world.at.date() - timedelta(days=90),
            at=world.at - timedelta(days=20),
            hours=HoursRow("10 hours", "year", "always", at_zero="ask"),
        )
        Contact.objects.filter(pk=world.bea.pk).update(is_administrator=True)
    ticket = world.ticket(subject="The quokka affair")
    by = world.sam.actor
    with house():
        spent = Spent(world.at - timedelta(hours=2), 7200, "troubleshooting", note="quokka work")
        log_time(ticket, spent, specialist=world.sam, by=by, at=world.at)
    sam = world.log_in(world.sam)
    told = {"alone": "yes", "reason": "A dismissal."}
    post(sam, address(ticket, "confidential/author"), told)
    bea = follow_link(world.bea, world.messaging)

    page = read(bea.get("/messaging/hours"))

    assert "a confidential request" in page
    assert "quokka" not in page
    assert bea.get(f"/messaging/hours/{contract.pk}.pdf").status_code == 200
