"""What an answer took: offered beside the button, and written down in the moment it leaves."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Draft, Entry, Ticket
from permanence.service.timesheets.models import TimeEntry
from permanence.world.accounts.models import StaffRole
from tests.cast import World, let_answers_leave, post
from tests.service.timesheets.banking import agree_hours

MINUTE = timedelta(minutes=1)
TOOK = {"spent-timed": "on", "spent-spent": "12", "spent-kind": "troubleshooting"}


def answer(world: World, ticket: Ticket, **typed: Any) -> Any:
    """Send an answer as Noor, who works on the content desk."""
    words = {"body": "Please try it again.", **typed}
    return post(world.log_in(world.noor), f"/desk/tickets/{ticket.reference}/reply", words)


def contract_with_hours(world: World) -> int:
    """Return the contract of Maison Verdier, which has two hours."""
    with house():
        return agree_hours(world)


def times() -> list[TimeEntry]:
    with house():
        return list(TimeEntry.objects.order_by("pk"))


def test_an_answer_and_its_time_are_written_in_one_moment(world: World) -> None:
    contract_with_hours(world)
    ticket = world.ticket(world.claire, desk=world.content)

    assert answer(world, ticket, **TOOK).status_code == 302
    assert times() == []
    let_answers_leave(world)

    (entry,) = times()
    with house():
        said = Entry.objects.get(ticket=ticket, direction="out", kind="mail")
    assert (entry.seconds, entry.kind, entry.specialist_id) == (
        720,
        "troubleshooting",
        world.noor.pk,
    )
    assert entry.booked_at == said.at
    assert abs(entry.worked_at - (world.at - 12 * MINUTE)) < MINUTE
    assert sum(part["seconds"] for part in entry.parts if part["lot"]) == entry.charged


def test_it_is_ticked_where_the_customer_has_hours_and_there_alone(world: World) -> None:
    contract_with_hours(world)
    with_hours = world.ticket(world.claire, desk=world.content)
    without = world.ticket()
    noors, sams = world.log_in(world.noor), world.log_in(world.sam)

    pages = (
        noors.get(f"/desk/tickets/{with_hours.reference}").content.decode(),
        sams.get(f"/desk/tickets/{without.reference}").content.decode(),
    )

    boxes = [re.search(r'<input[^>]*name="spent-timed"[^>]*>', page) for page in pages]
    assert [box is not None and "checked" in box[0] for box in boxes] == [True, False]
    assert boxes[1] is not None


def test_minutes_are_those_since_the_reply_was_begun(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.noor)
    address = f"/desk/tickets/{ticket.reference}"
    post(client, f"{address}/draft/reply", {"body": "Please", "draft": "0"})
    world.pass_time(minutes=7)

    page = client.get(address).content.decode()

    field = re.search(r'<input[^>]*name="spent-spent"[^>]*>', page)
    assert field is not None
    assert 'value="7"' in field[0]
    since = re.search(r'name="spent-since" value="([^"]*)"', page)
    assert since is not None
    world.pass_time(minutes=2)
    typed = {**TOOK, "spent-spent": "", "spent-since": since[1]}
    assert answer(world, ticket, **typed).status_code == 302
    let_answers_leave(world)
    assert [one.seconds for one in times()] == [540]


def test_an_answer_taken_back_takes_its_time_back(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    answer(world, ticket, **TOOK)
    with house():
        held = Draft.objects.get(ticket=ticket)
    client = world.log_in(world.noor)

    post(client, f"/desk/tickets/{ticket.reference}/drafts/{held.pk}/back", {})
    let_answers_leave(world)
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()

    assert times() == []
    box = re.search(r'<input[^>]*name="spent-timed"[^>]*>', page)
    assert box is not None
    assert "checked" in box[0]


def test_time_that_is_not_ticked_is_not_written(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    assert answer(world, ticket, **{"spent-spent": "nonsense"}).status_code == 302
    let_answers_leave(world)

    assert times() == []
    with house():
        assert Entry.objects.filter(ticket=ticket, direction="out", kind="mail").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"spent-spent": "soon"}, "Write minutes"),
        ({"spent-spent": ""}, "Say how long it took."),
        ({"spent-payer": "none"}, "Say why it costs nothing."),
    ],
)
def test_what_is_wrong_of_it_is_said_before_the_answer_leaves(
    world: World, typed: dict[str, str], said: str
) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    page = answer(world, ticket, **{**TOOK, **typed})

    assert page.status_code == 422
    assert said in page.content.decode()
    with house():
        assert not Draft.objects.held().exists()


def test_what_nobody_pays_costs_nothing_for_a_reason(world: World) -> None:
    contract = contract_with_hours(world)
    ticket = world.ticket(world.claire, desk=world.content)

    answer(world, ticket, **TOOK, **{"spent-payer": "none", "spent-waived": "Our own mistake."})
    let_answers_leave(world)

    (entry,) = times()
    assert (entry.seconds, entry.charged, entry.parts) == (720, 0, [])
    assert entry.contract_id == contract
    client = world.log_in(world.noor)
    drawer = client.get(f"/desk/tickets/{ticket.reference}?open=time").content.decode()
    statement = client.get(f"/desk/hours/{contract}").content.decode()
    assert "costs nothing: Our own mistake." in drawer
    assert "costs nothing: Our own mistake." in statement


def test_time_that_cannot_be_written_down_does_not_keep_the_answer(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    answer(world, ticket, **TOOK)
    with house():
        StaffRole.objects.filter(specialist=world.noor).delete()

    let_answers_leave(world)

    assert times() == []
    with house():
        assert Entry.objects.filter(ticket=ticket, direction="out", kind="mail").exists()
        assert Act.objects.filter(act="time.refused").exists()
