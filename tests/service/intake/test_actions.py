"""Letters become tickets and entries, or wait for a person; nothing is lost or disclosed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.conf import settings

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house, portal
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions import (
    Answers,
    Arrival,
    admit_forms,
    attach_letter,
    digest_letters,
    discard_letter,
    open_letter_as_ticket,
    read_raw,
    receive_letters,
    replay_letter,
    send_form,
)
from permanence.service.intake.models import Form, FormFile, Letter
from permanence.service.tickets.actions import Answer, answer_ticket, settle_returned_messages
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.reply_address import reply_address
from permanence.world.accounts.models import Contact, OrganisationDomain
from tests.cast import World, add_contract

SAM = Actor("specialist:1", "Sam")
BASE = "support@messaging.example.com"


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def deliver(
    world: World,
    *,
    sender: str = "ada.lindqvist@brightwater.example",
    subject: str = "Faxes fail",
    text: str = "They fail since noon.",
    to: str = BASE,
    headers: dict[str, str] | None = None,
    raw: bytes | None = None,
) -> Letter:
    """Receive a mail on the messaging desk and digest it; return its letter as it is then."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    for name, content in (headers or {}).items():
        mail[name] = content
    mail.set_content(text)
    arrival = Arrival(world.messaging.pk, bytes(mail) if raw is None else raw, sender, to)
    receive_letters([arrival], at=world.at)
    digest_letters(at=world.at)
    return Letter.objects.select_related("desk", "ticket").latest("pk")


def test_a_known_contact_opens_a_ticket_of_their_organisation(world: World) -> None:
    letter = deliver(world)

    assert letter.state == "digested"
    assert letter.ticket
    assert letter.ticket.contact == world.ada
    assert letter.ticket.organisation == world.brightwater
    assert letter.ticket.entries.get(direction="in").letter_id == letter.pk


def test_a_stranger_of_a_known_domain_belongs_to_the_organisation(world: World) -> None:
    letter = deliver(world, sender="Cyr New <new.person@brightwater.example>")

    assert letter.ticket
    assert letter.ticket.organisation == world.brightwater
    assert letter.ticket.contact.name == "Cyr New"


def test_an_unknown_sender_becomes_a_contact_without_organisation(world: World) -> None:
    letter = deliver(world, sender="someone@nowhere.example")

    assert letter.ticket
    assert letter.ticket.organisation is None
    assert letter.ticket.contact.email == "someone@nowhere.example"


def test_an_address_that_fits_two_organisations_is_held_for_a_person(world: World) -> None:
    OrganisationDomain.objects.create(organisation=world.verdier, domain="brightwater.example")

    letter = deliver(world, sender="new.person@brightwater.example")

    assert (letter.state, letter.why) == ("held", "two-organisations")
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


def test_who_a_contract_does_not_name_is_held_where_only_named_contacts_may_open(
    world: World,
) -> None:
    add_contract(
        world.brightwater,
        desk=world.messaging,
        number="M-9",
        starts=date(2026, 1, 1),
        at=world.at,
        contacts=("ada.lindqvist@brightwater.example",),
        only_named=True,
    )

    named = deliver(world, sender="ada.lindqvist@brightwater.example")
    unnamed = deliver(world, sender="bea.marlow@brightwater.example")

    assert named.ticket
    assert (unnamed.state, unnamed.why) == ("held", "not-a-named-contact")


@pytest.mark.parametrize("way", ["subject", "address", "headers"])
def test_a_reply_lands_in_its_file(world: World, way: str) -> None:
    ticket = world.ticket()
    confirmation = ticket.entries.get(kind="confirmation")

    letter = deliver(
        world,
        subject=f"Re: it [#{ticket.reference}]" if way == "subject" else "Something else",
        to=reply_address(BASE, ticket.reference, settings.SECRET_KEY) if way == "address" else BASE,
        headers={"In-Reply-To": confirmation.message_id} if way == "headers" else {},
        text="More detail.\n\nOn Monday, Messaging wrote:\n> Your request has arrived.\n",
    )

    assert letter.ticket == ticket
    entry = Entry.objects.filter(ticket=ticket, direction="in").latest("pk")
    assert entry.text == "More detail."
    assert "Your request has arrived" in entry.quoted
    assert (
        Message.objects.filter(owner=f"ticket:{ticket.pk}").count() == 1
    )  # no second confirmation


def test_a_colleague_may_write_in_the_file(world: World) -> None:
    ticket = world.ticket()

    letter = deliver(world, sender=world.bea.email, subject=f"Re: [#{ticket.reference}]")

    assert letter.ticket == ticket


