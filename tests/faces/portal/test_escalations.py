"""Escalating one's own request from its page or from a mail's link."""

from __future__ import annotations

import re
from datetime import timedelta

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions.ruling import Ruling, rule_on
from permanence.service.tickets.models import Entry, Escalation, Ticket
from permanence.service.tickets.rules.escalating import MOST_A_DAY, Place
from permanence.world.accounts.actions import sign_contact
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

LENA = Actor("specialist:99", "Lena Vos")


def page_of(ticket: Ticket, desk: str = "messaging") -> str:
    return f"/{desk}/requests/{ticket.reference}"


def test_a_customer_escalates_and_reads_who_is_called_and_what_was_decided(world: World) -> None:
    ticket = world.ticket(world.ada)
    client = follow_link(world.ada, world.messaging)
    assert f'href="{page_of(ticket)}/escalate"' in read(client.get(page_of(ticket)))

    words = {"ground": "help", "words": "I am sent in circles."}
    sent = send(client, f"{page_of(ticket)}/escalate", **words)

    assert (sent.status_code, sent["Location"]) == (302, page_of(ticket))
    page = read(client.get(page_of(ticket)))
    assert "The help is not suitable" in page
    assert "Called: Senior manager, EMEA and APAC" in page
    assert "Add to your escalation" in page
    with house():
        escalation = Escalation.objects.get()
        assert (escalation.words, escalation.channel) == ("I am sent in circles.", "portal")
        assert Entry.objects.filter(text="I am sent in circles.", direction="in").exists()
        assert Climb.objects.filter(ground="customer").exists()
        ruling = Ruling("upheld", "You were passed on five times.", place=Place("level", 2))
        policy = policy_of_version(ticket.policy_version_id)
        rule_on(escalation, ruling, policy=policy, by=LENA, at=world.at)
    page = read(client.get(page_of(ticket)))
    assert "You were passed on five times." in page
    assert "It gets fast attention from our specialists of level 2." in page


def test_a_form_without_words_comes_back_and_calls_nobody(world: World) -> None:
    ticket = world.ticket(world.ada)
    client = follow_link(world.ada, world.messaging)

    sent = send(client, f"{page_of(ticket)}/escalate", ground="help", words="")

    assert sent.status_code == 422
    with house():
        assert not Escalation.objects.exists()


def test_nobody_escalates_what_is_not_theirs(world: World) -> None:
    ticket = world.ticket(world.ada)

    for contact in (world.bea, world.claire, world.stranger):
        client = follow_link(contact, world.messaging)
        assert client.get(f"{page_of(ticket)}/escalate").status_code == 404
        assert "Your escalation" not in read(client.get(page_of(ticket)))


def test_the_link_of_a_mail_leads_to_the_form(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    token = sign_contact(world.claire.pk, reference=ticket.reference)

    found = follow_link(world.claire, world.content).get(f"/content/escalate/{token}")

    assert found["Location"] == f"{page_of(ticket, 'content')}/escalate"


def test_what_was_closed_too_long_ago_is_escalated_as_a_new_request(world: World) -> None:
    ticket = world.ticket(world.ada)
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(
            state="closed", ended=True, closed_at=world.at - timedelta(days=91)
        )
    client = follow_link(world.ada, world.messaging)

    assert "/escalate" not in read(client.get(page_of(ticket)))
    page = read(client.get(f"{page_of(ticket)}/escalate"))

    assert "closed too long ago" in page
    assert not re.search(r'name="words"', page)


def test_who_escalates_all_day_is_asked_to_call_and_what_they_wrote_is_kept(world: World) -> None:
    with house():
        ticket = world.ticket(world.ada)
    for _ in range(MOST_A_DAY):
        one = world.ticket(world.ada)
        with house():
            Escalation.objects.create(
                ticket=one, desk_id=one.desk_id, organisation_id=one.organisation_id,
                words="Late.", channel="portal", author="contact:1", author_name="Ada", at=world.at,
            )  # fmt: skip
    client = follow_link(world.ada, world.messaging)

    send(client, f"{page_of(ticket)}/escalate", ground="help", words="Once more.")

    page = read(client.get(page_of(ticket)))
    assert "Please call us instead." in page
    assert "Once more." in page
