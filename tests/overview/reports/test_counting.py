"""Months that were counted before give the figures that counting now gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house, staff
from permanence.overview.reports.actions import count_month, count_next_month, counting
from permanence.overview.reports.jobs import count_large_months
from permanence.overview.reports.models import Cell, Count
from permanence.overview.reports.queries import (
    Counts,
    Customer,
    count_months,
    count_promises,
    count_served,
    find_counts,
    list_promises,
    page_customers,
    zone_of_desk,
)
from permanence.overview.reports.rules import (
    KINDS,
    OFTEN,
    SELDOM,
    VERDICTS,
    Line,
    Month,
    Question,
    choose_month,
    months_until,
    verdict_of,
)
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.accounts.models import Organisation
from tests.cast import World
from tests.overview.reports.march import MARCH, judge

ZONE = ZoneInfo("Europe/Paris")
APRIL = MARCH.plus(1)
NATURES = ("guarantee", "target")
WRITTEN = """
select id, xmin::text from reports_cell
union all select -id, xmin::text from reports_ranking order by 1
"""


@pytest.fixture
def scattered(march: World) -> Iterator[World]:
    """Promises of many sorts, spread over three months and four customers, drawn by lot."""
    chance = Random(7)
    for number in range(12):
        ticket = march.ticket(march.ada, subject=f"Page {number} is blank")
        if number % 2:
            judge(march, ticket, severity=2, minutes=5)
    with house():
        desk = march.messaging
        others = [Organisation.objects.create(name=name) for name in ("Zeta", "alpha")]
        owners = [march.brightwater.pk, march.verdier.pk, *(one.pk for one in others), None]
        for ticket in Ticket.objects.all():
            if ticket.severity is not None:
                ticket.severity, ticket.level = chance.choice([1, 2]), chance.choice([1, 2])
                ticket.save(update_fields=["severity", "level"])
            ticket.organisation_id = chance.choice(owners)
            ticket.save(update_fields=["organisation"])
            ticket.commitments.update(organisation_id=ticket.organisation_id)
        for row in Commitment.objects.filter(desk_id=desk.pk, replaced_at=None):
            scatter(row, chance, at=march.at)
        yield march


def scatter(row: Commitment, chance: Random, *, at: datetime) -> None:
    """Give a promise a kind, a verdict and a month by lot."""
    due = at + timedelta(days=chance.randrange(-25, 40))
    verdict = chance.choice(["kept", "late", "running"])
    Commitment.objects.filter(pk=row.pk).update(
        nature=chance.choice(NATURES),
        is_published=chance.random() < 0.7,
        due_at=due,
        met_at=due if verdict == "kept" else None,
        missed_at=due if verdict == "late" else None,
    )


def keep(world: World, *months: Month) -> tuple[tzinfo, Counts]:
    """Count months, and return the zone of the desk and what is kept."""
    _policy, zone = zone_of_desk("messaging", at=world.at)
    for month in months:
        count_month(world.messaging.pk, month, zone=zone, at=world.at)
    return zone, find_counts(world.messaging.pk, months_until(APRIL), zone=zone)


def narrowings(world: World) -> Iterator[Question]:
    """Yield questions narrowed in every way."""
    sides = product(
        (None, world.brightwater.pk, world.verdier.pk),
        (None, 1),
        (None, 2),
        ("", "response"),
        ("", *KINDS),
        (False, True),
    )
    for organisation, severity, level, promise, kind, told in sides:
        yield Question(
            world.messaging.pk,
            MARCH,
            organisation=organisation,
            severity=severity,
            level=level,
            promise=promise,
            kind=kind,
            told=told,
        )


def is_behind(row: Commitment, question: Question, verdict: str) -> bool:
    """Say whether a promise is one of those that a question is about."""
    kind = row.nature if row.is_published else "own"
    found = verdict_of(met_at=row.met_at, missed_at=row.missed_at)
    return (
        verdict in ("", found)
        and question.promise in ("", row.promise)
        and question.kind in ("", kind)
        and not (question.told and kind == "own")
        and question.organisation in (None, row.ticket.organisation_id)
        and question.severity in (None, row.ticket.severity)
        and question.level in (None, row.ticket.level)
    )


def in_order(lines: list[Line]) -> list[str]:
    return sorted(map(repr, lines))


def written() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return list(cursor.fetchall())


def test_kept_figures_are_those_counted_now_however_they_are_narrowed(scattered: World) -> None:
    zone, counts = keep(scattered, MARCH)

    assert set(counts) == {MARCH}
    for question in narrowings(scattered):
        kept = count_promises(question, zone=zone, counts=counts)
        live = count_promises(question, zone=zone)
        for table in ("whole", "promises", "severities", "levels", "customers"):
            assert in_order(getattr(kept, table)) == in_order(getattr(live, table)), question
        assert (list(kept.names.items()), kept.many) == (list(live.names.items()), live.many)


def test_the_first_customers_are_kept_for_every_narrowing(scattered: World) -> None:
    zone, counts = keep(scattered, MARCH)

    for question, most in product(narrowings(scattered), (1, 2)):
        kept = count_promises(question, zone=zone, counts=counts, most=most)
        live = count_promises(question, zone=zone, most=most)
        assert (list(kept.names.items()), kept.many) == (list(live.names.items()), live.many)
        named = [
            [line for line in one.customers if line.key is None or line.key in one.names]
            for one in (kept, live)
        ]
        assert in_order(named[0]) == in_order(named[1]), question
        assert in_order(list(kept.whole)) == in_order(list(live.whole)), question


def test_lists_hold_the_promises_behind_every_figure(scattered: World) -> None:
    zone, _counts = keep(scattered, MARCH)
    begins, ends = MARCH.begins(zone), APRIL.begins(zone)
    rows = list(
        Commitment.objects.filter(
            desk_id=scattered.messaging.pk, replaced_at=None, due_at__gte=begins, due_at__lt=ends
        ).select_related("ticket")
    )
    for question, verdict in product(narrowings(scattered), ("", *VERDICTS)):
        expected = {row.pk for row in rows if is_behind(row, question, verdict)}
        listed, after = [], None
        while True:
            page = list_promises(question, verdict, zone=zone, after=after, most=3)
            listed += page.rows
            if (after := page.next) is None:
                break

        assert {row.number for row in listed} == expected, (question, verdict)
        assert len(listed) == len(expected)
        due = [row.due_at for row in listed if row.due_at]
        assert due == sorted(due, reverse=True)


def test_a_customer_is_served_as_its_figures_say(scattered: World) -> None:
    zone, _counts = keep(scattered)
    for asked in narrowings(scattered):
        question = replace(asked, month=APRIL)
        promises, months = count_served(question, zone=zone)

        figures = count_promises(question, zone=zone)
        assert in_order(promises) == in_order(list(figures.promises)), question
        trend = count_months(question, zone=zone)
        assert sorted(map(repr, months)) == sorted(map(repr, trend)), question


def test_a_year_is_the_same_whichever_of_its_months_are_kept(scattered: World) -> None:
    for months in ((MARCH,), (MARCH.plus(-1), MARCH), (MARCH, APRIL)):
        zone, counts = keep(scattered, *months)
        for question in narrowings(scattered):
            asked = replace(question, month=APRIL)
            kept = sorted(map(repr, count_months(asked, zone=zone, counts=counts)))

            assert kept == sorted(map(repr, count_months(asked, zone=zone))), asked


def test_pages_of_customers_name_each_once_by_name(scattered: World) -> None:
    zone, counts = keep(scattered, MARCH)
    whole = Question(scattered.messaging.pk, MARCH)
    told = [whole, replace(whole, severity=1), replace(whole, level=2, promise="response")]
    for question, source in product(told, (None, counts)):
        expected = count_promises(question, zone=zone)
        names: dict[int, str] = {}
        lines: list[Line] = []
        after: Customer | None = None
        while True:
            page = page_customers(question, zone=zone, counts=source, after=after, most=1)
            names |= page.names
            lines += page.lines
            if (after := page.next) is None:
                break

        assert list(names.values()) == sorted(expected.names.values(), key=str.lower)
        assert in_order(lines) == in_order([one for one in expected.customers if one.key])


def test_the_customers_with_the_most_promises_late_come_first(scattered: World) -> None:
    zone, counts = keep(scattered, MARCH)
    question = Question(scattered.messaging.pk, MARCH)
    whole = count_promises(question, zone=zone, counts=counts)
    late = dict.fromkeys(whole.names, 0)
    for line in whole.customers:
        if line.key is not None:
            late[int(line.key)] += line.tally.late

    first = count_promises(question, zone=zone, counts=counts, most=1)

    assert list(late.values()) == sorted(late.values(), reverse=True)
    assert list(first.names) == list(whole.names)[:1]
    assert first.many == len(whole.names) > 1


def test_what_is_counted_again_is_written_only_where_it_changed(scattered: World) -> None:
    zone, counts = keep(scattered, MARCH)
    before = written()

    keep(scattered, MARCH)
    assert written() == before

    question = Question(scattered.messaging.pk, MARCH)
    begins, ends = MARCH.begins(zone), APRIL.begins(zone)
    due = Commitment.objects.filter(
        desk_id=scattered.messaging.pk, replaced_at=None, due_at__gte=begins, due_at__lt=ends
    )
    due.filter(pk=due.order_by("pk")[0].pk).update(due_at=ends)
    keep(scattered, MARCH)

    kept = count_promises(question, zone=zone, counts=counts)
    assert in_order(list(kept.whole)) == in_order(list(count_promises(question, zone=zone).whole))
    assert 0 < len(set(before) & set(written())) < len(before)


def test_months_near_now_are_counted_often_and_others_once_a_day() -> None:
    at = MARCH.begins(ZONE)
    months = months_until(MARCH, 3)
    counted = dict.fromkeys(months, at)

    assert choose_month(months, {}, at=at) == MARCH
    assert choose_month(months, counted, at=at) is None
    assert choose_month(months, counted, at=at + OFTEN) == MARCH
    later = counted | {MARCH: at + OFTEN}
    assert choose_month(months, later, at=at + OFTEN) == MARCH.plus(-1)
    nearly = dict.fromkeys(months[1:], at + SELDOM) | {months[0]: at}
    assert choose_month(months, nearly, at=at + SELDOM - OFTEN) is None
    assert choose_month(months, nearly, at=at + SELDOM) == months[0]


def test_only_large_desks_are_counted_beforehand(
    march: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house():
        assert not count_next_month(march.messaging, at=march.at)
        assert not Count.objects.exists()

        monkeypatch.setattr(counting, "LARGE", 1)
        assert count_next_month(march.messaging, at=march.at)
        assert Cell.objects.exists()
        Count.objects.update(begins_at=march.at, ends_at=march.at)
        assert count_next_month(march.messaging, at=march.at)
        assert not Count.objects.filter(begins_at=march.at).exists()

        monkeypatch.undo()
        assert not count_next_month(march.messaging, at=march.at + OFTEN)
        assert not Count.objects.exists()
        assert not Cell.objects.exists()


def test_the_job_counts_a_few_months_at_a_time_until_none_is_due(
    march: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LARGE", 1)

    rounds = [count_large_months() for _round in range(9)]

    assert rounds[-1] == 0


def test_who_reads_less_than_the_house_sees_nothing_kept(march: World) -> None:
    with house():
        zone, counts = keep(march, MARCH)
        assert counts
    with staff(reader=march.sam.user_id, at=march.at):
        assert find_counts(march.messaging.pk, [MARCH], zone=zone) == {}
        assert not Cell.objects.exists()


def test_reading_takes_as_many_statements_however_much_is_kept(scattered: World) -> None:
    zone, counts = keep(scattered, *months_until(APRIL))
    for question in narrowings(scattered):
        with CaptureQueriesContext(connection) as asked:
            count_promises(question, zone=zone, counts=counts, most=3)
            count_months(replace(question, month=APRIL), zone=zone, counts=counts)

        assert len(asked) == 2
