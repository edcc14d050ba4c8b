"""A confidential file: who may work on it, who is told, and what leaves the desk's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house, staff
from permanence.ground.outbox.models import Message
from permanence.ground.ways.actions import post_calls
from permanence.ground.ways.models import Call as ShortMessage
from permanence.ground.ways.rules import NewCall, Way
from permanence.overview.telling.actions.digests import send_due_digests
from permanence.service.escalation.actions.calling import OWNER as CALLED
from permanence.service.escalation.models import Call, Climb, Rung
from permanence.service.tickets.actions import add_note, settle_due_marks
from permanence.service.tickets.actions.assigning import NobodyFits, assign_automatically
from permanence.service.tickets.actions.guarding import NotAsSecret, NotLetIn
from permanence.service.tickets.actions.merging import Merging, merge_tickets
from permanence.service.tickets.actions.secrecy import (
    NobodyKnows,
    NoReason,
    NotConfidential,
    break_glass,
    choose_circle,
    keep_confidential,
    open_to_desk,
)
from permanence.service.tickets.actions.splitting import split_entry
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.models import Knower, Ticket
from permanence.service.tickets.queries.secrecy import insiders_on, may_know, readers_of
from permanence.service.tickets.rules.secrecy import GLASS_LASTS, Circle, compare_circles
from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import choose_channels, watch_subject
from permanence.world.attention.models import Notice, Watch
from permanence.world.attention.rules.channels import FIRST_CHANNELS, Event, Wishes
from tests.cast import World
from tests.service.tickets.acting import judge


def circle(*people: Specialist) -> Circle:
    return Circle(frozenset(one.pk for one in people))


def keep(world: World, ticket: Ticket, *people: Specialist) -> Ticket:
    """Let only these people know of a ticket."""
    by = world.sam.actor
    keep_confidential(ticket, circle(*people), reason="A dismissal.", by=by, at=world.at)
    return Ticket.objects.select_related("desk", "team").get(pk=ticket.pk)


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket()


def test_who_is_let_in_and_who_out_is_what_differs() -> None:
    change = compare_circles(
        Circle(frozenset({1, 2}), frozenset({7})), Circle(frozenset({2, 3}), frozenset())
    )

    assert (change.people_in, change.people_out) == ({3}, {1})
    assert (change.teams_in, change.teams_out) == (set(), {7})
    assert not compare_circles(Circle(frozenset({1})), Circle(frozenset({1})))


def test_it_needs_a_reason_and_somebody_of_this_desk_who_knows(
    world: World, ticket: Ticket
) -> None:
    told = {"by": world.sam.actor, "at": world.at}
    with house():
        with pytest.raises(NoReason):
            keep_confidential(ticket, circle(world.sam), reason=" ", **told)
        for nobody in (Circle(), circle(world.noor), Circle(teams=frozenset({world.editors.pk}))):
            with pytest.raises(NobodyKnows):
                keep_confidential(ticket, nobody, reason="So.", **told)
        keep(world, ticket, world.sam)
        with pytest.raises(NotConfidential):
            keep_confidential(ticket, circle(world.sam), reason="Again.", **told)


def test_an_assignee_or_watcher_who_may_not_know_is_one_no_more(
    world: World, ticket: Ticket
) -> None:
    with house():
        assign_ticket(
            ticket, team=world.experts, assignee=world.lena, by=world.sam.actor, at=world.at
        )
        subject = f"ticket:{ticket.pk}"
        watch_subject(subject, [world.lena.pk, world.sam.pk], at=world.at)

        kept = keep(world, ticket, world.sam)

        assert kept.confidential
        assert kept.assignee is None
        assert kept.team == world.experts
        assert [one.specialist for one in Watch.objects.filter(subject=subject)] == [world.sam]


def test_it_is_given_to_nobody_and_calls_nobody_who_may_not_know(
    world: World, ticket: Ticket
) -> None:
    by = world.sam.actor
    with house():
        kept = keep(world, ticket, world.sam)
        with pytest.raises(NotLetIn, match="Lena Vos"):
            assign_ticket(kept, team=None, assignee=world.lena, by=by, at=world.at)
        with pytest.raises(NotLetIn, match="Lena Vos"):
            add_note(kept, text="@Lena Vos, look.", by=by, at=world.at)

        choose_circle(kept, circle(world.sam, world.lena), by=by, at=world.at)
        assign_ticket(kept, team=None, assignee=world.lena, by=by, at=world.at)
        add_note(kept, text="@Lena Vos, look.", by=by, at=world.at)

        told = Notice.objects.filter(specialist=world.lena).order_by("pk")
        assert [one.event for one in told] == [Event.LET_IN, Event.ASSIGNED, Event.MENTIONED]


def test_it_is_given_automatically_to_those_who_know_alone(world: World, ticket: Ticket) -> None:
    with house():
        judge(ticket, severity=3, level=2, at=world.at)
        kept = keep(world, ticket, world.sam)
        kept.team = world.experts  # Lena is its only member
        kept.save(update_fields=["team"])
        with pytest.raises(NobodyFits):
            assign_automatically(kept, at=world.at, by=world.sam.actor)


def test_what_happens_to_it_is_told_to_those_who_know_alone(world: World, ticket: Ticket) -> None:
    with house():
        kept = keep(world, ticket, world.sam)
        watch_subject(f"ticket:{ticket.pk}", [world.lena.pk, world.sam.pk], at=world.at)
        add_note(kept, text="Between us.", by=world.hana.actor, at=world.at)

        told = Notice.objects.filter(event=Event.NOTED)
        assert [one.specialist for one in told] == [world.sam]


def test_who_breaks_the_glass_reads_for_a_time_and_those_who_know_are_told(
    world: World, ticket: Ticket
) -> None:
    wishes = Wishes(frozenset(), frozenset(), 60, FIRST_CHANNELS.mail_at)
    with house():
        choose_channels(world.sam, wishes)
        kept = keep(world, ticket, world.sam)
        with pytest.raises(NoReason):
            break_glass(kept, reason="", by=world.lena, at=world.at)

        break_glass(kept, reason="Sam is ill.", by=world.lena, at=world.at)

        assert may_know(kept, world.lena, at=world.at)
        assert insiders_on(kept) == {world.sam.pk}
        assert readers_of([kept.pk], at=world.at) == {kept.pk: {world.sam.pk, world.lena.pk}}
        assert Notice.objects.get(specialist=world.sam, event=Event.GLASS).in_page
        act = Act.objects.get(act="ticket.glass")
        assert act.facts["reason"] == "Sam is ill."
    for later, seen in ((GLASS_LASTS - timedelta(seconds=1), 1), (GLASS_LASTS, 0)):
        with staff(reader=world.lena.user_id, at=world.at + later):
            assert Ticket.objects.filter(pk=ticket.pk).count() == seen


def test_taken_off_the_whole_desk_knows_again_and_the_file_tells_why(
    world: World, ticket: Ticket
) -> None:
    with house():
        kept = keep(world, ticket, world.sam)
        told = {"by": world.sam.actor, "at": world.at}
        with pytest.raises(NoReason):
            open_to_desk(kept, reason="", **told)

        open_to_desk(kept, reason="It is public now.", **told)

        assert not Knower.objects.exists()
        acts = Act.objects.filter(subject=f"ticket:{ticket.pk}", act__startswith="ticket.o")
        assert acts.last().facts["reason"] == "It is public now."
    with staff(reader=world.lena.user_id, at=world.at):
        assert not Ticket.objects.get(pk=ticket.pk).confidential


def test_what_is_split_from_it_is_as_confidential(world: World, ticket: Ticket) -> None:
    with house():
        kept = keep(world, ticket, world.sam)
        entry = kept.entries.get(direction="in")

        part = split_entry(entry, subject="Apart", by=world.sam.actor, at=world.at)

        part.refresh_from_db()
        assert part.confidential
        assert insiders_on(part) == {world.sam.pk}


def test_it_is_merged_only_into_what_the_same_people_know_of(world: World, ticket: Ticket) -> None:
    other, by = world.ticket(), world.sam.actor
    with house():
        keep(world, ticket, world.sam)
        with pytest.raises(NotAsSecret):
            merge_tickets(Merging(ticket, other), by=by, at=world.at)

        merge_tickets(Merging(other, ticket), by=by, at=world.at)

        assert Ticket.objects.get(pk=other.pk).confidential
        open_to_desk(ticket, reason="Over.", by=by, at=world.at)
        assert not Ticket.objects.get(pk=other.pk).confidential


def test_no_mail_to_a_colleague_names_what_it_is_about(world: World) -> None:
    ticket = world.ticket(subject="The quokka affair", text="Our quokka waits.")
    mails = Wishes(frozenset(Event), frozenset(Event), 60, FIRST_CHANNELS.mail_at)
    with house():
        for one in (world.sam, world.lena):
            choose_channels(one, mails)
            watch_subject(f"ticket:{ticket.pk}", [one.pk], at=world.at)
        add_note(ticket, text="A quokka.", by=world.hana.actor, at=world.at)
        kept = keep(world, ticket, world.sam)
        add_note(kept, text="More.", by=world.hana.actor, at=world.at)
        at = world.at + timedelta(hours=2)

        settle_due_marks(at=at)
        send_due_digests(at=at)

        climbs = Climb.objects.filter(owner="ticket", subject=ticket.pk)
        assert climbs.exists()
        for text in [str(one.briefing) for one in climbs]:
            assert "quokka" not in text
            assert "Brightwater" not in text
            assert "Sam Okoro" in text
        written = Message.objects.filter(kind__in=("digest", "climb", "handover"))
        assert {one.recipients[0] for one in written if one.kind == "digest"} == {
            "sam@desk.example.com"
        }
        assert all("quokka" not in f"{one.subject} {one.text}" for one in written)
        assert all("Ada" not in one.text for one in written)
        digest = written.get(kind="digest").text
        assert "a confidential request" in digest


def test_a_ladder_that_is_climbed_already_says_no_more_of_it(world: World) -> None:
    ticket = world.ticket(subject="The quokka affair")
    with house():
        settle_due_marks(at=world.at + timedelta(hours=2))
        assert "quokka" in str(Climb.objects.filter(subject=ticket.pk)[0].briefing)

        keep(world, ticket, world.sam)

        assert all("quokka" not in str(one.briefing) for one in Climb.objects.all())


def test_whom_its_ladder_called_and_what_was_said_is_for_those_who_know(world: World) -> None:
    ticket = world.ticket()
    with house():
        settle_due_marks(at=world.at + timedelta(hours=2))
        called = Call.objects.filter(climb__subject=ticket.pk)
        assert called.count()
        message = NewCall(
            owner=CALLED,
            subject=called[0].pk,
            way=Way.SMS,
            address="+441632960001",
            language="en",
            text="You are called.",
        )
        post_calls([message], at=world.at)
        keep(world, ticket, world.sam)

    for person, knows in ((world.sam, True), (world.lena, False)):
        with staff(reader=person.user_id, at=world.at):
            assert Call.objects.exists() is knows
            assert Rung.objects.exists() is knows
            assert ShortMessage.objects.exists() is knows
