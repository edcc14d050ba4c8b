"""What has had its time goes at night, in batches, once; what is open or held stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from permanence.ground.files.models import Blob
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.models import Access, Act
from permanence.ground.journal.rules import Actor, Look
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.actions.holding import HeldAlready, place_hold, release_hold
from permanence.overview.privacy.actions.redacting import UnderHold, Wish, redact_entry
from permanence.overview.privacy.actions.scheduling import write_schedule
from permanence.overview.privacy.jobs import carry_out_schedules
from permanence.overview.privacy.models import Disposal, Hold, Run
from permanence.overview.privacy.queries.due import dates_of, foresee, schedule_of
from permanence.overview.privacy.rules.schedule import (
    ACCESS,
    LOG_INS,
    OF_TICKETS,
    make_schedule,
)
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions import (
    Answer,
    add_note,
    answer_ticket,
    close_ticket,
    resolve_ticket,
)
from permanence.service.tickets.models import Attachment, Commitment, Entry, SearchRow, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World

SAM = Actor("specialist:1", "Sam Okoro")
YEAR = timedelta(days=365)


def close_full_file(world: World) -> Ticket:
    """Return a file that came by mail, was answered with a file and noted, and is closed."""
    world.letter(text="My name is Ada and my fax fails since noon.")
    assert digest_letters(at=world.at) == 1
    part = Part("log.txt", "text/plain", b"the log of Ada")
    with house():
        ticket = Ticket.objects.select_related("contact", "organisation", "desk").latest("pk")
        policy = policy_of_version(ticket.policy_version_id)
        answer = Answer("Ada, it works again.", parts=[part])
        answer_ticket(ticket, answer, policy=policy, by=SAM, at=world.at)
        add_note(ticket, text="Ada was friendly.", by=SAM, at=world.at)
        resolve_ticket(ticket, by=SAM, at=world.at, said="Done.")
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=SAM, at=world.at)
        return Ticket.objects.select_related("contact", "organisation", "desk").get(pk=ticket.pk)


def write_rule(world: World, **months: int) -> None:
    """Write a schedule for the desk; what is not named is kept."""
    rows = {kind: (count, "the law") for kind, count in months.items()}
    with house():
        write_schedule(world.messaging, make_schedule(rows), by=SAM, at=world.at)


def let_nights_pass(world: World, span: timedelta) -> datetime:
    """Let time pass until the night after a span, and let the workers do what they do then."""
    at = world.pass_time(days=span.days, hours=11)  # from 15:00 to 02:00
    carry_out_schedules()
    return at


def test_each_kind_goes_after_its_months_and_not_before(world: World) -> None:
    ticket = close_full_file(world)
    write_rule(world, originals=6, files=12)

    let_nights_pass(world, timedelta(days=200))

    with house():
        assert Letter.objects.get(ticket=ticket).removed_at
        assert Attachment.objects.filter(entry__ticket=ticket).count() == 1
    world.pass_time(days=200)
    carry_out_schedules()
    with house():
        assert not Attachment.objects.filter(entry__ticket=ticket).exists()
        assert not Blob.objects.exists()
        assert Entry.objects.filter(ticket=ticket, text="Ada was friendly.").exists()


def test_all_of_it_goes_and_the_figures_stay(world: World) -> None:
    ticket = close_full_file(world)
    with house():
        verdicts = list(Commitment.objects.filter(ticket=ticket).order_by("pk").values())
    write_rule(world, **dict.fromkeys(OF_TICKETS, 12))

    let_nights_pass(world, timedelta(days=400))

    with house():
        kept = Ticket.objects.select_related("contact").get(pk=ticket.pk)
        assert (kept.subject, kept.contact.name, kept.state) == ("—", "—", "closed")
        assert kept.contact_id != world.ada.pk
        said = Entry.objects.filter(ticket=ticket).values_list("text", "html", "quoted")
        assert set(said) == {("", "", "")}
        assert not Entry.objects.filter(ticket=ticket, author_name__contains="Ada").exists()
        mails = Message.objects.filter(owner=f"ticket:{ticket.pk}")
        assert {(one.text, one.html, len(one.recipients)) for one in mails} == {("", "", 0)}
        assert all(len(one.digest) == 64 for one in mails)
        assert not SearchRow.objects.filter(ticket_id=ticket.pk).exists()
        acts = set(Act.objects.filter(subject=f"ticket:{ticket.pk}").values_list("act", flat=True))
        assert acts == {"ticket.disposed"}
        assert list(Commitment.objects.filter(ticket=ticket).order_by("pk").values()) == verdicts
        told = Act.objects.get(act="retention.carried_out").facts
        assert set(told["counts"]) >= {"originals", "files", "mails", "words", "person"}


def test_twice_does_no_harm(world: World) -> None:
    ticket = close_full_file(world)
    write_rule(world, **dict.fromkeys(OF_TICKETS, 12))
    let_nights_pass(world, timedelta(days=400))
    carry_out_schedules()
    world.pass_time(days=1)
    carry_out_schedules()

    with house():
        assert Disposal.objects.filter(ticket_id=ticket.pk).count() == len(OF_TICKETS)
        assert [run.counts for run in Run.objects.order_by("pk")][1:] == [{}]
        assert (
            Entry.objects.filter(ticket=ticket, direction="in").get().redactions[-1]["why"]
            == "retention"
        )


def test_what_is_open_stays(world: World) -> None:
    ticket = world.ticket(parts=[Part("a.txt", "text/plain", b"a")])
    write_rule(world, **dict.fromkeys(OF_TICKETS, 0))

    let_nights_pass(world, timedelta(days=800))

    with house():
        assert Attachment.objects.filter(entry__ticket=ticket).exists()
        assert not Disposal.objects.exists()


def test_by_day_nothing_goes(world: World) -> None:
    close_full_file(world)
    write_rule(world, words=1)
    world.pass_time(days=100)  # at 15:00

    assert carry_out_schedules() == 0


@pytest.mark.parametrize("held", ["ticket", "contact", "organisation"])
def test_what_is_held_stays_until_it_is_released(world: World, held: str) -> None:
    ticket = close_full_file(world)
    on = {
        "ticket": {"ticket_id": ticket.pk},
        "contact": {"contact_id": ticket.contact_id},
        "organisation": {"organisation_id": ticket.organisation_id or 0},
    }[held]
    write_rule(world, **dict.fromkeys(OF_TICKETS, 1))
    with house():
        hold = place_hold(on, reason="A claim", by=SAM, at=world.at)
        with pytest.raises(HeldAlready):
            place_hold(on, reason="Again", by=SAM, at=world.at)

    let_nights_pass(world, timedelta(days=100))
    with house():
        assert Entry.objects.filter(ticket=ticket, text="Ada was friendly.").exists()
        rows = foresee(world.messaging, schedule_of(world.messaging).schedule, at=world.at)
        assert {(row.now, row.held) for row in rows} == {(0, 1)}
        release_hold(hold, reason="Settled", by=SAM, at=world.at)
        acts = Act.objects.filter(subject=hold.subject, act__startswith="hold.")
        assert [act.act for act in acts.order_by("pk")] == ["hold.placed", "hold.released"]
        assert Hold.objects.get(pk=hold.pk).release_reason == "Settled"
    world.pass_time(days=1)
    carry_out_schedules()
    with house():
        assert not Entry.objects.filter(ticket=ticket, text="Ada was friendly.").exists()


DELETIONS = [
    "delete from tickets_entry where ticket_id = %s",
    "update tickets_entry set text = '' where ticket_id = %s",
    "delete from tickets_attachment where entry_id in"
    " (select id from tickets_entry where ticket_id = %s)",
    "delete from outbox_message where owner = 'ticket:' || %s",
    "update outbox_message set text = '' where owner = 'ticket:' || %s",
    "update intake_letter set raw = null, removed_at = now() where ticket_id = %s",
    "delete from tickets_ticket where id = %s",
]


def test_the_database_itself_keeps_what_is_held(world: World) -> None:
    ticket = close_full_file(world)
    with house():
        hold = place_hold({"ticket_id": ticket.pk}, reason="A claim", by=SAM, at=world.at)
        for statement in DELETIONS:
            with (
                pytest.raises(IntegrityError, match="under a legal hold"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [ticket.pk])
        release_hold(hold, reason="Over", by=SAM, at=world.at)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DELETIONS[1], [ticket.pk])


def test_a_secret_under_a_hold_goes_only_when_who_holds_agrees(world: World) -> None:
    ticket = world.ticket(text="the password is hunter2!x")
    with house():
        entry = Entry.objects.get(ticket=ticket, direction="in")
        place_hold({"ticket_id": ticket.pk}, reason="A claim", by=SAM, at=world.at)
        wish = Wish("secret", pieces=("hunter2!x",))
        with pytest.raises(UnderHold), transaction.atomic():
            redact_entry(entry, wish, by=SAM, at=world.at)
        whole = Wish("secret", is_whole=True, agreed_by="Lena Vos")
        with pytest.raises(UnderHold), transaction.atomic():
            redact_entry(entry, whole, by=SAM, at=world.at)

        agreed = Wish("secret", pieces=("hunter2!x",), agreed_by="Lena Vos")
        redact_entry(entry, agreed, by=SAM, at=world.at)

        assert "hunter2" not in Entry.objects.get(pk=entry.pk).text
        assert Act.objects.get(act="ticket.redacted").facts["agreed"] == "Lena Vos"


def test_lines_of_who_looked_go_by_the_longest_time_of_any_desk(world: World) -> None:
    rows = dict.fromkeys((ACCESS, LOG_INS), (3, "audit"))
    with house():
        record_read(Look("ticket:1"), actor=SAM, at=world.at)
        write_schedule(world.messaging, make_schedule(rows), by=SAM, at=world.at)
    let_nights_pass(world, timedelta(days=100))
    with house():
        assert Access.objects.exists(), "the other desk keeps them"
        write_schedule(world.content, make_schedule(rows), by=SAM, at=world.at)

    world.pass_time(days=1)
    carry_out_schedules()

    with house():
        assert not Access.objects.exists()


def test_a_file_says_when_what_of_it_goes(world: World) -> None:
    ticket = close_full_file(world)
    schedule = make_schedule({"files": (12, "x"), "words": (24, "x")})

    with house():
        dates = dates_of(ticket, schedule)

    assert [(kind, when.year if when else 0, gone) for kind, when, gone in dates] == [
        ("files", 2027, False),
        ("words", 2028, False),
    ]


def test_no_schedule_takes_nothing(world: World) -> None:
    close_full_file(world)
    let_nights_pass(world, 5 * YEAR)

    with house():
        assert not Run.objects.exists()
