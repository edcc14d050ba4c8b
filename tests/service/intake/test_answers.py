"""Answers to files that exist: a batch is brought in together, each as it would be alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from django.db import connection

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Commitment, Entry, Ticket
from tests.cast import World


@contextmanager
def counting() -> Iterator[list[str]]:
    """Gather the statements that are sent to the database."""
    sent: list[str] = []

    def keep(execute: Any, sql: Any, *told: Any) -> Any:
        sent.append(str(sql))
        return execute(sql, *told)

    with connection.execute_wrapper(keep):
        yield sent


def write(world: World, ticket: Ticket, text: str = "It fails again.") -> Letter:
    """Let Ada answer about a ticket; her mail waits to be digested."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "ada.lindqvist@brightwater.example", "support@messaging.example.com"
    mail["Subject"] = f"Re: Faxes [#{ticket.reference}]"
    mail["Message-ID"] = f"<answer-{next(world.numbers)}@brightwater.example>"
    mail.set_content(text)
    return world.letter(raw=mail.as_bytes())


def read(ticket: Ticket) -> Ticket:
    with house():
        return Ticket.objects.get(pk=ticket.pk)


def said_in(ticket: Ticket) -> list[str]:
    """What customers said in a file, after its request."""
    with house():
        told = Entry.objects.filter(ticket=ticket, direction="in").order_by("pk")
        return [one.strip() for one in told.values_list("text", flat=True)][1:]


def test_many_answers_cost_as_much_as_few(world: World) -> None:
    tickets = [world.ticket(world.ada) for _ in range(8)]
    counts = []
    for chosen in (tickets[:1], tickets[:2], tickets):
        for one in chosen:
            write(world, one)
        with counting() as sent:
            assert digest_letters(at=world.at) == len(chosen)
        counts.append(len(sent))

    assert counts[2] <= counts[1], counts
    assert [len(said_in(one)) for one in tickets] == [3, 2, *[1] * 6]


def test_each_answer_of_a_batch_does_to_its_file_what_it_would_do_alone(world: World) -> None:
    waiting, resolved, thanked, twice = (world.ticket(world.ada) for _ in range(4))
    with house():
        Ticket.objects.filter(pk=waiting.pk).update(state="waiting_customer", answered_at=world.at)
        for one in (resolved, thanked):
            Ticket.objects.filter(pk=one.pk).update(
                state="resolved", ended=True, resolved_at=world.at, answered_at=world.at
            )
    write(world, waiting)
    write(world, resolved)
    write(world, thanked, "Thank you very much!")
    write(world, twice, "The first thing.")
    write(world, twice, "The second thing.")

    assert digest_letters(at=world.at) == 5

    assert [read(one).state for one in (waiting, resolved, thanked, twice)] == [
        "open", "open", "resolved", "new",
    ]  # fmt: skip
    assert read(resolved).resolved_at is None
    assert said_in(twice) == ["The first thing.", "The second thing."]
    with house():
        assert Commitment.objects.filter(ticket=waiting, promise="follow-up").count() == 1
        wrote = Act.objects.filter(act="ticket.customer_wrote")
        assert wrote.filter(subject=f"ticket:{twice.pk}").count() == 2
        assert set(Letter.objects.values_list("state", flat=True)) == {"digested"}


def test_answers_to_merged_and_closed_files_find_the_file_that_goes_on(world: World) -> None:
    merged, leading, closed = (world.ticket(world.ada) for _ in range(3))
    with house():
        Ticket.objects.filter(pk=closed.pk).update(state="closed", ended=True, closed_at=world.at)
        Ticket.objects.filter(pk=merged.pk).update(
            state="merged", ended=True, merged_into=leading.pk
        )
        Ticket.objects.filter(pk=leading.pk).update(state="waiting_customer")
    for one in (merged, leading, closed):
        write(world, one)

    assert digest_letters(at=world.at) == 3

    assert [read(one).state for one in (merged, leading, closed)] == ["merged", "open", "open"]
    assert [len(said_in(one)) for one in (merged, leading, closed)] == [1, 1, 1]
