"""Unwanted senders: put away with one act, kept, listed, and let in again."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.outbox.models import Message
from permanence.promises.clocks.models import Mark
from permanence.service.intake.actions import LetInBefore, block_sender, let_in
from permanence.service.intake.models import BlockedSender, Letter
from permanence.service.intake.queries import letters_for_a_person, letters_put_aside
from permanence.service.tickets.actions import reopen_by_hand
from permanence.service.tickets.actions.dismissing import OfCustomer
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.service.intake.test_actions import deliver

pytestmark = pytest.mark.usefixtures("house")
SAM = Actor("specialist:1", "Sam")
SELLER = "deals@cheap.example"


def get_offer(world: World, *, sender: str = SELLER, subject: str = "Cheap toner") -> Letter:
    return deliver(world, sender=sender, subject=subject, text="Only today.")


def block(world: World) -> tuple[Ticket, BlockedSender]:
    """Return the request of somebody who sells, put away, and the address that is blocked."""
    ticket = get_offer(world).ticket
    assert ticket
    return ticket, block_sender(ticket, by=SAM, at=world.at)


def test_what_is_unwanted_is_closed_and_promises_nothing(world: World) -> None:
    ticket, _ = block(world)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.ended, ticket.next_due_at) == ("closed", True, None)
    promises = Commitment.objects.filter(ticket=ticket)
    assert not promises.filter(replaced_at=None, met_at=None).exists()
    assert not promises.exclude(missed_at=None).exists()
    deadlines = promises.values("deadline")
    assert not Mark.objects.filter(deadline__in=deadlines, settled_at=None).exists()


def test_what_they_send_next_is_kept_and_opens_nothing(world: World) -> None:
    block(world)
    told = Message.objects.count()

    letter = get_offer(world, sender="Deals <DEALS@cheap.example>", subject="Cheaper toner")

    assert (letter.state, letter.why, letter.ticket) == ("discarded", "sender-blocked", None)
    assert letter.raw
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == told
    assert letters_put_aside(world.messaging.pk) == [letter]
    assert letters_for_a_person([world.messaging]) == []


def test_others_and_other_desks_are_heard_as_before(world: World) -> None:
    block(world)

    assert get_offer(world, sender="else@cheap.example").state == "digested"
    assert deliver(world).state == "digested"
    BlockedSender.objects.update(desk=world.content)
    assert get_offer(world, subject="Ink too").state == "digested"


def test_a_customer_is_never_blocked(world: World) -> None:
    with pytest.raises(OfCustomer, match="Brightwater"):
        block_sender(world.ticket(), by=SAM, at=world.at)

    assert not BlockedSender.objects.exists()


def test_who_becomes_a_customer_is_let_through(world: World) -> None:
    block(world)

    Contact.objects.filter(email=SELLER).update(organisation=world.brightwater)

    assert get_offer(world, subject="Our order").state == "digested"


def test_let_in_again_their_messages_wait_for_a_person(world: World) -> None:
    _, blocked = block(world)
    late = get_offer(world, subject="Long ago")
    world.pass_time(days=31)
    recent = get_offer(world, subject="Our invoice")

    assert let_in(blocked, by=SAM, at=world.at) == 1

    recent.refresh_from_db()
    late.refresh_from_db()
    assert (recent.state, recent.why) == ("held", "sender-was-blocked")
    assert late.state == "discarded"
    assert get_offer(world, subject="Hello again").state == "digested"
    with pytest.raises(LetInBefore):
        let_in(blocked, by=SAM, at=world.at)
    acts = Act.objects.filter(act__startswith="sender.").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["sender.blocked", "sender.let_in"]


def test_opened_again_it_is_owed_an_answer_from_its_receipt(world: World) -> None:
    ticket, blocked = block(world)
    before = Commitment.objects.filter(ticket=ticket, promise="response").earliest("pk")

    let_in(blocked, by=SAM, at=world.at)
    reopen_by_hand(ticket, reason="It was a customer to be.", by=SAM, at=world.at)

    owed = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    assert owed.due_at == before.due_at
    assert owed.met_at is None
