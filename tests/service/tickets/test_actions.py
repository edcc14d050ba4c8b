"""Tickets: what is promised, how a promise is kept, missed, and owed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from permanence.ground.files.actions import read_content
from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import Outcome, claim_messages, mark_bounced, settle_outcomes
from permanence.ground.outbox.models import Message
from permanence.promises.clocks.models import Deadline, Mark
from permanence.promises.policies.queries import policy_of_version
from permanence.service.escalation.models import Climb
from permanence.service.intake.actions.admitting import MANY_AN_HOUR
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    NotAnswered,
    NothingSaid,
    NotInThisState,
    NotOnThisDesk,
    add_note,
    answer_ticket,
    close_ticket,
    join_ticket,
    reopen_by_hand,
    resolve_ticket,
    settle_due_marks,
    settle_returned_messages,
    triage_ticket,
)
from permanence.service.tickets.models import Commitment, Entry, StateSpan, Ticket
from permanence.service.tickets.rules.opening import Part, Report
from permanence.service.tickets.rules.reference import is_reference
from tests.cast import World

SAM = Actor("specialist:1", "Sam")
MINUTES = {name: timedelta(minutes=number) for name, number in {"one": 1, "ten": 10}.items()}


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def commitment(ticket: Ticket, promise: str) -> Commitment:
    return Commitment.objects.get(ticket=ticket, promise=promise, replaced_at=None)


def judge(
    ticket: Ticket,
    world: World,
    *,
    severity: int = 3,
    level: int = 1,
    at: datetime,
    reason: str = "",
) -> None:
    triage_ticket(
        ticket,
        Judgement(level, severity, None, None, reason),
        policy=policy_of_version(ticket.policy_version_id),
        by=SAM,
        at=at,
    )
    ticket.refresh_from_db()


def answer(
    ticket: Ticket, *, at: datetime, then: str = "", text: str = "We look into it."
) -> Entry:
    entry = answer_ticket(
        ticket,
        Answer(text, then=then),  # type: ignore[arg-type]
        policy=policy_of_version(ticket.policy_version_id),
        by=SAM,
        at=at,
    )
    ticket.refresh_from_db()
    return entry


def write_again(ticket: Ticket, *, at: datetime, text: str = "It is back.") -> Entry:
    contact = ticket.contact
    report = Report(
        desk=ticket.desk_id,
        channel="mail",
        received_at=at,
        contact=contact.pk,
        organisation=contact.organisation_id,
        author_name=contact.name,
        author_address=contact.email,
        subject="Re: it",
        text=text,
        language=contact.language,
    )
    entry = join_ticket(ticket, report, policy=policy_of_version(ticket.policy_version_id), at=at)
    ticket.refresh_from_db()
    return entry


def acts(ticket: Ticket) -> list[str]:
    found = Act.objects.filter(subject=f"ticket:{ticket.pk}").order_by("id")
    return list(found.values_list("act", flat=True))


def test_a_ticket_opens_with_all_that_belongs_to_it(world: World) -> None:
    ticket = world.ticket(parts=[Part("report.txt", "text/plain", b"line noise")])

    assert is_reference(ticket.reference)
    assert ticket.references.get().number == ticket.reference
    assert (ticket.state, ticket.ended, ticket.triaged_at) == ("new", False, None)
    assert StateSpan.objects.get(ticket=ticket).from_at == world.at
    assert {one.promise for one in ticket.commitments.all()} == {"triage", "response", "resolution"}
    said, confirmation = ticket.entries.order_by("pk")
    assert read_content(said.attachments.get().blob) == b"line noise"
    assert confirmation.kind == "confirmation"
    assert acts(ticket) == ["ticket.opened", "ticket.confirmed"]


def test_clocks_run_from_the_receipt_on_the_provisional_severity(world: World) -> None:
    ticket = world.ticket()

    policy = policy_of_version(ticket.policy_version_id)
    assert ticket.severity == policy.provisional_severity == 2
    assert commitment(ticket, "response").start_at == world.at
    assert commitment(ticket, "response").due_at == world.at + timedelta(hours=1)
    assert ticket.next_promise == "triage"
    assert ticket.next_due_at == commitment(ticket, "triage").due_at == ticket.order_at


def test_the_confirmation_quotes_only_what_triage_cannot_worsen(world: World) -> None:
    ticket = world.ticket()

    message = Message.objects.get(owner=f"ticket:{ticket.pk}", kind="confirmation")
    assert f"[#{ticket.reference}]" in message.subject
    assert "Tuesday 3 March 2026, 15:00" in message.text  # severity 4: 24 hours, the latest of all
    assert "Monday 2 March 2026, 16:00" not in message.text
    assert message.headers["Auto-Submitted"] == "auto-replied"
    assert ticket.reference in message.reply_to


def test_the_confirmation_asks_for_missing_facts_and_not_for_known_ones(world: World) -> None:
    ticket = world.ticket(text="Faxes fail since noon today.\nJob number: 4711\n")

    text = Message.objects.get(owner=f"ticket:{ticket.pk}").text
    assert "Which user ID is concerned?" in text
    assert "job number" not in text.lower()
    assert "which e-mail address" not in text
    assert "your company and your name" not in text
    assert ticket.facts["job-number"] == "4711"


def test_a_customer_is_confirmed_in_their_language_and_zone(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, subject="Contenu absent")

    message = Message.objects.get(owner=f"ticket:{ticket.pk}")
    assert message.language == "fr"
    assert "America/Toronto" in message.text
    assert "Contenu absent" in message.subject


def test_machines_that_answer_each_other_are_not_confirmed_without_end(world: World) -> None:
    for number in range(MANY_AN_HOUR + 2):
        world.ticket(world.stranger, subject=f"Out of office {number}")

    assert Message.objects.filter(kind="confirmation").count() == MANY_AN_HOUR
    assert Ticket.objects.filter(contact=world.stranger).count() == MANY_AN_HOUR + 2


@pytest.mark.parametrize(
    ("severity", "response", "resolution"),
    [
        (1, timedelta(minutes=30), timedelta(hours=2)),
        (2, timedelta(hours=1), timedelta(hours=3)),
        (3, timedelta(hours=2), timedelta(hours=12)),
    ],
)
def test_triage_promises_by_severity_from_the_receipt(
    world: World, severity: int, response: timedelta, resolution: timedelta
) -> None:
    ticket = world.ticket()

    judge(ticket, world, severity=severity, at=world.at + MINUTES["ten"])

    assert commitment(ticket, "response").due_at == world.at + response
    assert commitment(ticket, "resolution").due_at == world.at + resolution
    assert commitment(ticket, "triage").met_at == world.at + MINUTES["ten"]
    assert (ticket.state, ticket.severity) == ("open", severity)


def test_severity_four_is_resolved_within_business_days(world: World) -> None:
    ticket = world.ticket()

    judge(ticket, world, severity=4, at=world.at + MINUTES["one"])

    due = commitment(ticket, "resolution").due_at
    assert due is not None
    assert due.date() == (world.at + timedelta(days=3)).date()
    assert commitment(ticket, "resolution").target == {"business_days": 3}


def test_the_content_desk_promises_by_level(world: World) -> None:
    easy = world.ticket(world.claire, desk=world.content)
    anomaly = world.ticket(world.claire, desk=world.content)

    judge(easy, world, level=1, at=world.at + MINUTES["one"])
    judge(anomaly, world, level=2, at=world.at + MINUTES["one"])

    assert commitment(easy, "response").due_at == world.at + timedelta(hours=1)
    assert commitment(anomaly, "response").due_at == world.at + timedelta(hours=5)
    assert not Commitment.objects.filter(ticket=easy, promise="resolution").exists()


def test_the_better_reading_of_eastern_time_governs_and_the_other_is_kept(world: World) -> None:
    summer_morning = datetime.fromisoformat("2026-07-06T07:30:00-04:00")
    ticket = world.ticket(world.claire, desk=world.content, at=summer_morning)

    response = commitment(ticket, "response")
    # 08:00 local Eastern time is 07:00 of the fixed zone: the local reading opens first.
    assert response.due_at == datetime.fromisoformat("2026-07-06T09:00:00-04:00")
    loser = response.candidates["losers"][0]
    assert loser["due"].startswith("2026-07-06T14:00:00")
    assert loser["later_by"] == 3600


def test_a_change_of_the_judgement_needs_a_reason_and_keeps_the_old_promise(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world, severity=2, at=world.at + MINUTES["one"])

    with pytest.raises(Refusal):
        judge(ticket, world, severity=3, at=world.at + MINUTES["ten"])
    judge(ticket, world, severity=3, at=world.at + MINUTES["ten"], reason="One platform only")

    assert commitment(ticket, "response").due_at == world.at + timedelta(hours=2)
    replaced = Commitment.objects.get(ticket=ticket, promise="response", replaced_at__isnull=False)
    assert replaced.due_at == world.at + timedelta(hours=1)
    assert "ticket.judged_again" in acts(ticket)
    withdrawn = Deadline.objects.get(pk=replaced.deadline_id)
    assert withdrawn.withdrawn_at == world.at + MINUTES["ten"]
    assert not withdrawn.marks.filter(settled_at=None).exists()


def test_what_the_policy_does_not_know_is_refused(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NotOnThisDesk):
        judge(ticket, world, severity=7, at=world.at)
    with pytest.raises(NotOnThisDesk):
        triage_ticket(
            ticket,
            Judgement(1, 2, world.editors, None),
            policy=policy_of_version(ticket.policy_version_id),
            by=SAM,
            at=world.at,
        )


def test_a_persons_answer_meets_the_first_response_and_the_confirmation_does_not(
    world: World,
) -> None:
    ticket = world.ticket()
    assert commitment(ticket, "response").met_at is None

    entry = answer(ticket, at=world.at + MINUTES["ten"])

    met = commitment(ticket, "response")
    assert met.met_at == world.at + MINUTES["ten"]
    assert met.missed_at is None
    assert not Mark.objects.filter(deadline=met.deadline_id, settled_at=None).exists()
    mail = Message.objects.get(pk=entry.outgoing_id)
    assert mail.recipients == [world.ada.email]
    assert mail.headers["In-Reply-To"]
    assert ticket.state == "open"


def test_an_answer_at_the_very_instant_is_late(world: World) -> None:
    ticket = world.ticket()

    answer(ticket, at=world.at + timedelta(hours=1))

    assert commitment(ticket, "response").missed_at == world.at + timedelta(hours=1)


def test_an_empty_answer_and_an_empty_note_are_refused(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NothingSaid):
        answer(ticket, at=world.at, text="  \n ")
    with pytest.raises(NothingSaid):
        add_note(ticket, text=" ", by=SAM, at=world.at)


def test_a_note_goes_nowhere(world: World) -> None:
    ticket = world.ticket()
    before = Message.objects.count()

    note = add_note(ticket, text="The customer is cross.", by=SAM, at=world.at)

    assert Message.objects.count() == before
    assert (note.is_public, note.direction, note.outgoing_id) == (False, "none", None)
    assert commitment(ticket, "response").met_at is None


def test_an_answer_that_bounces_is_none(world: World) -> None:
    ticket = world.ticket()
    entry = answer(ticket, at=world.at + MINUTES["ten"])

    mark_bounced(message_id=entry.message_id, at=world.at + timedelta(minutes=20), answer="550 no")
    settle_returned_messages(at=world.at + timedelta(minutes=20))

    ticket.refresh_from_db()
    owed = commitment(ticket, "response")
    assert owed.met_at is None
    assert ticket.answered_at is None
    assert owed.deadline.marks.filter(settled_at=None, kind="limit").exists()
    assert "ticket.bounced" in acts(ticket)
    assert settle_returned_messages(at=world.at + timedelta(minutes=21)) == 0


def test_an_answer_that_no_server_takes_is_none(world: World) -> None:
    ticket = world.ticket()
    entry = answer(ticket, at=world.at + MINUTES["ten"])
    claim_messages(at=world.at + MINUTES["ten"])

    refused = Outcome(entry.outgoing_id or 0, accepted=False, permanent=True, answer="550 unknown")
    settle_outcomes([refused], at=world.at + MINUTES["ten"])
    settle_returned_messages(at=world.at + MINUTES["ten"])

    assert commitment(ticket, "response").met_at is None


def test_a_late_answer_that_bounces_climbs_again(world: World) -> None:
    ticket = world.ticket()
    late = world.at + timedelta(hours=2)
    settle_due_marks(at=late)
    entry = answer(ticket, at=late)
    assert not Climb.objects.filter(subject=ticket.pk, matter="response", ended_at=None).exists()

    mark_bounced(message_id=entry.message_id, at=late, answer="550 no")
    settle_returned_messages(at=late)
    settle_due_marks(at=late + MINUTES["one"])

    assert Climb.objects.filter(subject=ticket.pk, matter="response", ended_at=None).exists()


def test_nothing_is_resolved_before_a_person_answered(world: World) -> None:
    ticket = world.ticket()

    with pytest.raises(NotAnswered):
        resolve_ticket(ticket, by=SAM, at=world.at)


def test_resolve_and_close(world: World) -> None:
    ticket = world.ticket()

    answer(ticket, at=world.at + MINUTES["ten"], then="resolve")

    assert (ticket.state, ticket.ended, ticket.next_due_at) == ("resolved", True, None)
    assert commitment(ticket, "resolution").met_at == world.at + MINUTES["ten"]
    close_ticket(ticket, by=SAM, at=world.at + timedelta(days=1))
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    with pytest.raises(NotInThisState):
        close_ticket(ticket, by=SAM, at=world.at + timedelta(days=1))


def test_the_customers_reply_opens_it_again_with_the_time_that_was_left(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world, severity=2, at=world.at + MINUTES["one"])
    answer(ticket, at=world.at + timedelta(hours=2), then="resolve")

    write_again(ticket, at=world.at + timedelta(days=4))

    assert (ticket.state, ticket.ended, ticket.last_word_by) == ("open", False, "customer")
    resolution = commitment(ticket, "resolution")
    assert resolution.met_at is None
    assert resolution.due_at == world.at + timedelta(days=4, hours=1)  # one of three hours left
    assert commitment(ticket, "response").met_at is not None
    assert ticket.next_due_at == resolution.due_at
    assert [span.state for span in ticket.spans.order_by("from_at")] == [
        "new",
        "open",
        "resolved",
        "open",
    ]


def test_a_specialist_opens_again_with_a_reason_only(world: World) -> None:
    ticket = world.ticket()
    answer(ticket, at=world.at, then="resolve")

    with pytest.raises(Refusal):
        reopen_by_hand(ticket, reason=" ", by=SAM, at=world.at)
    reopen_by_hand(ticket, reason="Closed by mistake", by=SAM, at=world.at + MINUTES["one"])

    ticket.refresh_from_db()
    assert ticket.state == "open"


def test_an_unanswered_ticket_climbs_before_its_limit(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world, severity=2, at=world.at + MINUTES["one"])
    response = commitment(ticket, "response")
    climb_at = response.deadline.marks.get(kind="climb").due_at
    assert response.due_at
    assert climb_at < response.due_at

    settle_due_marks(at=climb_at - timedelta(seconds=1))
    assert not Climb.objects.exists()
    settle_due_marks(at=climb_at)

    climb = Climb.objects.get(subject=ticket.pk)
    first = climb.rungs.order_by("position")[0]
    call = Message.objects.get(kind="climb", owner=f"ticket:{ticket.pk}")
    assert call.recipients == [first.mail]
    assert ticket.reference in call.subject
    assert "Since noon every fax comes back" in call.text
    assert "/take/" in call.text


def test_each_mark_acts_once_however_late_the_watch_is(world: World) -> None:
    ticket = world.ticket()
    after_all = world.at + timedelta(days=2)

    while settle_due_marks(at=after_all):
        pass

    assert settle_due_marks(at=after_all) == 0
    assert acts(ticket).count("commitment.missed") == 3
    assert Climb.objects.filter(subject=ticket.pk).count() == len(
        {climb.matter for climb in Climb.objects.filter(subject=ticket.pk)}
    )
    missed = commitment(ticket, "response")
    assert missed.missed_at == missed.due_at
    late = Act.objects.filter(subject=f"ticket:{ticket.pk}", act="commitment.missed").first()
    assert late
    assert late.facts["late_by"] > 3600


def test_a_promise_kept_before_its_marks_wakes_nobody(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, world, at=world.at + MINUTES["one"])
    answer(ticket, at=world.at + MINUTES["ten"], then="resolve")

    assert settle_due_marks(at=world.at + timedelta(days=3)) == 0
    assert not Climb.objects.exists()


def test_a_burst_climbs_in_few_statements(
    world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        world.ticket(subject=f"Fax {number}")

    with django_assert_max_num_queries(70):  # type: ignore[operator]
        settle_due_marks(at=world.at + timedelta(hours=1))

    assert Climb.objects.filter(matter="response").count() == 30
