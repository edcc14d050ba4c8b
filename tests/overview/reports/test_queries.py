"""Figures of a month, and the promises behind each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import Q

from permanence.ground.lib.db import house, portal
from permanence.overview.reports.queries import (
    count_months,
    count_promises,
    list_pauses,
    list_promises,
    read_promises,
    read_service,
    zone_of_desk,
)
from permanence.overview.reports.rules import Line, Month, Question, Tally, sum_up
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.service.tickets.models import Commitment, StateSpan, Ticket
from tests.cast import World
from tests.overview.reports.march import MARCH, SAM, judge


def ask(world: World, month: Month = MARCH, **narrowed: object) -> Question:
    return Question(world.messaging.pk, month, **narrowed)  # type: ignore[arg-type]


def counted_by_hand(question: Question) -> Counter[tuple[str, str]]:
    """Return the verdicts of a desk's promises one by one."""
    found: Counter[tuple[str, str]] = Counter()
    for one in Commitment.objects.filter(
        Q(due_at__isnull=False) | Q(met_at__isnull=False),
        ticket__desk=question.desk,
        replaced_at=None,
    ):
        verdict = "late" if one.missed_at else "kept" if one.met_at else "running"
        found[one.promise, verdict] += 1
    return found


def test_the_figures_are_those_of_the_promises_one_by_one(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        question = ask(march)
        figures = count_promises(question, zone=zone)
        by_hand = counted_by_hand(question)
        listed = list(read_promises(question, zone=zone, most=1000))

    assert Counter((row.promise, row.verdict) for row in listed) == by_hand
    counted: Counter[tuple[str, str]] = Counter()
    for line in figures.promises:
        counted[str(line.key), "kept"] += line.tally.kept
        counted[str(line.key), "late"] += line.tally.late
        counted[str(line.key), "running"] += line.tally.running
    assert +counted == by_hand
    assert by_hand["response", "late"] == 1
    assert by_hand["response", "kept"] == 1
    assert by_hand["response", "running"] == 1


def test_every_table_sums_up_to_the_same(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        figures = count_promises(ask(march), zone=zone)
        months = count_months(ask(march), zone=zone)

    whole = sum_up(figures.whole)
    for table in (figures.promises, figures.severities, figures.levels, figures.customers):
        assert sum_up(table) == whole
    assert sum_up(line for month, line in months if month == MARCH) == whole
    assert figures.names == {march.brightwater.pk: "Brightwater Insurance"}


def test_a_report_narrows_to_a_customer_a_severity_and_a_promise(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        own = ask(march, organisation=march.brightwater.pk, severity=1, promise="response")
        others = ask(march, organisation=march.verdier.pk)
        lines = count_promises(own, zone=zone).whole
        page = list_promises(own, zone=zone)
        months = count_months(own, zone=zone)

        assert count_promises(others, zone=zone).whole == []
    assert [line.tally for line in lines] == [Tally(kept=1, late=1)]
    assert [(month, line.tally) for month, line in months] == [(MARCH, Tally(kept=1, late=1))]
    assert {row.customer for row in page.rows} == {"Brightwater Insurance"}
    assert {row.verdict for row in page.rows} == {"kept", "late"}


def test_each_verdict_has_its_list(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        tally = sum((one.tally for one in count_promises(ask(march), zone=zone).whole), Tally())
        for verdict in ("kept", "late", "running"):
            rows = list_promises(ask(march), verdict, zone=zone).rows

            assert len(rows) == getattr(tally, verdict)
            assert {row.verdict for row in rows} == {verdict}


def test_pages_of_a_list_hold_every_promise_once(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        whole = list_promises(ask(march), zone=zone)
        numbers, after = [], None
        while True:
            page = list_promises(ask(march), zone=zone, after=after, most=2)
            numbers += [row.number for row in page.rows]
            if (after := page.next) is None:
                break

    assert numbers == [row.number for row in whole.rows]
    due = [row.due_at or row.met_at for row in whole.rows]
    assert due == sorted(filter(None, due), reverse=True)


def test_a_promise_that_another_replaced_is_not_counted(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        replaced = Commitment.objects.filter(
            ticket__desk=march.messaging, replaced_at__isnull=False
        )

        assert replaced.exists()
        listed = {row.number for row in list_promises(ask(march), zone=zone).rows}
        assert not listed & set(replaced.values_list("pk", flat=True))


def test_what_was_kept_while_its_clock_stood_still_counts_as_kept(march: World) -> None:
    ticket = march.ticket(march.ada)
    judge(march, ticket, severity=2, minutes=5)
    policy = policy_of_version(ticket.policy_version_id)
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        for minutes, then in ((10, "wait"), (20, "resolve")):
            at = march.at + timedelta(minutes=minutes)
            answer = Answer("Please look.", then=then)  # type: ignore[arg-type]
            answer_ticket(ticket, answer, policy=policy, by=SAM, at=at)
        rows = list_promises(ask(march, promise="resolution"), "kept", zone=zone).rows
        own = [row for row in rows if row.reference == ticket.reference]

    assert [(row.verdict, row.due_at) for row in own] == [("kept", None)]


def test_another_month_is_empty(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)

        assert count_promises(ask(march, Month(2026, 1)), zone=zone).whole == []
        assert list_promises(ask(march, Month(2026, 1)), zone=zone).rows == []


def test_a_month_begins_at_midnight_where_the_desk_is_at_home(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("content", at=march.at)
        row = Commitment.objects.filter(
            ticket__desk=march.content, replaced_at=None, due_at__isnull=False
        ).latest("pk")
        Commitment.objects.filter(pk=row.pk).update(due_at=Month(2026, 4).begins(zone))
        march_rows, april_rows = (
            list_promises(Question(march.content.pk, month), zone=zone).rows
            for month in (MARCH, Month(2026, 4))
        )

    assert row.pk not in {one.number for one in march_rows}
    assert row.pk in {one.number for one in april_rows}


def test_customers_are_told_only_what_is_published(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        Commitment.objects.filter(promise="triage").update(is_published=False)
        told = count_promises(ask(march, told=True), zone=zone)
        everything = count_promises(ask(march), zone=zone)

    assert "own" in {line.kind for line in everything.whole}
    assert "own" not in {line.kind for line in told.whole}
    assert "triage" not in {line.key for line in told.promises}


def test_an_organisation_reads_no_promise_of_another(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        expected = count_promises(ask(march, organisation=march.brightwater.pk), zone=zone)
    with portal(organisation=march.brightwater.pk, contact=march.ada.pk):
        own = count_promises(ask(march), zone=zone)
        rows = list_promises(ask(march), zone=zone).rows
        service = read_service(
            march.brightwater.pk, desk=march.messaging.pk, month=MARCH, zone=zone
        )
        foreign = read_service(march.verdier.pk, desk=march.content.pk, month=MARCH, zone=zone)
        pauses = list_pauses(march.verdier.pk, desk=march.content.pk, month=MARCH, zone=zone)
    with portal(organisation=march.verdier.pk, contact=march.claire.pk):
        strangers = count_promises(ask(march), zone=zone)

    assert sum_up(own.whole) == sum_up(expected.whole)
    assert {row.customer for row in rows} == {"Brightwater Insurance"}
    assert service.opened == 2
    assert (foreign.opened, foreign.open, foreign.first_at, pauses) == (0, 0, None, [])
    assert strangers.whole == []


def test_a_month_of_service_tells_what_came_went_and_waited(march: World) -> None:
    ticket = march.ticket(march.ada)
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        StateSpan.objects.filter(ticket=ticket, to_at=None).update(
            state="waiting_customer", reason="We need the job number."
        )
        first_at = (
            Ticket.objects.filter(organisation=march.brightwater, desk=march.messaging)
            .earliest("opened_at")
            .opened_at
        )
        told, before = (
            (
                read_service(march.brightwater.pk, desk=march.messaging.pk, month=month, zone=zone),
                list_pauses(march.brightwater.pk, desk=march.messaging.pk, month=month, zone=zone),
            )
            for month in (MARCH, Month(2026, 2))
        )

    service, pauses = told
    assert (service.opened, service.resolved, service.open) == (3, 0, 3)
    assert [(one.reference, one.reason) for one in pauses] == [
        (ticket.reference, "We need the job number.")
    ]
    assert (before[0].opened, before[0].open, before[1]) == (0, 0, [])
    assert service.first_at == before[0].first_at == first_at


def test_a_reason_stands_with_its_promise(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        late = list_promises(ask(march, promise="response"), "late", zone=zone).rows[0]
        commitment = Commitment.objects.get(pk=late.number)
        explain_lateness(commitment, "  A line was cut. ", by=SAM, at=march.at)
        explained = list_promises(ask(march, promise="response"), "late", zone=zone).rows[0]

    assert (late.reason, explained.reason, explained.reason_by) == (
        "",
        "A line was cut.",
        "Sam Okoro",
    )


def test_lines_name_their_kind(march: World) -> None:
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        figures = count_promises(ask(march, kind="guarantee"), zone=zone)

    assert {line.kind for line in figures.whole} == {"guarantee"}
    assert all(isinstance(line, Line) for line in figures.promises)
