"""Somebody whom nobody knew is put into the organisation they belong to, with all they asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from permanence.ground.files.actions import read_content
from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.actions import move_contact
from permanence.overview.customers.rules import FOLLOWING
from permanence.promises.clocks.models import Deadline
from permanence.promises.contracts.rules import TargetRow
from permanence.service.escalation.actions import settle_due_rungs
from permanence.service.tickets.actions import add_note, settle_due_marks
from permanence.service.tickets.models import Attachment, Commitment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.timesheets.actions import log_time
from permanence.service.timesheets.rules import Spent
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact
from tests.cast import World, add_contract

PART = Part("error.txt", "text/plain", b"554 refused")


def strangers_rows() -> dict[str, int]:
    """Return how many rows of each table belong to no organisation."""
    found = {}
    with connection.cursor() as cursor:
        for table in [*FOLLOWING, "files_blob"]:
            cursor.execute(f"select count(*) from {table} where organisation_id is null")
            found[table] = int(cursor.fetchone()[0])
    return {table: count for table, count in found.items() if count}


def busy_request(world: World) -> Ticket:
    """Return a stranger's request with all that can come to belong to one."""
    ticket = world.ticket(world.stranger, parts=[PART])
    late = world.at + timedelta(days=2)
    with house():
        add_note(ticket, text="Who is it?", by=world.sam.actor, at=world.at)
        spent = Spent(world.at - timedelta(hours=1), 600, "troubleshooting", "Looked")
        log_time(ticket, spent, specialist=world.sam, by=world.sam.actor, at=world.at)
        settle_due_marks(at=late)
        settle_due_rungs(at=late)
    return ticket


def test_all_that_belongs_to_its_requests_goes_with_a_contact(world: World) -> None:
    world.ticket(world.ada)
    with house():
        of_nobody = strangers_rows()
    ticket = busy_request(world)
    with house():
        before = strangers_rows()

        count = move_contact(world.stranger, world.brightwater, by=world.lena.actor, at=world.at)

        left = strangers_rows()
    assert count == 1
    assert left == of_nobody
    assert {
        "tickets_entry",
        "tickets_attachment",
        "tickets_commitment",
        "tickets_searchrow",
        "clocks_deadline",
        "clocks_mark",
        "escalation_climb",
        "escalation_rung",
        "outbox_message",
        "timesheets_timeentry",
        "files_blob",
    } <= set(before)
    with portal(organisation=world.brightwater.pk, contact=world.bea.pk):
        assert Ticket.objects.filter(pk=ticket.pk).exists()
        assert Entry.objects.filter(ticket=ticket).exists()
        attachment = Attachment.objects.select_related("blob").get(entry__ticket=ticket)
        assert read_content(attachment.blob) == PART.content
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert not Ticket.objects.filter(pk=ticket.pk).exists()


def test_a_file_that_the_organisation_has_already_is_not_kept_twice(world: World) -> None:
    world.ticket(world.ada, parts=[PART])
    ticket = world.ticket(world.stranger, parts=[PART])

    with house():
        move_contact(world.stranger, world.brightwater, by=world.lena.actor, at=world.at)

    with portal(organisation=world.brightwater.pk, contact=world.bea.pk):
        attachment = Attachment.objects.select_related("blob").get(entry__ticket=ticket)
        assert read_content(attachment.blob) == PART.content


def test_what_is_open_is_promised_again_under_the_contract(world: World) -> None:
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="M-1",
            at=world.at - timedelta(days=5),
            starts=date(2026, 1, 1),
            targets=(TargetRow("response", "under", "10 minutes", "always", "guarantee"),),
        )
    ticket = world.ticket(world.stranger)

    with house():
        move_contact(world.stranger, world.brightwater, by=world.lena.actor, at=world.at)

        ticket.refresh_from_db()
        assert ticket.contract is not None
        assert ticket.contract.number == "M-1"
        response = Commitment.objects.filter(ticket=ticket, promise="response").latest("pk")
        assert response.due_at == world.at + timedelta(minutes=10)
        acts = Act.objects.filter(subject=f"ticket:{ticket.pk}").values_list("act", flat=True)
        assert "ticket.moved" in acts


def test_what_an_organisation_has_stays_with_it(world: World) -> None:
    with house(), pytest.raises(Refusal, match="belongs to an organisation"):
        move_contact(world.claire, world.brightwater, by=world.lena.actor, at=world.at)


def test_an_address_is_never_twice_in_an_organisation(world: World) -> None:
    with house():
        add_contacts([NewContact(world.stranger.email, "Otto", world.brightwater.pk, "de")])
        stranger = Contact.objects.get(pk=world.stranger.pk)

        with pytest.raises(Refusal, match="with this address"):
            move_contact(stranger, world.brightwater, by=world.lena.actor, at=world.at)


def test_another_strangers_requests_stay_where_they_are(world: World) -> None:
    with house():
        [other] = add_contacts([NewContact("b@far.example", "B", None, "en")]).values()
    theirs = world.ticket(other)
    world.ticket(world.stranger)

    with house():
        move_contact(world.stranger, world.brightwater, by=world.lena.actor, at=world.at)

        theirs.refresh_from_db()
        assert theirs.organisation_id is None
        assert not Entry.objects.filter(ticket=theirs, organisation_id__isnull=False).exists()
        clocks = Deadline.objects.filter(owner="tickets.commitment", subject=theirs.pk)
        assert set(clocks.values_list("organisation_id", flat=True)) == {None}
