"""Rules on events: what happens to a ticket sets them off, each once, in their order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.automation.actions.editing import delete_rule, switch_off
from permanence.overview.automation.actions.reading import read_journal
from permanence.overview.automation.models import Occasion, Place, Rule, Run
from permanence.overview.automation.rules.guard import FAILURES_ALLOWED, MOST_MAILS_A_DAY
from permanence.overview.automation.rules.instructions import Asked, Then, When
from permanence.overview.worklists.rules import Sieve
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, add_note, answer_ticket
from permanence.service.tickets.models import Commitment, Entry
from permanence.world.accounts.models import Team
from permanence.world.attention.models import Notice
from permanence.world.wording.actions import save_answer
from permanence.world.wording.rules import Wording
from tests.cast import World
from tests.overview.automation.writing import LENA, add_rule, let_rules_act, outcomes, read_ticket

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = When("opened")
NOTED = When("noted")
HELLO = {"en": "Hello {{ contact.name }}, we have it.", "fr": "Bonjour {{ contact.name }}."}


def add_hello(world: World, texts: dict[str, str] = HELLO) -> None:
    """Keep a canned answer that a rule may send."""
    with house():
        draft = Wording(key="hello", title="Hello", texts=texts)
        save_answer(world.messaging, draft, by=LENA, at=world.at)


def test_a_new_request_is_given_noted_and_told_of_by_the_rule(world: World) -> None:
    then = Then(
        team=world.experts.pk,
        assignee=world.sam.pk,
        note="It is about {{ subject }}.",
        watch=(world.lena.pk,),
        tell=(world.lena.pk,),
    )
    faxes = Asked(Sieve(text="fax"))
    rule = add_rule(world, OPENED, then, asked=faxes, name="Faxes to the experts")
    ticket, other = world.ticket(), world.ticket(subject="Mail is slow")

    let_rules_act()

    found = read_ticket(ticket)
    assert (found.team, found.assignee) == (world.experts, world.sam)
    assert read_ticket(other).team is None
    with house():
        note = Entry.objects.get(ticket=ticket, kind="note")
        assert (note.author, note.author_name) == (f"rule:{rule.pk}", "Faxes to the experts")
        assert note.text == "It is about Faxes come back with error 554."
        told = set(Notice.objects.values_list("specialist_id", "event"))
        acts = Act.objects.filter(subject=f"ticket:{ticket.pk}", act="ticket.rule")
        assert [one.facts for one in acts] == [{"rule": rule.pk, "event": "opened"}]
    sam, lena = world.sam.pk, world.lena.pk
    assert told == {(sam, "assigned"), (sam, "noted"), (lena, "rule")}
    assert outcomes(rule) == ["Faxes to the experts: done"]


def test_doing_it_all_again_does_nothing_twice(world: World) -> None:
    rule = add_rule(world, OPENED, Then(note="Once."))
    ticket = world.ticket()

    for _round in range(3):
        let_rules_act()
    with house():
        Place.objects.update(txid=1)  # as if the place had been lost
    let_rules_act()

    with house():
        assert Entry.objects.filter(ticket=ticket, kind="note").count() == 1
        assert Run.objects.filter(rule=rule).count() == 1


def test_what_happened_before_a_rule_was_switched_on_is_left_alone(world: World) -> None:
    earlier = world.ticket(at=world.at - timedelta(minutes=5))
    rule = add_rule(world, OPENED, Then(note="New."))
    off = add_rule(world, OPENED, Then(note="Never."), on=False)
    ticket = world.ticket()

    let_rules_act()

    with house():
        assert set(Run.objects.values_list("rule", "ticket")) == {(rule.pk, ticket.pk)}
        assert not Entry.objects.filter(ticket=earlier, kind="note").exists()
        switch_off(world.messaging, rule.pk, by=LENA, at=world.at)
    assert off.on_since is None
    world.ticket()
    let_rules_act()
    assert len(outcomes(rule)) == 1


def test_rules_have_their_turn_in_order_and_one_may_stop_the_rest(world: World) -> None:
    first = add_rule(world, OPENED, Then(team=world.experts.pk), name="A")
    asked = Asked(Sieve(team=world.experts.pk))
    second = add_rule(world, OPENED, Then(note="For experts."), asked=asked, name="B", stops=True)
    third = add_rule(world, OPENED, Then(note="Never."), name="C")
    world.ticket()

    let_rules_act()

    assert outcomes(first, second, third) == ["A: done", "B: done"]
    with house():
        assert not Occasion.objects.exists()


def test_two_rules_that_set_each_other_off_stop_by_themselves(world: World) -> None:
    ping = add_rule(world, NOTED, Then(team=world.experts.pk, note="Ping."), name="Ping")
    pong = add_rule(world, When("assigned"), Then(note="Pong."), name="Pong")
    ticket = world.ticket()
    with house():
        add_note(ticket, text="Look.", by=world.sam.actor, at=world.at)

    for _round in range(12):
        let_rules_act()

    told = outcomes(ping, pong)
    assert told.count("Ping: done") == 1
    assert told.count("Pong: done") == 1
    assert "Ping: held, again" in told
    with house():
        assert Entry.objects.filter(ticket=ticket, kind="note").count() == 3


def test_a_message_of_a_rule_is_automatic_and_meets_no_promise(world: World) -> None:
    add_hello(world)
    add_rule(world, OPENED, Then(answer="hello"), name="Greet")
    ticket = world.ticket(world.claire)

    let_rules_act()

    with house():
        mail = Message.objects.get(owner=f"ticket:{ticket.pk}", kind="notice")
        assert mail.language == "fr"
        assert "Bonjour Claire" in mail.text
        assert mail.headers["Auto-Submitted"] == "auto-generated"
        assert not Commitment.objects.filter(ticket=ticket, met_at__isnull=False).exists()
    found = read_ticket(ticket)
    assert (found.state, found.answered_at) == ("new", None)


def test_a_customer_is_not_written_to_without_bounds(world: World) -> None:
    add_hello(world)
    rule = add_rule(world, NOTED, Then(answer="hello"), name="Greet")
    ticket = world.ticket()

    for round_ in range(MOST_MAILS_A_DAY + 1):
        with house():
            add_note(ticket, text=f"Note {round_}", by=world.sam.actor, at=world.at)
        let_rules_act()

    assert outcomes(rule) == ["Greet: done"] * MOST_MAILS_A_DAY + ["Greet: held, mails"]


def test_what_a_rule_may_not_do_is_left_with_its_reason_and_all_of_it(world: World) -> None:
    add_hello(world, {"en": "Yours, {{ specialist.name }}"})
    rule = add_rule(world, OPENED, Then(note="Greeted.", answer="hello"), name="Greet")
    ticket = world.ticket()

    let_rules_act()

    assert outcomes(rule) == ["Greet: skipped, refused"]
    with house():
        assert not Entry.objects.filter(ticket=ticket, kind__in=["note", "notice"]).exists()
        assert "{left}" in Run.objects.get().reason["text"]


def test_what_is_so_already_is_not_done_again(world: World) -> None:
    rule = add_rule(world, NOTED, Then(team=world.experts.pk), name="Give")
    ticket = world.ticket()

    for _round in range(2):
        with house():
            add_note(ticket, text="Look.", by=world.sam.actor, at=world.at)
        let_rules_act()

    assert outcomes(rule) == ["Give: done", "Give: skipped, already"]


def test_a_rule_that_fails_again_and_again_is_switched_off_and_told_of(world: World) -> None:
    rule = add_rule(world, OPENED, Then(team=world.experts.pk), name="Give")
    other = add_rule(world, OPENED, Then(note="Still here."), name="Note")
    with house():
        Team.objects.filter(pk=world.experts.pk).update(retired_at=world.at)
        world.lena.roles.create(desk=world.messaging, role="administrator")

    for _ticket in range(FAILURES_ALLOWED + 1):
        world.ticket()
        let_rules_act()

    assert outcomes(rule) == ["Give: failed, broken"] * FAILURES_ALLOWED
    assert outcomes(other) == ["Note: done"] * (FAILURES_ALLOWED + 1)
    with house():
        found = Rule.objects.get(pk=rule.pk)
        assert found.on_since is None
        assert found.off_reason["text"] == "team"
        notice = Notice.objects.get(event="rule_off")
        assert (notice.specialist_id, notice.who) == (world.lena.pk, "Give")
        assert Act.objects.filter(act="rule.failed_off", subject=f"rule:{rule.pk}").exists()


def test_an_answer_of_a_person_sets_a_rule_off_and_promises_go_on_as_without_it(
    world: World,
) -> None:
    rule = add_rule(world, When("answered"), Then(snooze=24, reason="Answered."), name="Rest")
    ticket = world.ticket()
    with house():
        policy = policy_of_version(ticket.policy_version_id)
        answer = Answer("We look into it.")
        answer_ticket(ticket, answer, policy=policy, by=world.sam.actor, at=world.at)

    let_rules_act()

    assert outcomes(rule) == ["Rest: done"]
    assert read_ticket(ticket).snoozed_until is not None


def test_a_journal_that_nobody_listens_to_is_not_read(world: World) -> None:
    world.ticket()
    with house():
        assert read_journal() == 0
        assert not Place.objects.exists()
    rule = add_rule(world, OPENED, Then(note="New."))
    world.ticket()
    with house():
        delete_rule(world.messaging, rule.pk, by=LENA, at=world.at)
        assert read_journal() == 0


def test_a_database_that_counts_transactions_anew_passes_nothing_over(world: World) -> None:
    rule = add_rule(world, OPENED, Then(note="New."), name="Note")
    seen = world.ticket()
    let_rules_act()
    with house():
        last = Act.objects.order_by("-pk").values_list("pk", flat=True)[0]
        Place.objects.update(txid=2**60, last_act=last)
    missed = world.ticket()

    for _round in range(2):
        let_rules_act()

    assert outcomes(rule) == ["Note: done"] * 2
    with house():
        assert list(Run.objects.order_by("pk").values_list("ticket", flat=True)) == [
            seen.pk,
            missed.pk,
        ]
        assert Place.objects.get().txid < 2**60
