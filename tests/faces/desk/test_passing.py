"""Handing a ticket over, and its checklist, on its page."""

from __future__ import annotations

from tests.cast import World, post
from tests.faces.desk.test_findings import drawer
from tests.faces.desk.test_ticket import JUDGED, address, read, words


def test_a_specialist_hands_a_ticket_over_with_what_was_tried(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    assert client.get(f"{address(ticket)}?part=drawer&drawer=passing").status_code == 404
    post(client, address(ticket, "triage"), JUDGED | {"level": "1"})
    said = {"level": "2", "team": str(world.experts.pk), "tried": "We sent a test fax."}

    assert "What was tried" in drawer(client, ticket, "passing")
    assert post(client, address(ticket, "handover"), said | {"tried": ""}).status_code == 422
    assert post(client, address(ticket, "handover"), said).status_code == 302

    assert read(ticket).team == world.experts
    page = words(client.get(address(ticket)))
    assert "Sam Okoro handed it over from level 1 to level 2 · Experts" in page
    assert "We sent a test fax." in page


def test_the_checklist_is_filled_in_beside_the_ticket(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    assert "Write down what is known" in words(client.get(address(ticket)))

    told = {"known-user-id": "AL-17", "waived-job-number": "No job yet."}
    assert post(client, address(ticket, "facts"), told).status_code == 302

    kept = read(ticket)
    assert kept.facts["user-id"] == "AL-17"
    assert kept.waived == {"job-number": "No job yet."}
    assert "Sam Okoro wrote down what is known" in words(client.get(address(ticket)))
    ivo = world.log_in(world.ivo)
    inside = drawer(ivo, ticket, "facts")
    assert "AL-17" in inside
    assert "does not apply: No job yet." in inside
    assert "Keep it" not in inside


def test_who_may_not_and_another_desks_file(world: World) -> None:
    ticket, ivo = world.ticket(), world.log_in(world.ivo)
    foreign, sam = world.ticket(world.claire, desk=world.content), world.log_in(world.sam)

    for act in ("handover", "facts"):
        assert post(ivo, address(ticket, act), {"tried": "x", "level": "2"}).status_code == 403
        assert post(sam, address(foreign, act), {"tried": "x", "level": "2"}).status_code == 404
