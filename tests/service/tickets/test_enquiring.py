"""Third parties are asked about a file; no customer reads it, and no clock moves by it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from permanence.ground.files.models import Blob
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.intake.actions import Arrival, digest_letters, receive_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions import (
    Answer,
    add_note,
    answer_ticket,
    settle_returned_messages,
)
from permanence.service.tickets.actions.enquiring import (
    begin_enquiry,
    close_enquiry,
    write_further,
)
from permanence.service.tickets.actions.snoozing import snooze_ticket
from permanence.service.tickets.models import Attachment, Commitment, Enquiry, Entry, Ticket
from permanence.service.tickets.queries.drafts import has_written_since
from permanence.service.tickets.queries.enquiries import shareable_entries
from permanence.service.tickets.rules.enquiring import (
    NoAddressError,
    Question,
    Recipient,
    Words,
    enquiry_address,
    enquiry_from_address,
    read_recipients,
    write_recipients,
)
from permanence.service.tickets.rules.opening import Part
from tests.cast import World
from tests.service.tickets.acting import MINUTE, policy_of

SAM = Actor("specialist:1", "Sam Okoro")
NORDVOLT = Recipient("Nordvolt Support", "help@nordvolt.example")
DESK = "support@messaging.example.com"


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def question(*entries: int, files: tuple[int, ...] = (), **told: object) -> Question:
    asked = {"recipients": [NORDVOLT], "subject": "Error 554", "text": "Is the line broken?"}
    return Question(**{"language": "en", "entries": entries, "attachments": files} | asked | told)  # type: ignore[arg-type]


def ask(world: World, ticket: Ticket, asked: Question | None = None, waiting: str = "") -> Enquiry:
    return begin_enquiry(
        ticket,
        asked or question(),
        policy=policy_of(ticket),
        by=SAM,
        at=world.at,
        waiting=waiting,
    )


def arrive(
    world: World,
    text: str,
    *,
    to: str,
    sender: str = "help@nordvolt.example",
    subject: str = "Re: Error 554",
    headers: dict[str, str] | None = None,
) -> Letter:
    """Receive a mail on the messaging desk and digest it; return its letter as it is then."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    for name, content in (headers or {}).items():
        mail[name] = content
    mail.set_content(text)
    receive_letters([Arrival(world.messaging.pk, bytes(mail), sender, to)], at=world.at + MINUTE)
    digest_letters(at=world.at + MINUTE)
    return Letter.objects.select_related("ticket").latest("pk")


def mail_of(enquiry: Enquiry) -> Message:
    return Message.objects.get(pk=enquiry.entries.latest("pk").outgoing_id)


def clocks_of(ticket: Ticket) -> list[object]:
    rows = Commitment.objects.filter(ticket=ticket).order_by("pk")
    return list(rows.values_list("promise", "round", "start_at", "due_at", "met_at", "replaced_at"))


def test_the_mail_carries_what_was_chosen_and_no_way_in(world: World) -> None:
    log = Part("session.log", "text/plain", b"220 ready")
    ticket = world.ticket(text="Since noon every fax fails.", parts=[log])
    first = ticket.entries.get(direction="in")
    file = first.attachments.get()

    enquiry = ask(world, ticket, question(first.pk, files=(file.pk,)))

    mail = mail_of(enquiry)
    assert mail.recipients == ["help@nordvolt.example"]
    assert mail.sender == DESK
    assert enquiry_from_address(mail.reply_to, settings.SECRET_KEY) == enquiry.pk
    assert "Is the line broken?" in mail.text
    assert "Ada Lindqvist wrote to us" in mail.text
    assert "> Since noon every fax fails." in mail.text
    assert "/enter/" not in mail.text + mail.html
    assert world.ada.email not in mail.text + mail.html + str(mail.headers)
    assert first.message_id not in str(mail.headers)
    assert [one["name"] for one in mail.files] == ["session.log"]
    assert Blob.objects.count() == 1


def test_a_note_is_never_offered_and_never_goes_along(world: World) -> None:
    ticket = world.ticket()
    secret = Part("secret.txt", "text/plain", b"secret")
    note = add_note(ticket, text="They owe us money.", by=SAM, at=world.at, parts=[secret])
    file = note.attachments.get()

    enquiry = ask(world, ticket, question(note.pk, files=(file.pk,)))

    assert note not in shareable_entries(ticket)
    assert "owe us money" not in mail_of(enquiry).text
    assert mail_of(enquiry).files == []


