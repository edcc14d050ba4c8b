"""On the desk: a customer escalates by phone, and the manager rules."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Entry, Escalation, Ticket
from tests.cast import World, post


def drawer(client: Client, ticket: Ticket) -> str:
    page = client.get(
        f"/desk/tickets/{ticket.reference}", {"part": "drawer", "drawer": "escalation"}
    )
    return str(page.content.decode())


def call_in(client: Client, ticket: Ticket, **told: Any) -> Any:
    words = {"key": uuid4(), "ground": "commitments", "words": "He says that nobody called back."}
    return post(client, f"/desk/tickets/{ticket.reference}/escalating", words | told)


def test_a_specialist_takes_an_escalation_and_the_manager_rules(world: World) -> None:
    ticket = world.ticket()
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)

    assert call_in(sam, ticket).status_code == 302

    shown = drawer(sam, ticket)
    assert "He says that nobody called back." in shown
    assert "The commitments are not kept" in shown
    assert "Rule and tell the customer" not in shown
    offered = drawer(lena, ticket)
    assert "Rule and tell the customer" in offered
    assert '<optgroup label="Level"><option value="level:1">' in offered
    place = f"team:{world.experts.pk}"
    ruling = {"verdict": "partly", "reasons": "One call was missed.", "place": place}
    assert post(lena, f"/desk/tickets/{ticket.reference}/ruling", ruling).status_code == 302
    shown = drawer(sam, ticket)
    assert "Upheld in part" in shown
    assert "Nobody there has acted yet." in shown
    page = sam.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "Sam Okoro escalated: The commitments are not kept" in page
    assert "upheld, attention owed" in page
    with house():
        escalation = Escalation.objects.get()
        assert (escalation.channel, escalation.team_id) == ("call", world.experts.pk)
        assert Entry.objects.filter(kind="call", direction="in").count() == 1
        assert "One call was missed." in Message.objects.filter(kind="notice").latest("pk").text


def test_a_ruling_that_names_no_place_comes_back_with_what_is_missing(world: World) -> None:
    ticket = world.ticket()
    lena = world.log_in(world.lena)
    call_in(lena, ticket)

    sent = post(
        lena, f"/desk/tickets/{ticket.reference}/ruling", {"verdict": "upheld", "reasons": "Late."}
    )

    assert sent.status_code == 409
    assert "Name the right place" in sent.content.decode()


def test_only_who_may_rule_rules_and_who_only_reads_takes_nothing(world: World) -> None:
    ticket = world.ticket()
    sam, ivo = world.log_in(world.sam), world.log_in(world.ivo)
    call_in(sam, ticket)

    assert post(sam, f"/desk/tickets/{ticket.reference}/ruling", {}).status_code == 403
    assert call_in(ivo, ticket).status_code == 403


def test_a_call_is_taken_down_with_the_escalation_in_it(world: World) -> None:
    ticket = world.ticket()
    sam = world.log_in(world.sam)
    told = {
        "key": uuid4(),
        "channel": "call",
        "check": "none",
        "text": "She wants the manager.",
        "language": "en",
        "escalates": "unsaid",
        "answer": "",
    }

    sent = post(sam, f"/desk/calls?desk=messaging&ticket={ticket.reference}", told)

    assert sent.status_code == 302, sent.content.decode()
    with house():
        escalation = Escalation.objects.get()
        assert (escalation.ticket_id, escalation.ground) == (ticket.pk, "")
