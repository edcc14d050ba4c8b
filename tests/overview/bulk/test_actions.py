"""Doing one thing to many tickets: tried first, then done, each ticket by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.overview.bulk.actions import (
    ask_bulk,
    begin_bulk,
    choose_tickets,
    put_back,
    stop_bulk,
)
from permanence.overview.bulk.jobs import carry_out_bulks, forget_old_bulks
from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.queries import progress_of, reasons_of, samples_of, sum_up
from permanence.overview.bulk.rules import NOBODY, Wish
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions import (
    declare_incident,
    join_tickets,
    resolve_incident,
)
from permanence.service.incidents.models import Event, Joining
from permanence.service.tickets.actions import Answer, answer_ticket
from permanence.service.tickets.models import Draft, Entry, Ticket
from permanence.world.accounts.models import StaffRole
from permanence.world.wording.actions import save_answer, save_macro
from permanence.world.wording.rules import Steps, Wording
from tests.cast import World
from tests.service.incidents.leading import declare, new_incident


def choose(world: World, tickets: list[Ticket], wish: Wish) -> Bulk:
    """Return an act of Sam on these tickets that was looked at."""
    with house():
        numbers = [one.pk for one in tickets]
        bulk = choose_tickets(numbers, desk=world.messaging, by=world.sam, question={}, at=world.at)
        ask_bulk(bulk, wish, at=world.at)
    carry_out_bulks()
    return read(bulk)


def carry_out(world: World, bulk: Bulk) -> Bulk:
    """Begin an act that was looked at, and let the workers do it."""
    with house():
        assert bulk.asked_at is not None
        begin_bulk(bulk, seen=bulk.asked_at, by=world.sam.actor, at=world.at)
    carry_out_bulks()
    return read(bulk)


def read(bulk: Bulk) -> Bulk:
    with house():
        return Bulk.objects.select_related("desk", "owner").get(pk=bulk.pk)


def outcomes(bulk: Bulk) -> list[str]:
    with house():
        rows = BulkRow.objects.filter(bulk=bulk).order_by("place")
        return [row.outcome + (f": {row.reason['code']}" if row.reason else "") for row in rows]


def facts(ticket: Ticket, *names: str) -> Any:
    with house():
        return Ticket.objects.values_list(*names).get(pk=ticket.pk)


def answered(world: World, ticket: Ticket) -> Ticket:
    """Return a ticket that Sam has answered."""
    with house():
        answer_ticket(
            ticket,
            Answer("We are looking into it."),
            policy=policy_of_version(ticket.policy_version_id),
            by=world.sam.actor,
            at=world.at,
        )
        return Ticket.objects.get(pk=ticket.pk)


def test_tickets_are_given_away_and_each_says_so(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    bulk = choose(world, tickets, Wish(team=world.experts.pk, assignee=world.lena.pk))
    assert [facts(one, "team", "assignee") for one in tickets] == [(None, None)] * 2

    bulk = carry_out(world, bulk)

    assert bulk.ended_at is not None
    assert outcomes(bulk) == ["done", "done"]
    assert facts(tickets[1], "team", "assignee") == (world.experts.pk, world.lena.pk)
    with house():
        acts = Act.objects.filter(subject=f"ticket:{tickets[0].pk}", act="ticket.bulk")
        assert acts.get().facts == {"bulk": bulk.pk, "count": 2}
        assert acts.get().actor_name == "Sam Okoro"


def test_a_preview_says_what_would_happen_and_changes_nothing(world: World) -> None:
    tickets = [answered(world, world.ticket()), world.ticket()]

    bulk = choose(world, tickets, Wish(then="waiting_third_party", reason="The carrier is asked."))

    with house():
        found = sum_up(bulk)
        assert found.changed == 2
        assert (("state", "open", "waiting_third_party"), 1) in found.changes
        assert found.mails == [(("en",), 2)]
        assert "The carrier is asked." in samples_of(bulk)[0][1]
        assert not Message.objects.filter(kind="notice").exists()
        assert progress_of(bulk).looked == 2
    assert facts(tickets[1], "state") == ("new",)


def test_promises_that_would_be_met_are_told(world: World) -> None:
    ticket = answered(world, world.ticket())

    bulk = choose(world, [ticket], Wish(then="resolve"))

    with house():
        told = [line for line, _count in sum_up(bulk).promises]
    assert ("resolution", "met") in told


def test_what_cannot_be_done_is_skipped_with_its_reason(world: World) -> None:
    open_one, mine, fresh = world.ticket(), world.ticket(), world.ticket()
    other = world.ticket(world.claire, desk=world.content)
    for one in (open_one, mine):
        answered(world, one)
    with house():
        Draft.objects.create(
            ticket=mine, specialist=world.lena, kind="reply", text="I", begun_at=world.at,
            kept_at=world.at,
        )  # fmt: skip

    bulk = choose(world, [open_one, mine, fresh, other], Wish(then="resolve"))
    with house():
        assert {line[0] for line, _count in sum_up(bulk).reasons} == {
            "writing",
            "unanswered",
            "desk",
        }
    bulk = carry_out(world, bulk)

    assert outcomes(bulk) == ["done", "skipped: writing", "skipped: unanswered", "skipped: desk"]
    assert facts(mine, "state") == ("open",)


def test_the_refusal_of_a_rule_is_kept_for_every_language(world: World) -> None:
    ticket = world.ticket()

    bulk = choose(world, [ticket], Wish(severity=9, reason="graver"))

    with house():
        (line, count), *_ = sum_up(bulk).reasons
    assert count == 1
    assert line == ("refused", "The policy has no severity {severity}.")


def test_what_is_so_already_is_left_alone(world: World) -> None:
    ticket = world.ticket()
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(team=world.experts)

    bulk = carry_out(world, choose(world, [ticket], Wish(team=world.experts.pk)))

    assert outcomes(bulk) == ["skipped: already"]


def test_rights_count_when_a_ticket_has_its_turn(world: World) -> None:
    ticket = world.ticket()
    bulk = choose(world, [ticket], Wish(team=world.experts.pk))
    with house():
        StaffRole.objects.filter(specialist=world.sam).update(role="auditor")

    bulk = carry_out(world, bulk)

    assert outcomes(bulk) == ["skipped: right"]
    assert facts(ticket, "team") == (None,)


def test_an_act_that_was_stopped_leaves_the_rest_alone(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    bulk = choose(world, tickets, Wish(team=world.experts.pk))
    with house():
        begin_bulk(bulk, seen=bulk.asked_at or world.at, by=world.sam.actor, at=world.at)
        stop_bulk(bulk, by=world.sam.actor, at=world.at)
        with pytest.raises(Refusal):
            stop_bulk(bulk, by=world.sam.actor, at=world.at)

    carry_out_bulks()

    assert outcomes(bulk) == ["left", "left"]
    assert facts(tickets[0], "team") == (None,)


def test_nothing_is_done_twice(world: World) -> None:
    ticket = world.ticket()
    bulk = carry_out(world, choose(world, [ticket], Wish(note="Part of the outage of Monday.")))

    assert carry_out_bulks() == 0

    with house():
        assert Entry.objects.filter(ticket=ticket, kind="note").count() == 1
        with pytest.raises(Refusal):
            begin_bulk(bulk, seen=bulk.asked_at or world.at, by=world.sam.actor, at=world.at)


def test_an_act_begins_only_as_it_was_seen(world: World) -> None:
    ticket = world.ticket()
    bulk = choose(world, [ticket], Wish(team=world.experts.pk))
    seen = bulk.asked_at or world.at
    with house():
        ask_bulk(bulk, Wish(team=world.first_line.pk), at=world.at + timedelta(seconds=5))
        with pytest.raises(Refusal):
            begin_bulk(bulk, seen=seen, by=world.sam.actor, at=world.at)


def test_one_that_fails_holds_up_no_other(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    bulk = choose(world, tickets, Wish(team=world.experts.pk))
    with house():
        bulk.wish["team"] = 10**9
        bulk.save()

    bulk = carry_out(world, bulk)

    assert outcomes(bulk) == ["failed: failed", "failed: failed"]
    with house():
        assert reasons_of(bulk) == [(("failed", ""), 2)]


def test_a_macro_answers_each_customer_in_their_words(world: World) -> None:
    tickets = [world.ticket(), world.ticket(world.bea)]
    texts = {"en": "Hello {{ contact.name }}, it is solved."}
    with house():
        by = world.lena.actor
        save_answer(world.messaging, Wording("solved", "Solved", texts), by=by, at=world.at)
        macro = save_macro(
            world.messaging, "Finish", Steps(answer="solved", then="resolve"), by=by, at=world.at
        )

    bulk = choose(world, tickets, Wish(macro=macro.pk))
    with house():
        assert "Hello Ada Lindqvist, it is solved." in samples_of(bulk)[0][1]
    bulk = carry_out(world, bulk)

    assert outcomes(bulk) == ["done", "done"]
    with house():
        sent = Message.objects.filter(kind="answer").order_by("pk")
        assert "Hello Bea Marlow, it is solved." in sent[1].text
    assert facts(tickets[0], "state") == ("resolved",)


def test_tickets_go_back_to_whom_they_were_taken_from(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    with house():
        Ticket.objects.filter(pk=tickets[0].pk).update(team=world.first_line, assignee=world.sam)
    bulk = carry_out(world, choose(world, tickets, Wish(team=world.experts.pk, assignee=NOBODY)))
    with house():
        Ticket.objects.filter(pk=tickets[1].pk).update(assignee=world.lena)
        undoing = put_back(bulk, by=world.sam, at=world.at)
    carry_out_bulks()

    undoing = carry_out(world, read(undoing))

    assert outcomes(undoing) == ["done", "skipped: changed"]
    assert facts(tickets[0], "team", "assignee") == (world.first_line.pk, world.sam.pk)
    assert facts(tickets[1], "team", "assignee") == (world.experts.pk, world.lena.pk)


def test_what_was_never_begun_is_forgotten_after_a_day(world: World) -> None:
    bulk = choose(world, [world.ticket()], Wish(team=world.experts.pk))
    done = carry_out(world, choose(world, [world.ticket()], Wish(team=world.experts.pk)))

    world.pass_time(hours=25)
    forget_old_bulks()

    with house():
        assert set(Bulk.objects.values_list("pk", flat=True)) == {done.pk}
        assert not BulkRow.objects.filter(bulk=bulk.pk).exists()


def test_a_bulk_act_is_about_something(world: World) -> None:
    with house(), pytest.raises(Refusal):
        choose_tickets([], desk=world.messaging, by=world.sam, question={}, at=world.at)


def test_many_requests_join_an_incident_and_the_rest_say_why_not(world: World) -> None:
    fresh, near, member, over, other = (world.ticket() for _ in range(5))
    with house():
        incident, another = declare(world), declare(world)
        join_tickets(incident, [member.pk], at=world.at, by=world.sam.actor)
        join_tickets(another, [other.pk], at=world.at, by=world.sam.actor)
        Ticket.objects.filter(pk=near.pk).update(incident_near=another.pk)
        Ticket.objects.filter(pk=over.pk).update(state="closed", ended=True)
    wish = Wish(incident=incident.pk)

    bulk = choose(world, [fresh, near, member, over, other], wish)
    with house():
        found = sum_up(bulk)
        assert found.changes == [(("incident", "", str(incident.pk)), 2)]
        assert {line[0] for line, _count in found.reasons} == {"already", "ended", "elsewhere"}
        assert Joining.objects.filter(incident=incident).count() == 1

    carry_out(world, bulk)

    assert outcomes(bulk) == ["done", "done", "skipped: already", "skipped: ended",
                              "skipped: elsewhere"]  # fmt: skip
    assert facts(near, "incident", "incident_near") == (incident.pk, None)
    with house():
        assert Joining.objects.get(ticket=fresh).way == "bulk"
        told = Event.objects.filter(incident=incident, kind="joined").order_by("number")
        assert [one.facts["tickets"] for one in told] == [[member.pk], [fresh.pk], [near.pk]]


def test_nothing_joins_what_is_over_or_what_who_asked_need_not_know_of(world: World) -> None:
    ticket = world.ticket()
    with house():
        incident = declare(world)
        breach = declare_incident(
            new_incident(world, kind="security"), at=world.at, by=world.lena.actor
        )
    bulk = choose(world, [ticket], Wish(incident=incident.pk))
    with house():
        resolve_incident(incident, cause="A cable.", at=world.at, by=world.lena.actor)

    carry_out(world, bulk)
    secret = choose(world, [ticket], Wish(incident=breach.pk))

    assert outcomes(bulk) == ["skipped: refused"]
    with house():
        assert sum_up(secret).reasons == [(("incident", ""), 1)]
        assert not Joining.objects.exists()
