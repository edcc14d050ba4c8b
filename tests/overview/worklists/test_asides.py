"""Views of one's own ask for whatever stands on a request or beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from permanence.ground.lib.db import house, staff
from permanence.overview.worklists.queries import Look, Whose, count_sieved, list_sieved
from permanence.overview.worklists.rules import NO_PLAN, UNSAID, Sieve, Span
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.service.tickets.models import Escalation, Resolution, Ticket
from permanence.world.accounts.models import Contact
from permanence.world.attention.actions.notices import watch_subject
from tests.cast import World, add_contract

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def look(world: World) -> Look:
    return Look(Whose(world.messaging.pk, world.sam.pk), LONDON, world.at)


def let_through(sieve: Sieve, look: Look) -> set[int]:
    """The tickets in the list, of which the count must be the same."""
    found = [row["pk"] for row in list_sieved(sieve, look, span=Span(), order="due").rows]
    assert count_sieved([sieve], look) == [len(found)], sieve
    return set(found)


def write_cause(ticket: Ticket, source: str, cause: str, *, number: int = 1) -> None:
    """Write down a cause that held until somebody wrote again."""
    Resolution.objects.create(
        ticket=ticket, number=number, source=source, cause=cause, language="en", by="system",
        by_name="Sam", written_at=ticket.opened_at, reopened_at=ticket.opened_at,
    )  # fmt: skip


def escalate(ticket: Ticket, ground: str, *, is_over: bool = False) -> None:
    """Write an escalation, and on the ticket how it stands."""
    Escalation.objects.create(
        ticket=ticket, desk_id=ticket.desk_id, ground=ground, words="Too slow.", channel="mail",
        author="contact:1", author_name="A customer", at=ticket.opened_at,
        ended_at=ticket.opened_at if is_over else None,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(escalation="over" if is_over else "open")


def test_what_stands_on_the_request_itself_is_asked_for(world: World, look: Look) -> None:
    plain, other = world.ticket(), world.ticket()
    with house():
        Ticket.objects.filter(pk=plain.pk).update(next_due_at=None)
        Ticket.objects.filter(pk=other.pk).update(
            triaged_at=world.at,
            severity=3,
            answered_at=world.at,
            snoozed_until=world.at + timedelta(days=1),
            confidential=True,
            last_word_by="desk",
            outside="asked",
            escalation="upheld",
            next_due_at=world.at + timedelta(days=4),
        )
        day = (world.at + timedelta(days=4)).astimezone(LONDON).date()
        only_other = [
            Sieve(triaged="yes"),
            Sieve(answered="yes"),
            Sieve(snoozed="yes"),
            Sieve(confidential="yes"),
            Sieve(last_word_by="desk"),
            Sieve(outside="asked"),
            Sieve(escalation="going"),
            Sieve(escalation="upheld"),
            Sieve(due_since=day),
            Sieve(due_until=day),
        ]
        only_plain = [
            Sieve(triaged="no"),
            Sieve(answered="no"),
            Sieve(snoozed="no"),
            Sieve(confidential="no"),
            Sieve(last_word_by="customer"),
            Sieve(escalation="never"),
        ]
        nobody = [
            Sieve(outside="answered"),
            Sieve(escalation="open"),
            Sieve(escalation="over"),
            Sieve(due_until=day - timedelta(days=1)),
        ]

        for sieves, expected in (
            (only_other, {other.pk}),
            (only_plain, {plain.pk}),
            (nobody, set()),
        ):
            for sieve in sieves:
                assert let_through(sieve, look) == expected, sieve


def test_a_contact_is_found_by_name_and_by_each_address(world: World, look: Look) -> None:
    ticket, other = world.ticket(), world.ticket(world.stranger)
    with house():
        contact = Contact.objects.get(pk=ticket.contact_id)
        Contact.objects.create(
            organisation=contact.organisation, name="A. N.", email="before@old.example",
            merged_into=contact,
        )  # fmt: skip

        for part in (contact.name.upper(), contact.email, "BEFORE@old"):
            assert let_through(Sieve(contact=part), look) == {ticket.pk}, part
        assert let_through(Sieve(contact=world.stranger.email), look) == {other.pk}
        assert let_through(Sieve(contact="nobody-like-this"), look) == set()


def test_causes_are_asked_for_by_their_kind_and_by_their_words(world: World, look: Look) -> None:
    ours, theirs, _unsolved = world.ticket(), world.ticket(), world.ticket()
    with house():
        write_cause(ours, "fault", "A Cable was cut.")
        write_cause(ours, "setting", "A route was missing.", number=2)
        write_cause(theirs, "use", "The cable was not plugged in.")

        assert let_through(Sieve(sources=("fault",)), look) == {ours.pk}
        assert let_through(Sieve(sources=("fault", "use")), look) == {ours.pk, theirs.pk}
        assert let_through(Sieve(cause="CABLE"), look) == {ours.pk, theirs.pk}
        assert let_through(Sieve(cause="cable", sources=("use", "setting")), look) == {theirs.pk}


def test_escalations_are_asked_for_by_their_ground(world: World, look: Look) -> None:
    open_one, over, unsaid = world.ticket(), world.ticket(), world.ticket()
    with house():
        escalate(open_one, "help")
        escalate(over, "help", is_over=True)
        escalate(unsaid, "")

        assert let_through(Sieve(grounds=("help",)), look) == {open_one.pk, over.pk}
        assert let_through(Sieve(grounds=("help",), escalation="going"), look) == {open_one.pk}
        assert let_through(Sieve(grounds=("help",), escalation="over"), look) == {over.pk}
        assert let_through(Sieve(grounds=("help", UNSAID), escalation="open"), look) == {
            open_one.pk,
            unsaid.pk,
        }


def give_plan(world: World, **told: object) -> Contract:
    """Let the customer have a plan, as far as the columns of the version tell."""
    organisation = Contact.objects.get(pk=world.ticket().contact_id).organisation
    assert organisation is not None
    contract = add_contract(
        organisation, desk=world.messaging, number="C-77", at=world.at, starts=date(2026, 1, 1)
    )
    version = ContractVersion.objects.get(contract=contract)
    version.pk, version.number, version.plan = None, 2, "base-plus"
    for column, value in told.items():
        setattr(version, column, value)
    version.save(force_insert=True)
    return contract


@pytest.mark.parametrize(
    ("told", "has_it"),
    [
        ({}, True),
        ({"ends_on": date(2026, 2, 1), "is_renewed": True}, True),
        ({"ends_on": date(2026, 2, 1)}, False),
        ({"is_suspended": True, "reason": "Unpaid"}, False),
        ({"starts_on": date(2027, 1, 1)}, False),
    ],
)
def test_a_plan_is_the_customers_while_a_contract_that_brings_it_is_in_force(
    world: World, look: Look, told: dict[str, object], *, has_it: bool
) -> None:
    stranger = world.ticket(world.stranger)
    with house():
        contract = give_plan(world, **told)
        own = set(
            Ticket.objects.filter(organisation=contract.organisation_id).values_list(
                "pk", flat=True
            )
        )

        assert let_through(Sieve(plan="base-plus"), look) == (own if has_it else set())
        without = {stranger.pk} | (set() if has_it else own)
        assert let_through(Sieve(plan=NO_PLAN), look) == without
        assert let_through(Sieve(plan="base-extra"), look) == set()


def test_what_is_watched_is_what_the_looker_watches(world: World, look: Look) -> None:
    mine, lenas = world.ticket(), world.ticket()
    with house():
        watch_subject(f"ticket:{mine.pk}", [world.sam.pk], at=world.at)
        watch_subject(f"ticket:{lenas.pk}", [world.lena.pk], at=world.at)
        watch_subject("incident:1042", [world.sam.pk], at=world.at)

        assert let_through(Sieve(watched="yes"), look) == {mine.pk}
        assert let_through(Sieve(watched="no"), look) == {lenas.pk}
        lena = replace(look, whose=Whose(world.messaging.pk, world.lena.pk))
        assert let_through(Sieve(watched="yes"), lena) == {lenas.pk}


def test_no_question_finds_a_confidential_request_for_who_may_not_know(
    world: World, look: Look
) -> None:
    ticket = world.ticket()
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
        write_cause(ticket, "fault", "A cable was cut.")
        escalate(ticket, "help")

    with staff(reader=world.sam.user_id, at=world.at):
        for sieve in (Sieve(confidential="yes"), Sieve(cause="cable"), Sieve(grounds=("help",))):
            assert let_through(sieve, look) == set(), sieve
