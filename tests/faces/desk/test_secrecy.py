"""Keeping a request confidential on its page, opening it in an emergency, and who looked when."""

from __future__ import annotations

import pytest

from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words
from tests.house.test_secrecy import ask


def keep(world: World, ticket: Ticket) -> None:
    """Let Sam alone know of a ticket, as he does it on its page."""
    told = {"reason": "A dismissal.", "people": [world.sam.pk]}
    sent = post(world.log_in(world.sam), address(ticket, "confidential"), told)
    assert sent.status_code == 302


def test_a_request_is_made_confidential_and_open_again_on_its_page(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    inside = words(client.get(address(ticket) + "?part=drawer&drawer=secrecy"))
    assert "Make it confidential" in inside

    keep(world, ticket)

    page = words(client.get(address(ticket)))
    assert "Sam Okoro made it confidential; who may know: Sam Okoro" in page
    assert "A dismissal." in page
    drawer = words(client.get(address(ticket) + "?part=drawer&drawer=secrecy"))
    assert "Who may know of it" in drawer
    lena = world.log_in(world.lena)
    assert lena.get(address(ticket)).status_code == 404
    post(client, address(ticket, "confidential/circle"), {"people": [world.sam.pk, world.lena.pk]})
    assert lena.get(address(ticket)).status_code == 200
    assert "lets you know of a confidential request" in words(lena.get("/desk/notices"))
    post(client, address(ticket, "confidential/circle"), {"people": [world.sam.pk]})
    assert lena.get(address(ticket)).status_code == 404
    assert ticket.subject not in words(lena.get("/desk/notices"))
    post(client, address(ticket, "confidential/end"), {"reason": "It is public."})
    assert lena.get(address(ticket)).status_code == 200
    assert "lets the whole desk know of it again" in words(lena.get(address(ticket)))


def test_without_a_reason_or_anybody_it_stays_as_it_is(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    no_reason = post(client, address(ticket, "confidential"), {"people": [world.sam.pk]})
    nobody = post(client, address(ticket, "confidential"), {"reason": "So."})

    assert no_reason.status_code == 422
    assert nobody.status_code == 409
    assert "Choose at least one person" in words(nobody)
    assert not read(ticket).confidential


def test_who_shuts_themselves_out_comes_back_to_the_lists(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    sent = post(
        client, address(ticket, "confidential"), {"reason": "So.", "people": [world.lena.pk]}
    )

    assert sent.headers["Location"] == "/desk/tickets"
    assert client.get(address(ticket)).status_code == 404


def test_a_role_opens_it_for_a_reason_alone_and_those_who_know_read_it(world: World) -> None:
    ticket = world.ticket(subject="The quokka affair")
    keep(world, ticket)
    guard = world.log_in(world.hire("Rosa", "data_protection"))
    door = address(ticket, "confidential/open")

    led = guard.get(address(ticket))
    asked = guard.get(door)

    assert led.headers["Location"] == door
    assert guard.get(f"/desk/search?q={ticket.reference}").headers["Location"] == door
    assert "quokka" not in words(asked)
    assert "Sam Okoro" in words(asked)
    assert post(guard, door, {"reason": ""}).status_code == 422
    assert guard.get(address(ticket)).status_code == 302
    assert post(guard, door, {"reason": "The customer asks."}).status_code == 302
    assert "The quokka affair" in words(guard.get(address(ticket)))
    sam = world.log_in(world.sam)
    assert "Rosa opened a confidential request without being let in" in words(
        sam.get("/desk/notices")
    )
    page = words(sam.get(address(ticket)))
    assert "Rosa opened it without being let in, until 19:00" in page
    assert "The customer asks." in page
    world.pass_time(hours=4)
    assert guard.get(address(ticket)).status_code == 302


def test_to_those_without_that_right_it_is_as_unknown_as_any_number(world: World) -> None:
    ticket = world.ticket()
    keep(world, ticket)
    for role in ("supervisor", "administrator", "auditor", "specialist"):
        client = world.log_in(world.hire(role.title(), role))

        assert client.get(address(ticket)).status_code == 404, role
        assert client.get(address(ticket, "confidential/open")).status_code == 403, role
        assert client.get(f"/desk/search?q={ticket.reference}").status_code == 200, role


def test_who_looked_is_one_line_a_sitting_with_what_and_by_which_way(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    keep(world, ticket)
    guard = world.log_in(world.hire("Rosa", "data_protection"))
    post(guard, address(ticket, "confidential/open"), {"reason": "The customer asks."})
    with house():
        entry = ticket.entries.filter(direction="out").latest("pk").pk
    for _refresh in range(3):
        guard.get(address(ticket) + "?part=timeline")
    guard.get(f"/desk/entries/{entry}.eml")
    world.pass_time(minutes=16)
    guard.get(address(ticket))

    with house():
        rows = list(Access.objects.filter(actor_name="Rosa").order_by("pk"))
    assert [(one.what, one.way, one.reads) for one in rows] == [
        ("", "glass", 3),
        (f"original:{entry}", "glass", 1),
        ("", "glass", 1),
    ]
    drawer = words(sam.get(address(ticket) + "?part=drawer&drawer=looks"))
    assert "Rosa" in drawer
    assert "mail as it came or went" in drawer
    assert "not let in" in drawer
    assert "3 times" in drawer


def test_auditors_read_who_looked_and_nothing_of_what_is_confidential(world: World) -> None:
    hidden, plain = world.ticket(subject="The quokka affair"), world.ticket()
    keep(world, hidden)
    sam = world.log_in(world.sam)
    for path in (address(hidden), address(plain), f"/desk/customers/{world.brightwater.pk}"):
        sam.get(path)
    ivo = world.log_in(world.ivo)

    page = words(ivo.get("/desk/looks"))
    secret = words(ivo.get("/desk/looks?secret=on"))
    narrowed = words(ivo.get(f"/desk/looks?reference={plain.reference}"))

    spoken = [f"{one.reference[:3]} {one.reference[3:6]}" for one in (hidden, plain)]
    assert all(one in page for one in spoken)
    assert "Brightwater Insurance" in page
    assert "quokka" not in page
    assert spoken[0] in secret
    assert spoken[1] not in secret
    assert spoken[1] in narrowed
    assert spoken[0] not in narrowed
    assert ivo.get(address(hidden)).status_code == 404


@pytest.mark.parametrize("right", ["update", "delete"])
def test_nobody_takes_a_look_back(db: None, right: str) -> None:
    found = ask("select has_table_privilege('permanence_house', 'journal_access', %s)", right)

    assert found[0][0] == (right == "update")
