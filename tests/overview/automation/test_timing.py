"""Rules on time act once on each ticket whose time has come; rules are tried on what is past."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.automation.jobs import carry_out_rules
from permanence.overview.automation.models import Occasion, Rule, Run
from permanence.overview.automation.queries.facts import facts_of
from permanence.overview.automation.queries.trial import Span, Trial, try_rule
from permanence.overview.automation.rules.foreseeing import Namer
from permanence.overview.automation.rules.instructions import Asked, Then, When
from permanence.overview.worklists.queries import Look
from permanence.overview.worklists.queries.lists import Whose
from permanence.overview.worklists.queries.sifting import sift_tickets
from permanence.overview.worklists.rules import NOBODY, Sieve, lets_through
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, answer_ticket, resolve_ticket
from permanence.service.tickets.actions.triaging import Judgement, assign_ticket, triage_ticket
from permanence.service.tickets.models import Commitment, Entry, Snooze, StateSpan, Ticket
from permanence.world.attention.models import Notice, Watch
from tests.cast import World
from tests.overview.automation.writing import add_rule, outcomes, read_ticket

NAMER = Namer(
    team=lambda number: f"team {number}" if number else "",
    person=lambda number: f"person {number}" if number else "",
    answer=lambda key: key,
)
KEPT = (Act, Commitment, Entry, Message, Notice, Occasion, Run, Snooze, StateSpan, Ticket, Watch)


def answer(world: World, ticket: Ticket, *, then: str = "") -> None:
    with house():
        policy = policy_of_version(ticket.policy_version_id)
        said = Answer("We are looking into it.", then=then)  # type: ignore[arg-type]
        answer_ticket(ticket, said, policy=policy, by=world.sam.actor, at=world.at)


def test_a_rule_acts_once_so_long_after_it_was_received(world: World) -> None:
    earlier = world.ticket(at=world.at - timedelta(hours=5))
    rule = add_rule(world, When(since="opened", hours=4), Then(note="Still here."), name="Old")
    ticket, assigned = world.ticket(), world.ticket()

    world.pass_time(hours=3, minutes=59)
    carry_out_rules()
    assert outcomes(rule) == []
    with house():
        assign_ticket(assigned, team=None, assignee=world.sam, by=world.sam.actor, at=world.at)
        Rule.objects.filter(pk=rule.pk).update(says=rule.says | {"if": {"sieve": {"assignee": 0}}})
    world.pass_time(days=2)  # the program was stopped meanwhile
    for _round in range(3):
        carry_out_rules()
        world.pass_time(minutes=1)

    assert outcomes(rule) == ["Old: done"]
    with house():
        assert Run.objects.get().ticket_id == ticket.pk
        assert not Run.objects.filter(ticket=earlier).exists()
        assert not Occasion.objects.exists()


def test_what_waits_for_its_customer_is_called_for_and_then_resolved(world: World) -> None:
    waiting = Asked(Sieve(states=("waiting_customer",)))
    tell = add_rule(
        world, When(since="answer", hours=24), Then(tells_owner=True, note="Silent."),
        asked=waiting, name="Remind",
    )  # fmt: skip
    end = add_rule(
        world, When(since="answer", hours=72), Then(end="resolve"), asked=waiting, name="End"
    )
    close = add_rule(world, When(since="resolved", hours=48), Then(end="close"), name="Close")
    silent, talking = world.ticket(), world.ticket()
    for one in (silent, talking):
        answer(world, one, then="wait")

    world.pass_time(hours=25)
    carry_out_rules()
    assert outcomes(tell) == ["Remind: done"] * 2
    answer(world, talking)
    world.pass_time(hours=48)
    carry_out_rules()

    assert outcomes(end) == ["End: done"]
    assert read_ticket(silent).state == "resolved"
    assert read_ticket(talking).state == "waiting_customer"
    world.pass_time(hours=49)
    for _round in range(2):
        carry_out_rules()
    assert outcomes(close) == ["Close: done"]
    assert read_ticket(silent).state == "closed"


@pytest.mark.parametrize(
    ("when", "hours"),
    [
        (When(since="due", hours=1), 0),
        (When(since="customer", hours=2), 2.5),
        (When(since="state", hours=2), 2.5),
        (When(since="opened", hours=4, is_working=True), 100),
    ],
)
def test_each_kind_of_time_comes(world: World, when: When, hours: float) -> None:
    rule = add_rule(world, when, Then(note="Now."), name="Now")
    ticket = world.ticket()
    with house():
        due = Ticket.objects.get(pk=ticket.pk).next_due_at
        if when.since == "due" and due:
            hours = (due - world.at).total_seconds() / 3600 - 0.9
            Rule.objects.update(reached_at=due - timedelta(hours=2))

    world.pass_time(hours=max(hours, 0.01))
    carry_out_rules()

    assert outcomes(rule) == ["Now: done"]


def try_it(world: World, rule: Rule, *, days: int = 30) -> Trial:
    with house():
        span = Span(world.at - timedelta(days=days))
        return try_rule(rule, span, namer=NAMER, at=world.at + timedelta(hours=1))


def count_rows() -> list[int]:
    with house():
        return [model.objects.count() for model in KEPT]  # type: ignore[attr-defined]


def test_a_trial_tells_what_would_have_been_done_and_changes_nothing(world: World) -> None:
    asked = Asked(Sieve(states=("new",), team=NOBODY, text="fax"), words=("error 554",))
    then = Then(team=world.experts.pk, note="Look.", tell=(world.lena.pk,))
    rule = add_rule(world, When("opened"), then, asked=asked, on=False)
    over, other = world.ticket(), world.ticket(subject="Mail is slow")
    world.pass_time(minutes=5)
    answer(world, over)
    with house():
        resolve_ticket(over, by=world.sam.actor, at=world.at)
        before = Ticket.objects.values().get(pk=over.pk)
    counts = count_rows()

    trial = try_it(world, rule)

    assert (trial.looked, trial.events, trial.last) == (2, 2, None)
    assert [one.ticket.pk for one in trial.touched] == [over.pk]
    assert [one["deed"] for one in trial.touched[0].foreseen.did] == ["team", "note", "tell"]
    assert count_rows() == counts
    with house():
        assert Ticket.objects.values().get(pk=over.pk) == before
    assert other.pk not in [one.ticket.pk for one in trial.touched]


def test_a_trial_on_time_finds_what_the_rule_would_have_found(world: World) -> None:
    rule = add_rule(world, When(since="opened", hours=4), Then(note="Old."), name="Old")
    asked = Asked(Sieve(severities=(2,)))
    judged = add_rule(
        world, When(since="opened", hours=4), Then(note="Old."), asked=asked, name="Judged"
    )
    tickets = [world.ticket() for _number in range(3)]
    with house():
        policy = policy_of_version(tickets[0].policy_version_id)
        judgement = Judgement(level=1, severity=2, team=None, assignee=None)
        triage_ticket(tickets[1], judgement, policy=policy, by=world.sam.actor, at=world.at)
    world.pass_time(hours=5)
    carry_out_rules()

    for one in (rule, judged):
        with house():
            ran = set(Run.objects.filter(rule=one).values_list("ticket_id", flat=True))
        assert {touched.ticket.pk for touched in try_it(world, one).touched} == ran
        assert ran


def test_a_rule_and_a_view_let_the_same_tickets_through(world: World) -> None:
    tickets = [world.ticket(), world.ticket(world.claire, subject="Élan: STRASSE"), world.ticket()]
    with house():
        by = world.sam.actor
        policy = policy_of_version(tickets[0].policy_version_id)
        judgement = Judgement(level=1, severity=2, team=world.experts, assignee=world.sam)
        triage_ticket(tickets[0], judgement, policy=policy, by=by, at=world.at)
        day = world.at.date()
        sieves = [
            Sieve(),
            Sieve(states=("new",)),
            Sieve(severities=(2, 3), levels=(1,)),
            Sieve(team=NOBODY),
            Sieve(team=world.experts.pk, assignee=world.sam.pk),
            Sieve(customer="verd"),
            Sieve(text="élan"),
            Sieve(languages=("fr",), channels=("mail",)),
            Sieve(promise="none"),
            Sieve(promise="at_risk"),
            Sieve(promise="overdue"),
            Sieve(opened_since=day, opened_until=day),
            Sieve(word_until=day - timedelta(days=1)),
        ]
        zone = ZoneInfo("Europe/Paris")
        rows = list(Ticket.objects.select_related("organisation"))
        for at in (world.at, world.at + timedelta(hours=3), world.at + timedelta(days=9)):
            look = Look(Whose(world.messaging.pk, world.sam.pk), zone, at)
            for sieve in sieves:
                told = set(sift_tickets(sieve, look).values_list("pk", flat=True))
                found = {
                    row.pk for row in rows if lets_through(sieve, facts_of(row), at=at, zone=zone)
                }
                assert found == told, sieve
