"""Merging on the ticket's page: one timeline, a warning between customers, and undoing."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.tickets.models import Merge
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words
from tests.faces.portal.browsing import follow_link


def test_two_files_are_read_as_one(world: World) -> None:
    client = world.log_in(world.sam)
    first, second = world.ticket(), world.ticket(text="The fax on floor two as well.")

    sent = post(client, address(second, "merge"), {"reference": first.reference})

    assert sent.headers["Location"] == address(first)
    page = words(client.get(address(first)))
    assert "The fax on floor two as well." in page
    assert "is merged into this one" in page
    assert "Merged with others" in page
    assert "Undo the merge" in words(client.get(f"{address(first)}?open=merging"))
    assert client.get(address(second)).headers["Location"] == address(first)
    assert read(second).state == "merged"


def test_the_page_warns_of_two_customers_and_names_both(world: World) -> None:
    client = world.log_in(world.sam)
    first, other = world.ticket(), world.ticket(world.claire)
    given = {"reference": first.reference, "reason": "One broken line."}

    warned = post(client, address(other, "merge"), given)

    assert warned.status_code == 409
    page = words(warned)
    assert world.brightwater.name in page
    assert world.verdier.name in page
    assert "I mean both customers" in page
    assert read(other).state == "new"
    assert post(client, address(other, "merge"), given | {"across": "on"}).status_code == 302
    shown = words(client.get(f"{address(first)}?open=merging"))
    assert world.verdier.name in shown
    assert world.claire.email in shown


def test_a_merge_is_undone_with_one_button(world: World) -> None:
    client = world.log_in(world.sam)
    first, second = world.ticket(), world.ticket()
    post(client, address(second, "merge"), {"reference": first.reference})
    with house():
        number = Merge.objects.get().pk

    undone = post(client, address(first, f"merges/{number}/undo"), {})

    assert undone.headers["Location"] == address(second)
    assert read(second).state == "new"
    assert "of its own again" in words(client.get(address(second)))
    again = post(client, address(first, f"merges/{number}/undo"), {})
    assert again.status_code in {302, 409}


def test_an_unknown_reference_and_the_own_one_are_refused(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = world.ticket()

    assert post(client, address(ticket, "merge"), {"reference": "1234567890"}).status_code == 422
    own = post(client, address(ticket, "merge"), {"reference": ticket.reference})
    assert own.status_code == 409


def test_who_may_not_judge_may_not_merge(world: World) -> None:
    client = world.log_in(world.ivo)
    first, second = world.ticket(), world.ticket()

    sent = post(client, address(second, "merge"), {"reference": first.reference})

    assert sent.status_code == 403
    assert "Merge into another" not in words(client.get(address(first)))


def test_a_person_reads_both_own_requests_as_one_and_never_anothers(world: World) -> None:
    client = world.log_in(world.sam)
    first = world.ticket()
    second = world.ticket(text="The fax on floor two as well.")
    other = world.ticket(world.claire, text="Our quokka contracts wait.")
    post(client, address(second, "merge"), {"reference": first.reference})
    given = {"reference": first.reference, "reason": "One broken line.", "across": "on"}
    post(client, address(other, "merge"), given)

    ada = follow_link(world.ada, world.messaging)
    moved = ada.get(f"/messaging/requests/{second.reference}")
    assert moved.headers["Location"] == f"/messaging/requests/{first.reference}"
    page = words(ada.get(moved.headers["Location"]))
    assert "The fax on floor two as well." in page
    assert "quokka" not in page
    claire = follow_link(world.claire, world.messaging)
    hers = words(claire.get(f"/messaging/requests/{other.reference}"))
    assert "quokka" in hers
    assert "floor two" not in hers
    assert "Chez nous" in hers
    assert other.subject in words(claire.get("/messaging/requests"))
