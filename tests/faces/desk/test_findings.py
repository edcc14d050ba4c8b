"""Kinds of request, checking them, and finding a cause outside: on a ticket's page."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Finding, Ticket, Validation
from tests.cast import World, post
from tests.faces.desk.test_ticket import JUDGED, address, read, words

SEEN = {
    "outcome": "not_reproduced",
    "environment": "Test system 4.2",
    "seen": "The fax arrives.",
    "seen_at": "",
}
OUTSIDE = {
    "cause": "third_party",
    "reason": "The driver of the printer drops the last page.",
    "referred_to": "Printworks Ltd",
}


def drawer(client: Client, ticket: Ticket, key: str) -> str:
    return words(client.get(f"{address(ticket)}?part=drawer&drawer={key}"))


def checked(world: World, client: Client, ticket: Ticket) -> Any:
    return post(client, address(ticket, "validation"), SEEN | {"seen_at": f"{world.at:%FT%T}"})


def test_a_specialist_judges_what_kind_of_request_it_is(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    post(client, address(ticket, "triage"), JUDGED | {"kind": "account"})

    assert read(ticket).kind == "account"
    page = words(client.get(address(ticket)))
    assert "Account request · " in page or "· Account request" in page
    assert "Something is to be set up or changed in your account." in page
    told = client.get("/desk/tickets.csv?view=next&desk=messaging").content.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(told))
    assert row[heads.index("Kind of request")] == "Account request"


def test_custom_work_leads_to_an_agreement(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.noor)

    refused = post(client, address(ticket, "triage"), JUDGED | {"kind": "custom"})
    assert refused.status_code == 409
    assert "of level 3" in words(refused)
    post(client, address(ticket, "triage"), {"severity": "3", "level": "3", "kind": "custom"})

    assert "Propose one" in words(client.get(address(ticket)))


def test_what_was_seen_stands_in_its_drawer_and_in_the_timeline(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    assert "Nobody has checked yet" in drawer(client, ticket, "validation")

    assert checked(world, client, ticket).status_code == 302

    inside = drawer(client, ticket, "validation")
    assert "It does not happen here" in inside
    assert "Test system 4.2 · Sam Okoro" in inside
    page = words(client.get(address(ticket)))
    assert "Sam Okoro checked it at" in page
    assert "The fax arrives." in page


def test_a_cause_outside_is_told_after_a_check_and_taken_back_in_words(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    post(client, address(ticket, "triage"), JUDGED)

    early = post(client, address(ticket, "outside"), OUTSIDE)
    assert early.status_code == 409
    assert "Check what the customer told first" in words(early)
    checked(world, client, ticket)
    assert post(client, address(ticket, "outside"), OUTSIDE).status_code == 302

    assert read(ticket).state == "out_of_scope"
    inside = drawer(client, ticket, "scope")
    assert "Third-party software" in inside
    assert "Printworks Ltd" in inside
    assert "found the cause outside: Third-party software" in words(client.get(address(ticket)))
    go_on = post(client, address(ticket, "act"), {"act": "resume"})
    assert go_on.headers["Location"].endswith("?open=scope#scope")
    assert read(ticket).state == "out_of_scope"

    post(client, address(ticket, "inside"), {"reason": "Our converter did it."})

    assert read(ticket).state == "open"
    with house():
        assert Finding.objects.get().ended_by_name == "Sam Okoro"
        assert Message.objects.filter(kind="notice").count() == 2
    assert "took back that the cause lies outside" in words(client.get(address(ticket)))


def test_who_only_reads_sees_what_was_found_and_changes_nothing(world: World) -> None:
    ticket = world.ticket()
    sam, ivo = world.log_in(world.sam), world.log_in(world.ivo)
    checked(world, sam, ticket)

    assert "It does not happen here" in drawer(ivo, ticket, "validation")
    assert "Keep it" not in drawer(ivo, ticket, "validation")
    for act, said in (("validation", SEEN), ("outside", OUTSIDE), ("inside", {"reason": "x"})):
        assert post(ivo, address(ticket, act), said).status_code == 403
    with house():
        assert Validation.objects.count() == 1


def test_another_desks_file_is_not_there(world: World) -> None:
    foreign, client = world.ticket(world.claire, desk=world.content), world.log_in(world.sam)

    for act, said in (("validation", SEEN), ("outside", OUTSIDE), ("inside", {"reason": "x"})):
        assert post(client, address(foreign, act), said).status_code == 404


def test_the_portal_tells_the_customer_what_was_found(world: World) -> None:
    from tests.faces.portal.browsing import follow_link  # noqa: PLC0415 -- the other face

    ticket, client = world.ticket(), world.log_in(world.sam)
    post(client, address(ticket, "triage"), JUDGED)
    checked(world, client, ticket)
    post(client, address(ticket, "outside"), OUTSIDE)

    page = words(
        follow_link(world.ada, world.messaging).get(f"/messaging/requests/{ticket.reference}")
    )

    assert "The driver of the printer drops the last page." in page
    assert "Who can help you further: Printworks Ltd" in page
