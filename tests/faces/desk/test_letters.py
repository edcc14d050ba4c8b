"""The quarantine: what could not be understood, or only a person may decide."""

from __future__ import annotations

from permanence.ground.lib.db import house, portal
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.actions.enquiring import begin_enquiry
from permanence.service.tickets.models import Enquiry, Entry, Ticket
from permanence.service.tickets.rules.enquiring import Question, Recipient
from tests.cast import World, post


def hold(world: World) -> tuple[Ticket, Letter]:
    """A letter of a stranger that names Ada's ticket."""
    ticket = world.ticket()
    letter = world.letter(
        sender="boris@elsewhere.example", subject=f"Re: [#{ticket.reference}]", text="Me too."
    )
    digest_letters(at=world.at)
    return ticket, letter


def read(letter: Letter) -> Letter:
    with house():
        return Letter.objects.select_related("ticket").get(pk=letter.pk)


def test_a_held_letter_waits_with_its_reason(world: World) -> None:
    ticket, letter = hold(world)
    client = world.log_in(world.sam)

    listed = client.get("/desk/quarantine").content.decode()
    page = client.get(f"/desk/quarantine/{letter.pk}").content.decode()

    assert "The sender may not write to the ticket that it names." in listed
    assert "1 message waits" in listed
    assert "Me too." in page
    assert f'href="/desk/tickets/{ticket.reference}"' in page
    assert f'value="{ticket.reference}"' in page


def test_a_person_brings_a_letter_into_the_file(world: World) -> None:
    ticket, letter = hold(world)
    client = world.log_in(world.sam)
    said = f"{ticket.reference[:3]} {ticket.reference[3:6]} {ticket.reference[6:]}"

    answer = post(client, f"/desk/quarantine/{letter.pk}/attach", {"reference": said})

    assert answer.status_code == 302
    assert read(letter).ticket == ticket
    page = client.get(f"/desk/tickets/{ticket.reference}").content.decode()
    assert "Me too." in page
    assert "Sam Okoro brought a message here that had been held" in page


def test_a_letter_goes_into_no_file_of_another_desk(world: World) -> None:
    foreign = world.ticket(world.claire, desk=world.content)
    _, letter = hold(world)

    for reference in (foreign.reference, "0000000000"):
        answer = post(
            world.log_in(world.sam),
            f"/desk/quarantine/{letter.pk}/attach",
            {"reference": reference},
        )
        assert answer.status_code == 422
    assert read(letter).state == "held"


def test_a_held_letter_becomes_a_ticket_of_its_own(world: World) -> None:
    _, letter = hold(world)

    answer = post(world.log_in(world.sam), f"/desk/quarantine/{letter.pk}/sort", {"act": "open"})

    opened = read(letter).ticket
    assert opened
    assert answer["Location"] == f"/desk/tickets/{opened.reference}"


def test_a_discarded_letter_waits_no_longer_and_stays_stored(world: World) -> None:
    _, letter = hold(world)
    client = world.log_in(world.sam)

    post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "discard"})

    assert "No message waits" in client.get("/desk/quarantine").content.decode()
    page = client.get(f"/desk/quarantine/{letter.pk}").content.decode()
    assert "Discarded at" in page
    assert 'name="act"' not in page


def test_a_letter_is_decided_about_once(world: World) -> None:
    _, letter = hold(world)
    client = world.log_in(world.sam)
    post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "discard"})

    late = post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "open"})

    assert late.status_code == 409
    assert "Somebody has decided" in late.content.decode()


def test_what_cannot_be_read_is_had_raw_and_tried_again(world: World) -> None:
    letter = world.letter()
    with house():
        Letter.objects.filter(pk=letter.pk).update(state="quarantined", why="failed: KeyError: x")
    client = world.log_in(world.sam)

    page = client.get(f"/desk/quarantine/{letter.pk}").content.decode()
    assert "The message could not be made into a ticket." in page
    assert "KeyError" in page
    assert client.get(f"/desk/letters/{letter.pk}/raw").status_code == 200

    post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "replay"})
    digest_letters(at=world.pass_time(minutes=1))
    assert read(letter).state == "digested"


