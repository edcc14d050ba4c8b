"""The quarantine: what could not be understood, or only a person may decide."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Entry, Ticket
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

    for who, status in ((world.noor, 404), (world.ivo, 403)):
        client = world.log_in(who)
        assert client.get(f"/desk/quarantine/{letter.pk}").status_code == status
        answer = post(client, f"/desk/quarantine/{letter.pk}/sort", {"act": "discard"})
        assert answer.status_code == status
    assert world.log_in(world.ivo).get("/desk/quarantine").status_code == 403
    with house():
        assert Entry.objects.filter(text__contains="Me too").count() == 0