def test_no_customer_reads_a_word_of_it(world: World) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket)
    arrive(world, "Yes, it is broken.", to=mail_of(enquiry).reply_to)
    Attachment.objects.create(
        entry=enquiry.entries.latest("pk"),
        organisation_id=ticket.organisation_id,
        blob=Blob.objects.create(sha256="0" * 64, size=1, content=b"x"),
        name="plan.pdf",
        content_type="application/pdf",
    )

    assert enquiry.entries.count() == 2
    with portal(organisation=ticket.organisation_id, contact=ticket.contact_id):
        seen = Entry.objects.filter(ticket=ticket).values_list("kind", flat=True)
        assert set(seen) == {"mail", "confirmation"}
        assert not Attachment.objects.exists()
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            Enquiry.objects.count()


@pytest.mark.parametrize("way", ["address", "thread", "subject"])
def test_an_answer_comes_back_internal(world: World, way: str) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket)
    sent = mail_of(enquiry)
    answered = {"In-Reply-To": sent.message_id} if way == "thread" else {}

    letter = arrive(
        world,
        "Yes, since noon.",
        to=sent.reply_to if way == "address" else DESK,
        headers=answered,
        subject=f"Re: {sent.subject}" if way == "subject" else "Our case 7",
    )

    assert (letter.state, letter.ticket) == ("digested", ticket)
    heard = enquiry.entries.get(direction="in")
    assert (heard.kind, heard.is_public, heard.text) == ("third-party", False, "Yes, since noon.")
    ticket.refresh_from_db()
    assert ticket.outside == "answered"


def test_an_answer_starts_and_stops_no_clock(world: World) -> None:
    ticket = world.ticket()
    answer_ticket(ticket, Answer("We ask."), policy=policy_of(ticket), by=SAM, at=world.at)
    ticket.refresh_from_db()
    before = clocks_of(ticket), ticket.state, ticket.last_word_at, ticket.answered_at
    seen = Entry.objects.latest("pk").pk

    enquiry = ask(world, ticket)
    arrive(world, "Yes, since noon.", to=mail_of(enquiry).reply_to)

    ticket.refresh_from_db()
    assert (clocks_of(ticket), ticket.state, ticket.last_word_at, ticket.answered_at) == before
    assert not has_written_since(ticket, seen=seen)
    sent = Message.objects.exclude(kind__in=["confirmation", "answer"])
    assert [one.kind for one in sent] == ["enquiry"]


def test_an_answer_brings_back_what_is_out_of_sight_and_a_question_does_not(world: World) -> None:
    ticket = world.ticket()
    until = world.at + 5 * MINUTE
    snooze_ticket(ticket, until=until, reason="They look.", by=SAM, at=world.at)

    enquiry = ask(world, ticket)
    ticket.refresh_from_db()
    assert ticket.snoozed_until == until
    arrive(world, "Yes, since noon.", to=mail_of(enquiry).reply_to)

    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_wait_for_them_is_told_with_its_reason_in_the_same_act(world: World) -> None:
    ticket = world.ticket()

    ask(world, ticket, waiting="The operator of the line looks for the fault.")

    ticket.refresh_from_db()
    assert (ticket.state, ticket.outside) == ("waiting_third_party", "asked")
    told = Message.objects.get(kind="notice")
    assert told.recipients == [world.ada.email]
    assert "The operator of the line looks for the fault." in told.text
    assert "nordvolt" not in told.text.lower()


def test_an_answer_leaves_a_waiting_ticket_waiting(world: World) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket, waiting="The operator looks for the fault.")
    before = clocks_of(ticket)

    arrive(world, "It works again.", to=mail_of(enquiry).reply_to)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.outside) == ("waiting_third_party", "answered")
    assert clocks_of(ticket) == before


def test_what_the_customer_writes_there_is_the_customers(world: World) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket)

    arrive(world, "I read along.", to=mail_of(enquiry).reply_to, sender=world.ada.email)

    said = Entry.objects.latest("pk")
    assert (said.kind, said.is_public, said.ticket_id) == ("mail", True, ticket.pk)
    assert enquiry.entries.count() == 1


def test_who_was_not_asked_is_held_without_the_seal(world: World) -> None:
    ticket = world.ticket()
    sent = mail_of(ask(world, ticket))

    letter = arrive(
        world,
        "Let me in.",
        to=DESK,
        sender="mallory@elsewhere.example",
        headers={"In-Reply-To": sent.message_id},
        subject=sent.subject,
    )

    assert (letter.state, letter.why) == ("held", "stranger-quotes-reference")