def test_nobody_else_sorts_letters(world: World) -> None:
    _, letter = hold(world)

    for who, read, status in ((world.noor, 404, 404), (world.ivo, 200, 403)):
        client = world.log_in(who)
        assert client.get(f"/desk/quarantine/{letter.pk}").status_code == read
        answer = post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "discard"})
        assert answer.status_code == status
    with house():
        assert Entry.objects.filter(text__contains="Me too").count() == 0


def ask(world: World, ticket: Ticket, to: str = "boris@elsewhere.example") -> Enquiry:
    """Ask somebody outside about a ticket."""
    with house():
        question = Question((Recipient("", to),), "Faxes", "Do you see it?", "en")
        policy = policy_of_version(ticket.policy_version_id)
        return begin_enquiry(ticket, question, policy=policy, by=world.sam.actor, at=world.at)


def hold_answer(world: World) -> tuple[Ticket, Letter]:
    """A letter from an address that nobody asked, about a ticket on which somebody was asked."""
    ticket = world.ticket()
    ask(world, ticket)
    letter = world.letter(
        sender="night.shift@elsewhere.example", subject=f"Re: [#{ticket.reference}]", text="We do."
    )
    digest_letters(at=world.at)
    return ticket, letter


def test_a_held_answer_of_a_third_party_is_brought_into_the_enquiry(world: World) -> None:
    ticket, letter = hold_answer(world)
    assert read(letter).state == "held"
    client = world.log_in(world.sam)
    page = client.get(f"/desk/quarantine/{letter.pk}").content.decode()
    assert "Bring it into the enquiry: boris@elsewhere.example" in page

    with house():
        number = Enquiry.objects.get().pk
    act = {"act": f"enquiry-{number}"}
    assert post(client, f"/desk/quarantine/{letter.pk}/sort", act).status_code == 302

    with house():
        entry = Entry.objects.get(letter_id=letter.pk)
        assert (entry.kind, entry.is_public, entry.enquiry_id) == ("third-party", False, number)
        assert entry.author_address == "night.shift@elsewhere.example"
        kept = Ticket.objects.get(pk=ticket.pk)
        assert (kept.outside, kept.last_word_by) == ("answered", ticket.last_word_by)
        assert not Message.objects.filter(recipients=["night.shift@elsewhere.example"]).exists()
    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert not Entry.objects.filter(letter_id=letter.pk).exists()
    assert read(letter).state == "digested"
    assert post(client, f"/desk/quarantine/{letter.pk}/sort", act).status_code == 409


def test_the_reference_and_one_tick_name_the_only_enquiry(world: World) -> None:
    ticket, letter = hold_answer(world)
    client = world.log_in(world.sam)
    other, address = world.ticket(), f"/desk/quarantine/{letter.pk}/attach"

    nobody = post(client, address, {"reference": other.reference, "is_answer": "on"})
    assert "Nobody outside was asked" in nobody.content.decode()
    ask(world, ticket, "carrier@other.example")
    several = post(client, address, {"reference": ticket.reference, "is_answer": "on"})
    assert "choose one of them below" in several.content.decode()
    assert "Bring it into the enquiry: carrier@other.example" in several.content.decode()
    ask(world, other)
    answer = post(client, address, {"reference": other.reference, "is_answer": "on"})

    assert answer.status_code == 302
    with house():
        assert Entry.objects.get(letter_id=letter.pk).ticket_id == other.pk


def test_a_letter_goes_into_no_enquiry_of_another_desk(world: World) -> None:
    _, letter = hold_answer(world)
    foreign = ask(world, world.ticket(world.claire, desk=world.content))
    with house():
        world.sam.roles.create(desk=world.content, role="specialist")
    acts = (f"enquiry-{foreign.pk}", "enquiry-x", "enquiry-999999")

    client, address = world.log_in(world.sam), f"/desk/quarantine/{letter.pk}/sort"
    answers = [post(client, address, {"act": act}).status_code for act in acts]

    assert answers == [409, 404, 404]
    assert read(letter).state == "held"
