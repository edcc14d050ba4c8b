"""Pages of lists that run over several indexes, and the search when it finds a great deal."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from permanence.ground.lib.db import house, staff
from permanence.overview.worklists.queries import (
    Look,
    Whose,
    count_sieved,
    count_views,
    list_tickets,
    people_of_desk,
    search_tickets,
)
from permanence.overview.worklists.rules import VIEWS, Order, Place, Sieve, Span, Term, read_terms
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.incidents.actions import close_incident, declare_incident, resolve_incident
from permanence.service.tickets.actions import settle_due_marks
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.order import gravity_of
from tests.cast import World
from tests.service.incidents.leading import actor_of, declare, new_incident


@pytest.fixture
def whose(world: World) -> Whose:
    return Whose(world.messaging.pk, world.sam.pk)


def open_tickets(world: World, many: int) -> list[Ticket]:
    """Tickets of which the first is due first."""
    return [world.ticket(at=world.at + timedelta(seconds=number)) for number in range(many)]


def pages_of(view: str, whose: Whose, world: World, *, order: Order = "due") -> list[list[int]]:
    """All pages of two rows, the one after the other."""
    pages, span = [], Span(most=2)
    while True:
        page = list_tickets(view, whose, span=span, at=world.at, order=order)
        pages.append([row["pk"] for row in page.rows])
        if not page.has_after:
            return pages
        last = page.rows[-1]
        place = Place(last["order_at"], last["pk"], gravity_of(last["severity"]))
        span = Span(after=place, most=2)


def test_two_teams_make_one_list_in_order(world: World, whose: Whose) -> None:
    tickets = open_tickets(world, 5)
    with house():
        world.experts.members.add(world.sam)
        for number, ticket in enumerate(tickets):
            team = (world.first_line, world.experts)[number % 2]
            Ticket.objects.filter(pk=ticket.pk).update(team=team)

        pages = pages_of("teams", whose, world)

        keys = [ticket.pk for ticket in tickets]
        assert pages == [keys[0:2], keys[2:4], keys[4:]]
        third = Ticket.objects.get(pk=keys[2])
        span = Span(before=Place(third.order_at, third.pk), most=2)
        back = list_tickets("teams", whose, span=span, at=world.at)
        assert [row["pk"] for row in back.rows] == keys[0:2]
        assert (back.has_before, back.has_after) == (False, True)


@pytest.mark.parametrize("view", ["next", "teams"])
def test_the_gravest_come_first_and_what_is_due_next_among_equals(
    world: World, whose: Whose, view: str
) -> None:
    tickets = open_tickets(world, 6)
    severities = [4, None, 1, 2, 1, None]
    with house():
        world.experts.members.add(world.sam)
        for number, ticket in enumerate(tickets):
            team = (world.first_line, world.experts)[number % 2]
            Ticket.objects.filter(pk=ticket.pk).update(severity=severities[number], team=team)

        pages = pages_of(view, whose, world, order="severity")

        keys = [tickets[place].pk for place in (2, 4, 3, 0, 1, 5)]
        assert pages == [keys[0:2], keys[2:4], keys[4:]]
        fifth = Ticket.objects.get(pk=keys[4])
        span = Span(before=Place(fifth.order_at, fifth.pk, 9), most=2)
        back = list_tickets(view, whose, span=span, at=world.at, order="severity")
        assert [row["pk"] for row in back.rows] == keys[2:4]


def test_every_count_is_that_of_its_list(world: World, whose: Whose) -> None:
    late, soon, later = (
        world.ticket(at=world.at - timedelta(minutes=minutes)) for minutes in (300, 1, 0)
    )
    with house():
        Ticket.objects.filter(pk=late.pk).update(order_at=world.at, state="waiting_customer")
        Ticket.objects.filter(pk=soon.pk).update(
            order_at=world.at + timedelta(hours=2), assignee=world.sam
        )
        Ticket.objects.filter(pk=later.pk).update(
            order_at=world.at + timedelta(hours=3),
            team=world.first_line,
            state="waiting_third_party",
        )
        counts = count_views(whose, at=world.at)
        held = {
            view: list_tickets(view, whose, span=Span(), at=world.at).rows
            for view in VIEWS
            if view in counts
        }

    assert {view: len(rows) for view, rows in held.items()} == {
        view: count for view, count in counts.items() if view in VIEWS
    }
    assert [row["pk"] for row in held["overdue"]] == [late.pk]
    assert [row["pk"] for row in held["soon"]] == [soon.pk]
    assert [row["pk"] for row in held["waiting"]] == [late.pk]
    assert [row["pk"] for row in held["third_party"]] == [later.pk]


def test_a_ticket_is_escalated_while_its_ladder_is_climbed(world: World, whose: Whose) -> None:
    ticket = world.ticket()
    with house():
        settle_due_marks(at=world.at + timedelta(hours=10))
        climbing = list_tickets("escalated", whose, span=Span(), at=world.at).rows
        assert [row["pk"] for row in climbing] == [ticket.pk]
        assert count_views(whose, at=world.at)["escalated"] == 1

        withdraw_climbs("ticket", [ticket.pk], at=world.at)

        assert not list_tickets("escalated", whose, span=Span(), at=world.at).rows
        assert count_views(whose, at=world.at)["escalated"] == 0


def test_what_stands_to_an_incident_makes_a_list_until_the_incident_is_closed(
    world: World, whose: Whose
) -> None:
    belongs, near, left, solved, over, plain = open_tickets(world, 6)
    lena = actor_of(world, "lena")
    with house():
        incident, resolved, closed = declare(world), declare(world), declare(world)
        Ticket.objects.filter(pk=belongs.pk).update(incident=incident.pk)
        Ticket.objects.filter(pk=near.pk).update(incident_near=incident.pk)
        Ticket.objects.filter(pk=left.pk).update(incident=resolved.pk)
        ended = {"incident": resolved.pk, "state": "resolved", "ended": True}
        Ticket.objects.filter(pk=solved.pk).update(**ended)
        Ticket.objects.filter(pk=over.pk).update(incident=closed.pk)
        for one in (resolved, closed):
            resolve_incident(one, cause="A cable.", at=world.at, by=lena)
        close_incident(closed, at=world.at, by=lena)

        rows = list_tickets("incidents", whose, span=Span(), at=world.at).rows

        named = [(row["pk"], row["incident"], row["named"]) for row in rows]
        assert named == [
            (belongs.pk, incident.pk, incident.pk),
            (near.pk, None, incident.pk),
            (left.pk, resolved.pk, resolved.pk),
        ]
        assert count_views(whose, at=world.at)["incidents"] == 3
        look = Look(whose, ZoneInfo("UTC"), world.at)
        assert count_sieved([Sieve(incident="in"), Sieve(incident="near")], look) == [2, 1]
        every = {
            row["pk"]: row["named"]
            for row in list_tickets("next", whose, span=Span(), at=world.at).rows
        }
        assert every == {
            belongs.pk: incident.pk,
            near.pk: incident.pk,
            left.pk: resolved.pk,
            over.pk: None,
            plain.pk: None,
        }


def test_a_breach_is_told_in_no_list_of_those_who_need_not_know_of_it(
    world: World, whose: Whose
) -> None:
    ticket = world.ticket()
    with house():
        breach = declare_incident(
            new_incident(world, kind="security"), at=world.at, by=actor_of(world, "lena")
        )
        Ticket.objects.filter(pk=ticket.pk).update(incident=breach.pk)
        assert count_views(whose, at=world.at)["incidents"] == 1

    with staff(reader=world.sam.user_id, at=world.at):
        assert count_views(whose, at=world.at)["incidents"] == 0
        assert not list_tickets("incidents", whose, span=Span(), at=world.at).rows
        assert list_tickets("next", whose, span=Span(), at=world.at).rows[0]["named"] is None
        look = Look(whose, ZoneInfo("UTC"), world.at)
        assert count_sieved([Sieve(incident_number=breach.pk)], look) == [0]


def test_what_is_over_stands_newest_first(world: World, whose: Whose) -> None:
    tickets = open_tickets(world, 5)
    states = ["closed", "merged"]
    with house():
        for number, ticket in enumerate(tickets):
            found = Ticket.objects.filter(pk=ticket.pk)
            into = tickets[0] if number % 2 else None
            found.update(state=states[number % 2], ended=True, merged_into=into)

        newest = [ticket.pk for ticket in reversed(tickets)]
        assert pages_of("ended", whose, world) == [newest[0:2], newest[2:4], newest[4:]]
        third = Place(tickets[2].order_at, newest[2])
        back = list_tickets("ended", whose, span=Span(before=third, most=2), at=world.at)
        assert [row["pk"] for row in back.rows] == newest[0:2]


def test_tickets_without_a_deadline_are_paged_too(world: World, whose: Whose) -> None:
    tickets = open_tickets(world, 5)
    never = tickets[0].order_at.replace(year=9999)
    with house():
        Ticket.objects.update(order_at=never, next_due_at=None)

        shown = [key for page in pages_of("next", whose, world) for key in page]

    assert shown == [ticket.pk for ticket in tickets]


def test_nobody_is_in_the_teams_of_another(world: World, whose: Whose) -> None:
    ticket = world.ticket()
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(team=world.experts)

        assert count_views(whose, at=world.at)["teams"] == 0
        assert count_views(Whose(world.messaging.pk, world.lena.pk), at=world.at)["teams"] == 1


def test_work_is_offered_to_who_answers_on_a_desk(world: World) -> None:
    with house():
        teams, people = people_of_desk(world.messaging.pk)
        anybody = people_of_desk(world.messaging.pk, anybody=True)[1]

    assert list(teams.values()) == ["First line", "Experts"]
    assert list(people.values()) == ["Lena Vos", "Sam Okoro"]
    assert list(anybody.values()) == ["Ivo Kranz", "Lena Vos", "Sam Okoro"]


def say_often(ticket: Ticket, many: int, text: str, first: int | None = None) -> None:
    """Write a text into a file again and again, from an entry of that number on."""
    index_entries(
        Entry.objects.bulk_create(
            Entry(
                pk=None if first is None else first + place,
                ticket=ticket,
                kind="note",
                direction="none",
                is_public=False,
                author="system",
                author_name="Sam",
                at=ticket.opened_at,
                language="en",
                text=text,
            )
            for place in range(many)
        )
    )


def test_a_word_said_more_than_a_thousand_times_is_estimated(world: World) -> None:
    often, once = world.ticket(), world.ticket(text="The gateway is slow.")
    with house():
        say_often(often, 1100, "The gateway is down.")

        found = search_tickets(read_terms("gateway"), desks=[world.messaging.pk])
        assert found.is_about
        assert found.count == 2
        seen = {row["pk"] for row in found.rows}
        while found.next_before is not None:
            found = search_tickets(
                read_terms("gateway"), desks=[world.messaging.pk], before=found.next_before
            )
            seen |= {row["pk"] for row in found.rows}

    assert seen == {often.pk, once.pk}


def test_words_are_found_however_far_back_they_were_said(world: World) -> None:
    old, older = world.ticket(text="Slow."), world.ticket(text="The gateway is slow.")
    with house():
        say_often(old, 1, "The gateway is down.", first=9_000_000)
        say_often(old, 600, "Nothing new.", first=9_100_000)

        found = search_tickets(read_terms("gateway"), desks=[world.messaging.pk], most=1)
        assert [row["pk"] for row in found.rows] == [old.pk]
        assert (found.count, found.is_about) == (2, False)
        found = search_tickets(
            read_terms("gateway"), desks=[world.messaging.pk], before=found.next_before, most=1
        )

    assert [row["pk"] for row in found.rows] == [older.pk]
    assert found.next_before is None


def test_pages_of_a_search_follow_one_another(world: World) -> None:
    tickets = [world.ticket(text="The gateway is slow.") for _ in range(5)]
    word = (Term("gateway", "word"),)
    seen: list[int] = []
    before = None
    counted = []
    with house():
        for _ in range(3):
            page = search_tickets(word, desks=[world.messaging.pk], before=before, most=2)
            seen += [row["pk"] for row in page.rows]
            counted.append(page.count)
            before = page.next_before

    assert seen == [ticket.pk for ticket in reversed(tickets)]
    assert before is None
    assert counted[0] == 5


def test_words_in_different_messages_are_not_found_together(world: World) -> None:
    ticket = world.ticket(text="The gateway is slow.")
    with house():
        say_often(ticket, 1, "A certificate expired.")

        assert not search_tickets(
            read_terms("gateway certificate"), desks=[world.messaging.pk]
        ).rows