@pytest.mark.parametrize("sender", ["claire.aubin@verdier.example", "nobody@elsewhere.example"])
def test_anyone_elses_message_with_the_reference_is_held_and_discloses_nothing(
    world: World, sender: str
) -> None:
    ticket = world.ticket()
    before = Message.objects.count()

    letter = deliver(world, sender=sender, subject=f"Re: [#{ticket.reference}]")

    assert (letter.state, letter.why) == ("held", "stranger-quotes-reference")
    assert letter.ticket is None
    assert ticket.entries.count() == 2
    assert Message.objects.count() == before


def test_a_forged_reply_address_threads_nothing(world: World) -> None:
    ticket = world.ticket()

    letter = deliver(world, to=f"support+{ticket.reference}-aaaaaaaa@messaging.example.com")

    assert letter.ticket != ticket


def test_a_reused_message_id_is_another_message(world: World) -> None:
    first = deliver(world, headers={"Message-ID": "<same@x.example>"}, text="First of the two.")
    second = deliver(world, headers={"Message-ID": "<same@x.example>"}, text="Second of the two.")

    assert first.pk != second.pk
    assert Ticket.objects.count() == 2


def test_the_same_message_delivered_again_is_one(world: World) -> None:
    first = deliver(world, headers={"Received": "from a by b; Mon, 2 Mar 2026 10:00:00 +0000"})
    again = deliver(world, headers={"Received": "from c by d; Mon, 2 Mar 2026 10:00:09 +0000"})

    assert first == again
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
    ],
)
def test_machines_get_no_confirmation(world: World, headers: dict[str, str]) -> None:
    letter = deliver(world, headers=headers)

    assert letter.state == "silent"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Auto-Submitted": "auto-generated"}, {"List-Id": "<l.x.example>"}]
)
def test_what_a_machine_sends_of_itself_waits_for_a_person(
    world: World, headers: dict[str, str]
) -> None:
    letter = deliver(world, sender="alerts@monitor.example", subject="Disk full", headers=headers)

    assert letter.state == "held"
    assert not Message.objects.exists()


def test_a_sender_that_a_trusted_server_calls_forged_joins_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TRUSTED_AUTHSERV", "mx.desk.example")
    ticket = world.ticket()

    letter = deliver(
        world,
        subject=f"Re: [#{ticket.reference}]",
        headers={
            "Authentication-Results": "mx.desk.example; dmarc=fail header.from=brightwater.example"
        },
    )

    assert (letter.state, letter.why) == ("held", "sender-not-authentic")


def test_a_vacation_notice_neither_opens_again_nor_is_answered(world: World) -> None:
    ticket = world.ticket()
    answer_ticket(
        ticket,
        Answer("Done.", then="resolve"),
        policy=policy_of_version(ticket.policy_version_id),
        by=SAM,
        at=world.at,
    )
    before = Message.objects.count()

    letter = deliver(
        world,
        subject=f"Out of office [#{ticket.reference}]",
        headers={"Auto-Submitted": "auto-replied"},
    )

    ticket.refresh_from_db()
    assert (letter.state, letter.ticket, ticket.state) == ("silent", ticket, "resolved")
    assert Message.objects.count() == before


def test_a_bounce_takes_the_answer_back(world: World) -> None:
    ticket = world.ticket()
    policy = policy_of_version(ticket.policy_version_id)
    entry = answer_ticket(ticket, Answer("We are on it."), policy=policy, by=SAM, at=world.at)
    report = "\r\n".join(
        [
            "From: MAILER-DAEMON@brightwater.example",
            f"To: {BASE}",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "It could not be delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.brightwater.example",
            "",
            f"Final-Recipient: rfc822; {world.ada.email}",
            "Action: failed",
            "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 5.1.1 no such user",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {entry.message_id}",
            f"Subject: Re: it [#{ticket.reference}]",
            "",
            "--b--",
            "",
        ]
    )

    letter = deliver(world, sender="", raw=report.encode())
    settle_returned_messages(at=world.at)

    assert letter.state == "silent"
    response = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
    assert response.met_at is None


