"""Tickets are ticked in a list, and one thing is done to all of them."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.overview.bulk.jobs import carry_out_bulks
from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.rules import AT_ONCE
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist
from tests.cast import World, post
from tests.service.incidents.leading import declare

PICK = "/desk/bulk/pick?desk=messaging"


def hidden(page: Any) -> dict[str, str]:
    """What the form of ticked tickets would send besides the ticks."""
    form = re.search(r'<form id="pick".*?</form>', page.content.decode(), re.DOTALL)
    assert form is not None
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return {key: one.replace("&amp;", "&") for key, one in found.items() if "csrf" not in key}


def choose(client: Client, tickets: list[Ticket], **told: str) -> str:
    """The page of an act on these tickets."""
    rows = [str(one.pk) for one in tickets]
    answer = post(client, PICK, {"do": "change", "row": rows, **told})
    assert answer.status_code == 302
    return str(answer.url)


def look(client: Client, address: str, **wish: Any) -> str:
    """What the page says after it was asked what shall change."""
    answer = post(client, address, {"do": "look", **wish})
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return str(client.get(answer.url).content.decode())


def begin(client: Client, address: str) -> Any:
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())
    assert seen is not None
    return post(client, address, {"do": "begin", "seen": seen[1]})


def read(ticket: Ticket) -> Ticket:
    with house():
        return Ticket.objects.get(pk=ticket.pk)


def test_tickets_are_ticked_looked_at_and_changed(world: World) -> None:
    tickets = [world.ticket(subject="First"), world.ticket(subject="Second")]
    client = world.log_in(world.sam)

    address = choose(client, tickets)
    asked = client.get(address).content.decode()
    assert "Change 2 tickets" in asked
    assert "What shall change" in asked
    shown = look(client, address, team=world.experts.pk)
    assert "2 tickets will be changed." in shown
    assert "Team: – → Experts" in shown
    assert read(tickets[0]).team_id is None

    begin(client, address)
    carry_out_bulks()

    done = client.get(address).content.decode()
    assert "Finished" in done
    assert "2 of 2" in done
    assert read(tickets[1]).team_id == world.experts.pk
    page = client.get(f"/desk/tickets/{tickets[0].reference}").content.decode()
    assert "Sam Okoro did this together with other tickets: 2 in all" in page
    assert "Change 2 tickets" in client.get("/desk/bulk").content.decode()


def test_mails_and_promises_are_shown_before_anything_is_sent(world: World) -> None:
    ticket = world.ticket(world.stranger)
    client = world.log_in(world.sam)
    address = choose(client, [ticket])

    shown = look(client, address, then="waiting_customer", reason="Please send the log file.")

    assert "German" in shown
    assert "Please send the log file." in shown
    assert "Mail to stranger@elsewhere.example" in shown
    assert "State: New → Waiting for the customer" in shown
    with house():
        assert not Message.objects.filter(kind="notice").exists()


def test_what_is_left_out_is_told_with_its_reason(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    address = choose(client, [ticket])

    shown = look(client, address, then="resolve")

    assert "0 tickets will be changed." in shown
    assert "Nobody has answered the customer yet" in shown
    assert 'value="begin"' not in shown


def test_what_is_ticked_joins_an_incident_that_goes_on(world: World) -> None:
    tickets = [world.ticket(subject="First"), world.ticket(subject="Second")]
    client = world.log_in(world.sam)
    listed = "/desk/tickets?desk=messaging"
    assert "Join an incident" not in client.get(listed).content.decode()
    with house():
        incident = declare(world)

    assert "Join an incident" in client.get(listed).content.decode()
    rows = [str(one.pk) for one in tickets]
    address = post(client, PICK, {"do": "join", "row": rows}).url
    asked = client.get(address).content.decode()
    assert f"{incident.name} · {incident.title}" in asked
    assert "autofocus" in asked
    address = address.removesuffix("?join")
    assert f"Incident: – → {incident.name}" in look(client, address, incident=incident.pk)
    begin(client, address)
    carry_out_bulks()

    assert read(tickets[1]).incident == incident.pk
    view = client.get("/desk/tickets?desk=messaging&view=incidents").content.decode()
    assert view.count(f"</svg>{incident.name}</span>") == 2
    assert "In an incident" in view


def test_an_incident_is_named_to_who_may_know_of_it_alone(world: World) -> None:
    joining, other = world.ticket(), world.ticket(world.stranger)
    with house():
        breach, usual = declare(world, kind="security"), declare(world)
    sams = world.log_in(world.sam)
    for ticket, incident in ((joining, breach), (other, usual)):
        address = choose(sams, [ticket])
        post(sams, address, {"do": "look", "incident": usual.pk})
        with house():
            bulk = Bulk.objects.latest("pk")
            bulk.wish = bulk.wish | {"incident": incident.pk}
            bulk.begun_at = world.at
            bulk.save()
            BulkRow.objects.filter(bulk=bulk).update(
                outlook={"changes": [["incident", None, incident.pk]], "note": "", "mails": []}
            )
    pages = [f"/desk/bulk/{number}" for number in (bulk.pk - 1, bulk.pk)]

    def names_on(person: Specialist) -> list[list[str]]:
        client = world.log_in(person)
        told = [client.get(page).content.decode() for page in ("/desk/bulk", *pages)]
        return [sorted(set(re.findall(r"I-\d+", page))) for page in told]

    both = sorted([breach.name, usual.name])
    assert names_on(world.lena) == [both, [breach.name], [usual.name]]
    assert names_on(world.ivo) == [[usual.name], [], [usual.name]]


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({}, "Say what shall change."),
        ({"severity": "1"}, "Say why: customers are told."),
        ({"then": "waiting_customer"}, "Say why: customers are told."),
    ],
)
def test_a_wish_that_says_too_little_is_refused(
    world: World, wish: dict[str, str], word: str
) -> None:
    client = world.log_in(world.sam)
    address = choose(client, [world.ticket()])

    answer = post(client, address, {"do": "look", **wish})

    assert answer.status_code == 422
    assert word in answer.content.decode()


def test_many_are_looked_at_by_the_workers(world: World) -> None:
    tickets = [world.ticket() for _ in range(AT_ONCE + 1)]
    client = world.log_in(world.sam)
    address = choose(client, tickets)

    shown = look(client, address, team=world.experts.pk)
    assert "Looking at each ticket" in shown
    carry_out_bulks()

    assert f"{AT_ONCE + 1} tickets will be changed." in client.get(address).content.decode()


def test_all_of_a_view_is_what_it_held_when_it_was_looked_at(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    client = world.log_in(world.sam)
    page = client.get("/desk/tickets?view=unassigned&desk=messaging")
    assert "All 2 of this view" in page.content.decode()
    world.pass_time(seconds=5)
    world.ticket(at=world.at)

    answer = post(client, PICK, {"do": "all", **hidden(page)})

    with house():
        found = BulkRow.objects.filter(bulk=int(answer.url.rpartition("/")[2]))
        assert {row.ticket_id for row in found} == {one.pk for one in tickets}


def test_all_of_a_narrowed_list_is_taken(world: World) -> None:
    ticket = world.ticket(subject="Fax line down")
    world.ticket(subject="Something else")
    client = world.log_in(world.sam)
    page = client.get("/desk/views?desk=messaging&text=fax")

    answer = post(client, PICK, {"do": "all", **hidden(page)})

    with house():
        assert BulkRow.objects.get(bulk=int(answer.url.rpartition("/")[2])).ticket_id == ticket.pk


def test_ticks_go_along_from_page_to_page(world: World) -> None:
    tickets = [world.ticket(), world.ticket()]
    client = world.log_in(world.sam)
    there = "/desk/tickets?desk=messaging&view=next"

    told = {"do": "next", "row": str(tickets[0].pk), "next_url": there, "back": there}
    answer = post(client, PICK, told)
    assert parse_qs(urlsplit(answer.url).query)["picked"] == [str(tickets[0].pk)]
    page = client.get(answer.url)
    assert page.content.decode().count("data-pick aria-label") == 2
    assert len(re.findall(r'name="row" value="\d+"[^>]* checked', page.content.decode())) == 1
    whole = post(client, PICK, {"do": "page", **hidden(page)})
    assert set(parse_qs(urlsplit(whole.url).query)["picked"][0].split(".")) == {
        str(one.pk) for one in tickets
    }
    assert "picked" not in post(client, PICK, {"do": "none", "back": whole.url}).url


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/", ""])
def test_nobody_is_led_away_from_the_desk(world: World, back: str) -> None:
    answer = post(world.log_in(world.sam), PICK, {"do": "none", "back": back})

    assert answer.url.startswith("/desk/tickets")


def test_who_may_change_nothing_has_no_boxes_and_no_act(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.ivo)

    assert "c-pick" not in client.get("/desk/tickets?desk=messaging").content.decode()
    assert post(client, PICK, {"do": "change", "row": str(ticket.pk)}).status_code == 404


def test_an_act_of_another_is_seen_once_it_began_and_can_be_stopped(world: World) -> None:
    tickets = [world.ticket() for _ in range(2)]
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    address = choose(sam, tickets)
    look(sam, address, team=world.experts.pk)
    assert lena.get(address).status_code == 404
    assert world.log_in(world.noor).get(address).status_code == 404
    begin(sam, address)
    assert post(lena, address, {"do": "look", "note": "x"}).status_code == 404
    assert post(world.log_in(world.ivo), address, {"do": "stop"}).status_code == 403

    post(lena, address, {"do": "stop"})

    assert "Stopped" in lena.get(address).content.decode()
    carry_out_bulks()
    assert read(tickets[0]).team_id is None


def test_the_outcome_is_written_as_a_table(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    address = choose(client, [ticket])
    look(client, address, note="Part of the outage.")
    begin(client, address)
    carry_out_bulks()

    answer = client.get(f"{address}.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == ticket.reference
    assert rows[1][3] == "Done"


def test_assignments_are_put_back_by_an_act_of_their_own(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    address = choose(client, [ticket])
    look(client, address, team=world.experts.pk)
    begin(client, address)
    carry_out_bulks()

    undoing = post(client, address, {"do": "back"}).url

    assert "Team: Experts → –" in client.get(undoing).content.decode()
    begin(client, undoing)
    carry_out_bulks()
    assert read(ticket).team_id is None


def test_a_page_of_an_act_asks_the_same_for_few_and_for_many(world: World) -> None:
    client = world.log_in(world.sam)
    asked = []
    for many in (1, 6):
        address = choose(client, [world.ticket() for _ in range(many)])
        look(client, address, team=world.experts.pk)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        asked.append(len(captured))

    assert asked[0] == asked[1]
    with house():
        assert Bulk.objects.count() == 2