def test_an_invented_seal_finds_no_enquiry(world: World) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket)

    letter = arrive(
        world,
        "Hello",
        to=f"support+third-{enquiry.pk}-aaaaaaaa@messaging.example.com",
        sender="mallory@elsewhere.example",
        subject="Hello",
    )

    assert enquiry.entries.count() == 1
    assert letter.ticket != ticket


def test_programs_are_heard_or_passed_over_and_never_answered(world: World) -> None:
    ticket = world.ticket()
    to = mail_of(ask(world, ticket)).reply_to
    posted = Message.objects.count()

    arrive(world, "Your case is NV-77.", to=to, headers={"Auto-Submitted": "auto-replied"})
    away = {"Auto-Submitted": "auto-replied", "In-Reply-To": "<x@y.example>"}
    letter = arrive(world, "I am away.", to=to, headers=away, subject="Out of office")

    heard = Entry.objects.filter(kind="third-party", direction="in")
    assert [one.text for one in heard] == ["Your case is NV-77."]
    assert letter.state == "silent"
    assert Message.objects.count() == posted


def test_a_mail_that_comes_back_meets_and_unmeets_nothing(world: World) -> None:
    ticket = world.ticket()
    answer_ticket(ticket, Answer("We ask."), policy=policy_of(ticket), by=SAM, at=world.at)
    enquiry = ask(world, ticket)
    before = clocks_of(ticket)

    Message.objects.filter(pk=mail_of(enquiry).pk).update(bounced_at=world.at)
    settle_returned_messages(at=world.at)

    assert clocks_of(ticket) == before
    assert enquiry.entries.get().bounced_at is not None


def test_it_goes_on_closes_and_opens_again_with_an_answer(world: World) -> None:
    ticket = world.ticket()
    enquiry = ask(world, ticket)
    first = mail_of(enquiry)
    words = Words("And now?", [Part("trace.txt", "text/plain", b"t")])

    write_further(enquiry, words, policy=policy_of(ticket), by=SAM, at=world.at)
    further = mail_of(enquiry)
    assert further.headers["In-Reply-To"] == first.message_id
    assert [one["name"] for one in further.files] == ["trace.txt"]
    close_enquiry(enquiry, by=SAM, at=world.at)
    ticket.refresh_from_db()
    assert ticket.outside == ""

    arrive(world, "It works again.", to=further.reply_to)

    enquiry.refresh_from_db()
    ticket.refresh_from_db()
    assert (enquiry.closed_at, ticket.outside) == (None, "answered")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("bea.marlow@brightwater.example", "belongs to the customer"),
        ("somebody.new@brightwater.example", "belongs to the customer"),
        ("support+x@messaging.example.com", "address of a desk"),
    ],
)
def test_the_customer_and_the_desk_are_no_third_parties(
    world: World, address: str, says: str
) -> None:
    ticket = world.ticket()

    with pytest.raises(Refusal, match=says):
        ask(world, ticket, question(recipients=[Recipient("", address)]))


def test_what_is_over_is_opened_before_anybody_is_asked(world: World) -> None:
    ticket = world.ticket()
    answered = Answer("Done.", then="resolve")
    answer_ticket(ticket, answered, policy=policy_of(ticket), by=SAM, at=world.at)

    with pytest.raises(Refusal):
        ask(world, ticket)


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("help@nordvolt.example", ["help@nordvolt.example"]),
        (
            "Nordvolt <help@nordvolt.example>; a.b@c.example",
            ["help@nordvolt.example", "a.b@c.example"],
        ),
        ("HELP@nordvolt.example, help@nordvolt.example", ["HELP@nordvolt.example"]),
        ('"Nord, Volt" <help@nordvolt.example>,', ["help@nordvolt.example"]),
        ("", []),
    ],
)
def test_recipients_are_read_from_a_line(line: str, addresses: list[str]) -> None:
    found = read_recipients(line)

    assert [one.address for one in found] == addresses
    assert read_recipients(write_recipients(found)) == found


@pytest.mark.parametrize(
    "line",
    [
        "nordvolt",
        "a@b",
        "a@b.example x",
        "a@@b.example",
        "N <a@b.example> <c@d.example>",
        '"a@b.example',
    ],
)
def test_what_is_no_address_is_named(line: str) -> None:
    with pytest.raises(NoAddressError):
        read_recipients(line)


def test_the_seal_belongs_to_one_enquiry() -> None:
    address = enquiry_address(DESK, 7, "secret")

    assert enquiry_from_address(address, "secret") == 7
    assert enquiry_from_address(address.replace("third-7", "third-8"), "secret") is None
    assert enquiry_from_address(address, "other") is None
    assert enquiry_from_address(DESK, "secret") is None