def test_what_cannot_be_read_waits_in_quarantine_and_can_be_replayed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "permanence.service.intake.actions.letters.report_mail"
    with monkeypatch.context() as broken:
        broken.setattr(module, lambda *_, **__: 1 / 0)  # a fault of our own
        letter = deliver(world)
        for _ in range(5):
            world.at += timedelta(seconds=10)
            digest_letters(at=world.at)
        letter.refresh_from_db()

    assert letter.state == "quarantined"
    assert "ZeroDivisionError" in letter.why
    assert read_raw(letter).startswith(b"From: ada.lindqvist")
    replay_letter(letter, by=SAM, at=world.at)
    digest_letters(at=world.at)
    letter.refresh_from_db()
    assert letter.state == "digested"
    assert letter.ticket
    assert letter.ticket.opened_at == letter.received_at


def test_a_person_brings_a_held_letter_where_it_belongs(world: World) -> None:
    ticket = world.ticket()
    held = deliver(world, sender="nobody@elsewhere.example", subject=f"[#{ticket.reference}]")

    attach_letter(held, ticket, by=SAM, at=world.at)

    held.refresh_from_db()
    assert (held.state, held.ticket) == ("digested", ticket)
    entry = Entry.objects.filter(ticket=ticket, direction="in").latest("pk")
    assert entry.author_address == "nobody@elsewhere.example"
    with pytest.raises(Refusal):
        discard_letter(held, by=SAM, at=world.at)


def test_a_person_opens_a_ticket_for_a_held_letter(world: World) -> None:
    ticket = world.ticket()
    held = deliver(world, sender="nobody@elsewhere.example", subject=f"[#{ticket.reference}]")

    opened = open_letter_as_ticket(held, by=SAM, at=world.at)

    assert opened != ticket
    assert opened.contact.email == "nobody@elsewhere.example"
    assert opened.opened_at == held.received_at


def test_a_discarded_letter_stays_stored(world: World) -> None:
    ticket = world.ticket()
    held = deliver(world, sender="nobody@elsewhere.example", subject=f"[#{ticket.reference}]")

    discard_letter(held, by=SAM, at=world.at)

    assert read_raw(Letter.objects.get(pk=held.pk))


def test_a_large_letter_is_on_disk_and_whole(world: World) -> None:
    letter = deliver(world, text="line of text\n" * 150_000)

    assert letter.path
    assert letter.raw is None
    assert len(read_raw(letter)) == letter.size


def form(world: World, **changes: object) -> Answers:
    told = {
        "key": uuid4(),
        "desk": world.messaging.pk,
        "name": "Ada Lindqvist",
        "email": world.ada.email,
        "subject": "Portal request",
        "text": "The report is empty since this morning.",
        "language": "en",
        "facts": {"user-id": "U77"},
    }
    return Answers(**{**told, **changes})  # type: ignore[arg-type]


def test_a_form_becomes_a_ticket_once(world: World) -> None:
    answers = form(world, files=[Part("screen.png", "image/png", b"picture")])
    with portal(organisation=None, contact=None):
        send_form(answers, contact=None, organisation=None, at=world.at)

    ticket = admit_forms(at=world.at, key=answers.key)[0]

    assert admit_forms(at=world.at) == []
    assert (ticket.channel, ticket.contact, ticket.facts["user-id"]) == ("portal", world.ada, "U77")
    said = ticket.entries.get(direction="in")
    assert said.attachments.get().name == "screen.png"
    assert not FormFile.objects.exists()
    assert Form.objects.get().ticket == ticket


def test_an_anonymous_form_never_joins_an_existing_file(world: World) -> None:
    ticket = world.ticket()
    answers = form(world, reference=ticket.reference)
    with portal(organisation=None, contact=None):
        send_form(answers, contact=None, organisation=None, at=world.at)

    opened = admit_forms(at=world.at)[0]

    assert opened != ticket


def test_a_contacts_form_answers_in_its_file(world: World) -> None:
    ticket = world.ticket()
    organisation, contact = world.brightwater.pk, world.ada.pk
    with portal(organisation=organisation, contact=contact):
        send_form(
            form(world, reference=ticket.reference),
            contact=contact,
            organisation=organisation,
            at=world.at,
        )

    assert admit_forms(at=world.at) == [ticket]
    assert ticket.entries.filter(kind="portal").exists()


def test_new_contacts_are_made_once_in_a_batch(world: World) -> None:
    for number in range(3):
        mail = EmailMessage()
        mail["From"], mail["To"] = "twice@nowhere.example", BASE
        mail["Subject"] = f"Number {number}"
        mail.set_content("Something to say.")
        receive_letters(
            [Arrival(world.messaging.pk, bytes(mail), "twice@nowhere.example", BASE)], at=world.at
        )

    assert digest_letters(at=world.at) == 3

    assert Contact.objects.filter(email="twice@nowhere.example").count() == 1
    assert Ticket.objects.count() == 3
