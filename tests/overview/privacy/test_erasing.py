"""A person who asks is told all that is kept of them, or is forgotten."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.overview.privacy.actions.erasing import (
    ErasedAlready,
    HeldPerson,
    StillAsking,
    erase_contact,
)
from permanence.overview.privacy.actions.holding import place_hold
from permanence.overview.privacy.queries.persons import tell_person
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions import digest_letters
from permanence.service.tickets.actions import (
    Answer,
    add_note,
    answer_ticket,
    close_ticket,
    resolve_ticket,
)
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.overview.privacy.sweeping import scan_tables

SAM = Actor("specialist:1", "Sam Okoro")
BEA = {b"Marlow", b"bea.marlow@", b"020 7946 0999"}


def ask_and_end(world: World) -> Ticket:
    """Return a request of Bea's that came by mail, was answered and is over."""
    world.letter(
        sender="Bea Marlow <bea.marlow@brightwater.example>",
        text="I am Bea Marlow, call me: 020 7946 0999.",
    )
    assert digest_letters(at=world.at) == 1
    with house():
        ticket = Ticket.objects.select_related("contact", "organisation", "desk").latest("pk")
        policy = policy_of_version(ticket.policy_version_id)
        answer_ticket(ticket, Answer("Dear Bea Marlow."), policy=policy, by=SAM, at=world.at)
        add_note(ticket, text="Bea Marlow is impatient.", by=SAM, at=world.at)
        resolve_ticket(ticket, by=SAM, at=world.at, said="Done.")
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=SAM, at=world.at)
    return ticket


def test_of_a_person_who_is_erased_nothing_is_found_anywhere(world: World) -> None:
    ticket = ask_and_end(world)
    with house():
        assert {"accounts_contact.email", "tickets_entry.text"} <= scan_tables(BEA)
        verdicts = Commitment.objects.filter(ticket=ticket).count()

        erase_contact(world.bea, reason="By letter", by=SAM, at=world.at)

        assert scan_tables(BEA) == set()
        assert Commitment.objects.filter(ticket=ticket).count() == verdicts
        acts = Act.objects.filter(subject=f"contact:{world.bea.pk}")
        assert [act.act for act in acts] == ["contact.erased"]
        with pytest.raises(ErasedAlready), transaction.atomic():
            erase_contact(world.bea, reason="Again", by=SAM, at=world.at)


def test_what_a_colleague_asked_stays(world: World) -> None:
    ask_and_end(world)
    other = world.ticket(world.ada, text="Ada asks on.")

    with house():
        erase_contact(world.bea, reason="By letter", by=SAM, at=world.at)

        assert Entry.objects.get(ticket=other, direction="in").text == "Ada asks on."
        assert Contact.objects.get(pk=world.ada.pk).name == "Ada Lindqvist"


def test_who_has_an_open_request_is_answered_first(world: World) -> None:
    world.ticket(world.bea)

    with house(), pytest.raises(StillAsking), transaction.atomic():
        erase_contact(world.bea, reason="By letter", by=SAM, at=world.at)


def test_who_is_held_is_kept(world: World) -> None:
    ask_and_end(world)
    with house():
        place_hold({"organisation_id": world.brightwater.pk}, reason="A claim", by=SAM, at=world.at)

        with pytest.raises(HeldPerson), transaction.atomic():
            erase_contact(world.bea, reason="By letter", by=SAM, at=world.at)


def test_a_person_is_told_what_they_may_read_and_nothing_of_others(world: World) -> None:
    ask_and_end(world)
    world.ticket(world.ada, text="The words of Ada.", at=world.at + timedelta(minutes=1))

    with house():
        told = json.dumps(tell_person(world.bea, at=world.at), cls=DjangoJSONEncoder)

    assert "020 7946 0999" in told
    assert "Dear Bea Marlow." in told
    assert "impatient" not in told
    assert "The words of Ada." not in told
