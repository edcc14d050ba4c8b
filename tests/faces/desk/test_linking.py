"""Links, messages split off and duplicates on the desk's pages."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Entry, Link, Ticket
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words
from tests.faces.portal.browsing import follow_link
from tests.service.tickets.acting import HOUR, answer


def drawer(ticket: Ticket) -> str:
    return address(ticket) + "?part=drawer&drawer=links"


def first_message(ticket: Ticket) -> int:
    with house():
        return Entry.objects.get(ticket=ticket, direction="in").pk


def test_a_link_is_made_shown_on_both_files_and_taken_away(world: World) -> None:
    client = world.log_in(world.sam)
    one, two = world.ticket(), world.ticket(subject="No fax on floor two")
    given = {"reference": two.reference, "reading": "part_of", "reason": "One move."}

    made = post(client, address(one, "link"), given)

    assert made.headers["Location"] == address(one)
    shown = words(client.get(drawer(one)))
    assert "Part of" in shown
    assert "No fax on floor two" in shown
    assert "is due by" in shown
    assert "Has as a part" in words(client.get(drawer(two)))
    assert "linked it. Part of:" in words(client.get(address(one)))
    with house():
        number = Link.objects.get().pk
    post(client, address(one, f"links/{number}"), {"reason": "Not so."})
    assert read(one).links == read(two).links == 0
    assert post(client, address(two, f"links/{number + 1}"), {"reason": "x"}).status_code == 404


def test_the_page_warns_of_two_customers_before_it_links_them(world: World) -> None:
    client = world.log_in(world.sam)
    one, other = world.ticket(), world.ticket(world.claire)
    given = {"reference": other.reference, "reading": "related", "reason": "One line."}

    warned = post(client, address(one, "link"), given)

    assert warned.status_code == 409
    assert "I mean both customers" in words(warned)
    assert read(one).links == 0
    assert post(client, address(one, "link"), given | {"across": "on"}).status_code == 302
    assert world.verdier.name in words(client.get(drawer(one)))
    ada = follow_link(world.ada, world.messaging)
    page = words(ada.get(f"/messaging/requests/{one.reference}"))
    assert world.verdier.name not in page
    assert other.reference not in page


def test_a_file_of_another_desk_is_named_and_no_more_is_told(world: World) -> None:
    one = world.ticket()
    other = world.ticket(world.ada, desk=world.content, subject="A quokka page is lost")
    lena = world.log_in(world.lena)
    given = {"reference": other.reference, "reading": "related"}
    assert post(lena, address(one, "link"), given).status_code == 302

    shown = words(world.log_in(world.sam).get(drawer(one)))

    assert "on another desk" in shown
    assert "quokka" not in shown
    sam = world.log_in(world.sam)
    third = world.ticket()
    assert post(sam, address(third, "link"), given).status_code == 422


def test_a_message_is_looked_at_and_made_a_request_of_its_own(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = world.ticket(text="Since noon every fax comes back.")
    path = f"/desk/entries/{first_message(ticket)}/split"
    assert path in client.get(address(ticket)).content.decode()
    world.pass_time(hours=3)

    page = words(client.get(path))

    assert "Since noon every fax comes back." in page
    assert world.ada.email in page
    assert "late already" in page
    made = post(client, path, {"subject": "Another matter"})
    with house():
        new = Ticket.objects.get(subject="Another matter")
    assert made.headers["Location"] == address(new)
    assert post(client, path, {"subject": "Again"}).headers["Location"] == address(new)
    assert "made a request of its own" in words(client.get(address(ticket)))
    assert "Made of a message in" in words(client.get(drawer(new)))


def test_what_the_desk_said_is_no_request(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = world.ticket()
    with house():
        answer(ticket, at=world.at)
        number = Entry.objects.get(ticket=ticket, direction="out", kind="mail").pk

    assert client.get(f"/desk/entries/{number}/split").status_code == 404


def test_duplicates_are_looked_at_and_resolved_together(world: World) -> None:
    client = world.log_in(world.sam)
    first, second = world.ticket(), world.ticket(world.bea)
    post(client, address(second, "link"), {"reference": first.reference, "reading": "duplicate_of"})
    path = address(first, "duplicates")
    assert "Resolve this request first" in words(client.get(path))
    with house():
        answer(first, at=world.at + HOUR, then="resolve")
    world.pass_time(hours=2)
    asked = post(client, address(first, "act"), {"act": "duplicates"})
    assert asked.headers["Location"] == path
    assert "Resolve the duplicates" in words(client.get(address(first)))

    page = words(client.get(path))

    assert world.bea.email in page
    assert "We look into it." in page
    given = {"tickets": [second.pk], "text_en": "The line works again."}
    assert post(client, path, given).headers["Location"] == address(first)
    assert read(second).state == "resolved"
    with house():
        mail = Message.objects.get(owner=f"ticket:{second.pk}", kind="answer")
    assert mail.recipients == [world.bea.email]
    assert "resolved the duplicates" in words(client.get(address(first)))


def test_words_that_tell_of_another_customer_are_held_back_once(world: World) -> None:
    client = world.log_in(world.sam)
    first, other = world.ticket(), world.ticket(world.claire)
    given = {"reference": first.reference, "reading": "duplicate_of", "reason": "One line."}
    post(client, address(other, "link"), given | {"across": "on"})
    with house():
        answer(first, at=world.at, then="resolve")
    said = {"tickets": [other.pk], "text_fr": "Chez Brightwater Insurance aussi."}

    held = post(client, address(first, "duplicates"), said)

    assert held.status_code == 409
    assert "would read of another customer" in words(held)
    assert read(other).state == "new"
    post(client, address(first, "duplicates"), said | {"anyway": "on"})
    assert read(other).state == "resolved"


def test_who_may_only_read_changes_nothing(world: World) -> None:
    client = world.log_in(world.ivo)
    one, two = world.ticket(), world.ticket()
    paths = {
        address(one, "link"): {"reference": two.reference, "reading": "related"},
        f"/desk/entries/{first_message(one)}/split": {"subject": "Mine"},
        address(one, "duplicates"): {},
    }

    for path, given in paths.items():
        assert post(client, path, given).status_code == 403
    assert "Make a request of its own" not in words(client.get(address(one)))
