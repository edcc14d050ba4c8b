"""Views of one's own: what they let through, who keeps them, and how they are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.overview.worklists.actions import ViewDraft, drop_view, save_view
from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.queries import (
    Kept,
    Look,
    Page,
    Whose,
    count_kept,
    count_sieved,
    list_sieved,
    numbers_of_sieve,
    read_rail,
)
from permanence.overview.worklists.queries.lists import Row, order_lane
from permanence.overview.worklists.queries.sifting import lanes_of_past, lanes_of_work
from permanence.overview.worklists.rules import (
    ADDABLE,
    ME,
    MOST_ADDED,
    NOBODY,
    Order,
    Place,
    Sieve,
    Span,
    describe_sieve,
    read_place,
    read_sieve,
    write_place,
)
from permanence.service.tickets.actions.commitments import set_next_due
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.order import gravity_of
from tests.cast import World
from tests.service.incidents.leading import declare

LONDON = ZoneInfo("Europe/London")
FULL = Sieve(
    over="also",
    states=("open",),
    severities=(1, 2),
    levels=(3,),
    kinds=("question",),
    team=4,
    assignee=NOBODY,
    customer="water",
    service="fax",
    channels=("mail",),
    languages=("de", "fr"),
    promise="at_risk",
    opened_since=date(2026, 3, 1),
    word_until=date(2026, 3, 2),
    text="554",
    incident="in",
    incident_number=1042,
    contact="claire",
    plan="base-plus",
    last_word_by="desk",
    triaged="yes",
    watched="no",
    escalation="going",
    grounds=("help", "unsaid"),
    sources=("fault",),
    cause="cable",
    due_until=date(2026, 3, 9),
)


@pytest.fixture
def look(world: World) -> Look:
    return Look(Whose(world.messaging.pk, world.sam.pk), LONDON, world.at)


def views_in_rail(look: Look) -> list[Kept]:
    return count_kept(read_rail(look.whose, at=look.at)[1], look, afresh=True)


def sam_of(world: World) -> Actor:
    return world.sam.actor


def draft(name: str = "Faxes", *, is_shared: bool = False, sieve: Sieve = FULL) -> ViewDraft:
    return ViewDraft(name, is_shared=is_shared, sieve=sieve, order="due", hidden=("who",))


def keep(world: World, one: ViewDraft, view: SavedView | None = None) -> SavedView:
    return save_view(
        one,
        desk=world.messaging,
        owner=world.sam,
        by=sam_of(world),
        at=world.at,
        view=view,
    )


@pytest.mark.parametrize("sieve", [Sieve(), FULL])
def test_a_sieve_is_read_as_it_was_kept(sieve: Sieve) -> None:
    assert read_sieve(describe_sieve(sieve)) == sieve


def test_each_question_narrows_the_work(world: World, look: Look) -> None:
    plain, other = world.ticket(), world.ticket(world.stranger, subject="Login", language="de")
    with house():
        incident = declare(world)
        Ticket.objects.filter(pk=other.pk).update(
            state="open",
            severity=1,
            level=3,
            kind="account",
            team=world.experts,
            assignee=world.sam,
            service="portal",
            channel="call",
            opened_at=world.at - timedelta(days=9),
            last_word_at=world.at - timedelta(days=9),
            next_start_at=world.at - timedelta(hours=3),
            next_due_at=world.at + timedelta(hours=1),
            incident_near=incident.pk,
            order_at=world.at + timedelta(hours=1),
        )
        Ticket.objects.filter(pk=plain.pk).update(severity=4, level=1, incident=declare(world).pk)
        before = (world.at - timedelta(days=5)).date()
        only_other = [
            Sieve(states=("open",)),
            Sieve(severities=(1, 2)),
            Sieve(levels=(3,)),
            Sieve(kinds=("question", "account")),
            Sieve(team=world.experts.pk),
            Sieve(assignee=world.sam.pk),
            Sieve(assignee=ME),
            Sieve(service="portal"),
            Sieve(channels=("call", "fax")),
            Sieve(languages=("de",)),
            Sieve(promise="at_risk"),
            Sieve(opened_until=before),
            Sieve(word_until=before),
            Sieve(text="LOGIN"),
            Sieve(incident="near"),
            Sieve(incident="near", incident_number=incident.pk),
            Sieve(incident_number=incident.pk),
        ]
        only_plain = [
            Sieve(team=NOBODY),
            Sieve(assignee=NOBODY),
            Sieve(customer="brightwater"),
            Sieve(opened_since=before),
            Sieve(word_since=before),
            Sieve(incident="in"),
        ]

        for sieves, ticket in ((only_other, other), (only_plain, plain)):
            for sieve in sieves:
                rows = list_sieved(sieve, look, span=Span(), order="due").rows
                assert [row["pk"] for row in rows] == [ticket.pk], sieve
            assert count_sieved(sieves, look) == [1] * len(sieves)
        assert count_sieved([Sieve(), Sieve(promise="overdue")], look) == [2, 0]
        assert count_sieved([Sieve(incident="either")], look) == [2]
        assert count_sieved([replace(only_other[0], promise="none")], look) == [0]


def test_a_day_belongs_whole_to_a_span_by_the_clock_of_who_looks(world: World, look: Look) -> None:
    ticket = world.ticket()
    with house():
        late = world.at.replace(hour=23, minute=30)
        Ticket.objects.filter(pk=ticket.pk).update(opened_at=late.astimezone(UTC))
        tokyo = replace(look, zone=ZoneInfo("Asia/Tokyo"))
        until = Sieve(opened_until=late.date())

        assert count_sieved([until], look) == [1]
        assert count_sieved([until], tokyo) == [0]


def test_what_is_over_unasked_or_on_another_desk_is_never_let_through(
    world: World, look: Look
) -> None:
    done, elsewhere = world.ticket(), world.ticket(world.claire, desk=world.content)
    with house():
        Ticket.objects.filter(pk=done.pk).update(state="closed", ended=True)

        assert count_sieved([Sieve()], look) == [0]
        assert elsewhere.desk_id != look.whose.desk


def end_tickets(tickets: Sequence[Ticket], state: str, into: Ticket | None = None) -> None:
    """Let tickets be over."""
    for one in tickets:
        one.state, one.merged_into, one.ended = state, into, True
        set_next_due(one, [])
        one.save()


OVER = [
    (Sieve(), "ab"),
    (Sieve(over="also"), "abfedc"),
    (Sieve(over="only"), "fedc"),
    (Sieve(states=("closed",)), "fd"),
    (Sieve(states=("new", "resolved")), "abc"),
    (Sieve(states=("new",), over="also"), "ab"),
    (Sieve(states=("new", "closed"), over="only"), "fd"),
    (Sieve(over="also", promise="overdue"), ""),
    (Sieve(over="only", text="SECOND"), "d"),
]


def test_what_is_over_stands_behind_the_work_where_it_is_asked_for(
    world: World, look: Look
) -> None:
    subjects = ("Fax", "Fax", "Fax", "Fax, second", "Fax", "Fax")
    tickets = [world.ticket(subject=subject) for subject in subjects]
    letters = dict(zip([one.pk for one in tickets], "abcdef", strict=True))
    with house():
        end_tickets([tickets[2]], "resolved")
        end_tickets([tickets[3], tickets[5]], "closed")
        end_tickets([tickets[4]], "merged", into=tickets[0])

        for sieve, expected in OVER:
            for order in ("due", "severity"):
                rows = list_sieved(sieve, look, span=Span(), order=order).rows
                assert "".join(letters[row["pk"]] for row in rows) == expected, sieve
                numbers = numbers_of_sieve(sieve, look, order=order, most=9)
                assert "".join(letters[pk] for pk in numbers) == expected, sieve
            assert count_sieved([Sieve(), sieve], look) == [2, len(expected)]


@pytest.mark.parametrize("order", ["due", "severity"])
def test_pages_lead_from_the_work_to_what_is_over_and_back(
    world: World, look: Look, order: Order
) -> None:
    tickets = [world.ticket() for _ in range(7)]
    work, closed, resolved = tickets[:3], tickets[3:5], tickets[5:]
    with house():
        end_tickets(closed, "closed")
        end_tickets(resolved, "resolved")
        whole = [one.pk for one in (*work, *reversed(tickets[3:]))]
        sieve = Sieve(over="also")

        def turn(span: Span) -> Page:
            return list_sieved(sieve, look, span=replace(span, most=2), order=order)

        pages = [turn(Span())]
        while pages[-1].has_after:
            pages.append(turn(Span(after=place_of(pages[-1].rows[-1]))))
        back = [turn(Span(before=place_of(pages[-1].rows[0])))]
        while back[-1].has_before:
            back.append(turn(Span(before=place_of(back[-1].rows[0]))))

    assert [row["pk"] for page in pages for row in page.rows] == whole
    assert [row["pk"] for page in reversed(back) for row in page.rows] == whole[:6]


def place_of(row: Row) -> Place:
    """Return where a row stands, through the address that leads there."""
    gravity = gravity_of(row["severity"])
    place = read_place(write_place(row["order_at"], row["pk"], gravity, is_over=row["ended"]))
    assert place is not None
    return place


def test_each_page_of_what_is_over_walks_an_index(world: World, look: Look) -> None:
    tickets = [world.ticket() for _ in range(3)]
    with house(), connection.cursor() as cursor:
        end_tickets(tickets[1:], "closed")
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
        for lane, index in (
            (lanes_of_work(Sieve(over="also"), look)[0], "ticket_by_next_due"),
            (lanes_of_past(Sieve(states=("closed",)), look)[0], "ticket_ended"),
        ):
            order: Order = "newest" if index == "ticket_ended" else "due"
            plan = order_lane(lane, order, span=Span()).values("pk")[:50].explain()

            assert index in plan
            assert "Sort" not in plan


def test_a_view_with_what_is_over_is_not_counted_for_the_rail(world: World, look: Look) -> None:
    with house():
        keep(world, draft("Past", sieve=Sieve(states=("closed",))))
        keep(world, draft("Work", sieve=Sieve()))
        counts = {one.name: one.count for one in views_in_rail(look)}

    assert counts == {"Past": None, "Work": 0}


def test_pages_of_a_narrowed_list_follow_one_another(world: World, look: Look) -> None:
    tickets = [world.ticket(at=world.at + timedelta(seconds=number)) for number in range(3)]
    with house():
        first = list_sieved(Sieve(text="fax"), look, span=Span(most=2), order="severity")
        last = first.rows[-1]
        place = Place(last["order_at"], last["pk"], last["severity"])
        span = Span(after=place, most=2)
        second = list_sieved(Sieve(text="fax"), look, span=span, order="severity")

    seen = [row["pk"] for row in (*first.rows, *second.rows)]
    assert seen == [ticket.pk for ticket in tickets]
    assert (first.has_after, second.has_after) == (True, False)


def test_a_private_view_is_its_owners_and_a_shared_one_the_desks(world: World, look: Look) -> None:
    with house():
        keep(world, draft("Private"))
        keep(world, draft("Shared", is_shared=True))

        mine = views_in_rail(look)
        lenas = views_in_rail(Look(Whose(world.messaging.pk, world.lena.pk), LONDON, world.at))
        elsewhere = views_in_rail(Look(Whose(world.content.pk, world.sam.pk), LONDON, world.at))

    assert [one.name for one in mine] == ["Private", "Shared"]
    assert [one.name for one in lenas] == ["Shared"]
    assert elsewhere == []
    assert [one.count for one in mine] == [0, 0]


def test_a_view_changes_and_goes_by_its_owner_alone(world: World) -> None:
    with house():
        view = keep(world, draft(is_shared=True))
        changed = keep(world, draft("Fax lines", sieve=Sieve(text="line")), view)
        assert (changed.pk, changed.name, changed.sieve) == (
            view.pk,
            "Fax lines",
            {"text": "line"},
        )

        lena = world.lena.actor
        with pytest.raises(Refusal, match="Only who made"):
            save_view(
                draft(),
                desk=world.messaging,
                owner=world.lena,
                by=lena,
                at=world.at,
                view=view,
            )
        with pytest.raises(Refusal, match="Only who made"):
            drop_view(view, owner=world.lena, by=lena, at=world.at)
        drop_view(view, owner=world.sam, by=sam_of(world), at=world.at)

        assert not SavedView.objects.exists()
        acts = Act.objects.filter(act__startswith="view.").order_by("pk")
        assert [act.act for act in acts] == ["view.saved", "view.saved", "view.deleted"]


def test_a_name_stands_for_one_view(world: World) -> None:
    with house():
        keep(world, draft())
        with pytest.raises(Refusal, match="of this name already"):
            keep(world, draft())


def test_a_view_is_counted_again_after_ten_seconds(world: World, look: Look) -> None:
    with house():
        keep(world, draft(sieve=Sieve(text="fax")))
        assert [one.count for one in views_in_rail(look)] == [0]
    world.ticket()
    with house():
        assert [one.count for one in views_in_rail(look)] == [0]
        later = replace(look, at=look.at + timedelta(seconds=10))
        assert [one.count for one in views_in_rail(later)] == [1]


def test_a_page_waits_for_no_count(world: World, look: Look) -> None:
    kept = [(10**9, "Faxes", "2026-03-02T15:00:00+00:00")]
    with house(), CaptureQueriesContext(connection) as captured:
        found = count_kept(kept, look, afresh=False)

    assert [one.count for one in found] == [None]
    assert not captured.captured_queries


def test_more_columns_than_find_room_are_not_kept(world: World) -> None:
    wide = replace(draft(), added=ADDABLE[: MOST_ADDED + 1])

    with house(), pytest.raises(Refusal, match="at most 4"):
        keep(world, wide)
