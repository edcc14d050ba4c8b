"""The list of the work, its counts and the search."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, answer_ticket, assign_ticket
from permanence.service.tickets.models import Ticket
from tests.cast import World

ROW = re.compile(r'href="/desk/tickets/(\d{10})" tabindex')


def shown(client: Client, address: str) -> list[str]:
    """The references on a page, in their order."""
    answer = client.get(address)
    assert answer.status_code == 200
    return ROW.findall(answer.content.decode())


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def answer(world: World, ticket: Ticket, *, then: str = "") -> None:
    with house():
        answer_ticket(
            ticket,
            Answer("We are looking into it.", then=then),  # type: ignore[arg-type]
            policy=policy_of_version(ticket.policy_version_id),
            by=world.sam.actor,
            at=world.at,
        )


def test_what_is_due_next_stands_first(world: World) -> None:
    later = world.ticket(subject="Later")
    sooner = world.ticket(subject="Sooner", at=world.at - timedelta(minutes=10))

    found = shown(world.log_in(world.sam), "/desk/tickets")

    assert found == [sooner.reference, later.reference]


def test_a_row_says_the_deadline_in_words_with_the_instant_behind(world: World) -> None:
    world.ticket(at=world.at - timedelta(minutes=40))

    page = world.log_in(world.sam).get("/desk/tickets").content.decode()

    assert "Overdue" in page
    assert "min late" in page
    assert "Brightwater Insurance" in page
    assert 'datetime="2026-03-02T14:' in page


def test_each_view_narrows_the_work(world: World) -> None:
    client = world.log_in(world.sam)
    fresh = world.ticket(subject="Fresh")
    mine = world.ticket(subject="Mine")
    waiting = world.ticket(subject="Waiting")
    done = world.ticket(subject="Done")
    late = world.ticket(subject="Late", at=world.at - timedelta(hours=3))
    with house():
        sam = world.sam.actor
        assign_ticket(mine, team=world.first_line, assignee=world.sam, by=sam, at=world.at)
    answer(world, waiting, then="wait")
    answer(world, done, then="resolve")

    def view(name: str) -> set[str]:
        return set(shown(client, f"/desk/tickets?desk=messaging&view={name}"))

    everything = {one.reference for one in (fresh, mine, waiting, late)}
    assert view("next") == everything
    assert view("overdue") == {late.reference}
    assert view("untriaged") == everything
    assert view("mine") == {mine.reference}
    assert view("teams") == {mine.reference}
    assert view("unassigned") == everything - {mine.reference}
    assert view("waiting") == {waiting.reference}
    assert view("resolved") == {done.reference}
    assert view("ended") == set()


def test_the_counts_stand_beside_the_views(world: World) -> None:
    world.ticket()
    world.ticket(at=world.at - timedelta(hours=3))

    rail = world.log_in(world.sam).get("/desk/rail?desk=messaging&view=next").content.decode()

    counts = dict(re.findall(r"<span>([^<]+)</span>(?:<b[^>]*>(\d+)</b>)?", rail))
    assert counts["To do"] == "2"
    assert counts["Overdue"] == "1"
    assert counts["Due soon"] == "1"
    assert counts["Escalated"] == "0"
    assert counts["Mine"] == "0"
    assert counts["Resolved"] == ""


def test_the_gravest_is_worked_on_first_where_the_policy_goes_by_severity(world: World) -> None:
    sooner, graver = world.ticket(at=world.at - timedelta(minutes=10)), world.ticket()
    with house():
        Ticket.objects.filter(pk=graver.pk).update(severity=1)
        Ticket.objects.filter(pk=sooner.pk).update(severity=3)
    client = world.log_in(world.sam)

    page = client.get("/desk/tickets?view=next").content.decode()

    assert ROW.findall(page) == [graver.reference, sooner.reference]
    assert re.search(r'aria-current="true">By severity, then next due<', page)
    assert shown(client, "/desk/tickets?view=next&order=due") == [
        sooner.reference,
        graver.reference,
    ]


def test_a_desk_without_severities_goes_by_what_is_due_and_says_so(world: World) -> None:
    world.ticket(world.claire, desk=world.content)

    page = world.log_in(world.noor).get("/desk/tickets?order=severity").content.decode()

    assert re.search(r'aria-current="true">By next due<', page)
    assert "By severity" not in page


@pytest.mark.parametrize("order", ["severity", "due"])
def test_pages_follow_one_another_in_either_order(world: World, order: str) -> None:
    tickets = [world.ticket(at=world.at - timedelta(seconds=number)) for number in range(60)]
    with house():
        for number, ticket in enumerate(tickets):
            Ticket.objects.filter(pk=ticket.pk).update(severity=[2, 1, 3][number % 3])
    client = world.log_in(world.sam)

    first = client.get(f"/desk/tickets?order={order}").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = shown(client, following[1].replace("&amp;", "&"))

    seen = [*ROW.findall(first), *second]
    assert len(seen) == len(set(seen)) == 60


def test_a_view_is_a_table_in_the_same_order(world: World) -> None:
    sooner = world.ticket(at=world.at - timedelta(minutes=10), subject="=1+1")
    graver = world.ticket(subject="Everything stands still")
    with house():
        Ticket.objects.filter(pk=graver.pk).update(severity=1)
    client = world.log_in(world.sam)
    address = re.search(
        r'href="([^"]+)" download', client.get("/desk/tickets?view=next").content.decode()
    )
    assert address

    answer = client.get(address[1].replace("&amp;", "&"))

    assert answer["Content-Disposition"] == 'attachment; filename="messaging-next.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["Reference", "Subject", "Organisation"]
    assert [line[0] for line in lines[1:]] == [graver.reference, sooner.reference]
    assert lines[2][1] == "'=1+1"
    with house():
        kept = Act.objects.get(act="tickets.written_out")
    assert (kept.actor_name, kept.facts) == ("Sam Okoro", {"view": "next", "tickets": 2})


def test_an_empty_view_says_what_would_be_here(world: World) -> None:
    page = world.log_in(world.sam).get("/desk/tickets?view=mine").content.decode()

    assert "You have no tickets" in page


def test_pages_follow_one_another_without_a_gap(world: World) -> None:
    tickets = [world.ticket(at=world.at - timedelta(seconds=number)) for number in range(60)]
    client = world.log_in(world.sam)

    first = client.get("/desk/tickets").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back

    assert len(ROW.findall(first)) == 50
    assert [*ROW.findall(first), *ROW.findall(second)] == [
        ticket.reference for ticket in reversed(tickets)
    ]
    assert 'rel="next"' not in second
    assert shown(client, back[1].replace("&amp;", "&")) == ROW.findall(first)


def test_a_place_that_is_none_begins_at_the_start(world: World) -> None:
    ticket = world.ticket()

    for place in ("x", "1.2.3", "9" * 40, "99999999999999999.1"):
        shown_there = shown(world.log_in(world.sam), f"/desk/tickets?after={place}")
        assert shown_there in ([ticket.reference], [])


def test_an_unknown_view_is_not_found(world: World) -> None:
    assert world.log_in(world.sam).get("/desk/tickets?view=secret").status_code == 404


def test_htmx_gets_the_rows_alone(world: World) -> None:
    world.ticket()
    client = world.log_in(world.sam)

    part = client.get("/desk/tickets", headers={"HX-Request": "true"}).content.decode()

    assert 'id="tickets"' in part
    assert "<html" not in part


def test_the_list_asks_as_much_for_fifty_tickets_as_for_five(world: World) -> None:
    client = world.log_in(world.sam)
    for number in range(5):
        world.ticket(at=world.at - timedelta(minutes=number))
    client.get("/desk/tickets")
    few = queries_of(client, "/desk/tickets")
    for number in range(45):
        world.ticket(at=world.at - timedelta(minutes=number))

    # One of them asks, for all rows at once, where somebody else is writing.
    assert queries_of(client, "/desk/tickets") == few <= 12


def test_a_desk_on_which_one_does_not_work_is_not_there(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.sam)

    assert client.get("/desk/tickets?desk=content").status_code == 404
    assert shown(client, "/desk/tickets") == []
    assert client.get(f"/desk/tickets/{ticket.reference}").status_code == 404


def test_a_supervisor_changes_between_desks(world: World) -> None:
    here, there = world.ticket(), world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.lena)

    assert shown(client, "/desk/tickets?desk=messaging") == [here.reference]
    assert shown(client, "/desk/tickets?desk=content") == [there.reference]
    assert client.get("/desk/")["Location"] == "/desk/tickets?desk=content&view=next"


def test_the_home_of_the_desk_is_the_list(world: World) -> None:
    answer = world.log_in(world.sam).get("/desk/")

    assert answer["Location"] == "/desk/tickets?desk=messaging&view=next"


@pytest.mark.parametrize(
    "words",
    [
        "certificate",
        "CERTIFICATES",
        "renew the certificate",
        '"renewed our certificate"',
        "certif*",
    ],
)
def test_words_find_the_ticket_in_which_they_were_said(world: World, words: str) -> None:
    ticket = world.ticket(text="Since we renewed our certificate nothing leaves.")
    world.ticket(text="Since noon every fax comes back.")

    assert shown(world.log_in(world.sam), f"/desk/search?q={words}") == [ticket.reference]


def test_accents_and_endings_do_not_hide_a_french_ticket(world: World) -> None:
    ticket = world.ticket(
        world.claire, desk=world.content, text="Les pages publiées ne s'affichent plus."
    )

    for words in ("publiees", "publiées", "PAGE", "s'affichent"):
        assert shown(world.log_in(world.noor), f"/desk/search?q={words}") == [ticket.reference]


def test_an_address_finds_the_tickets_of_its_owner(world: World) -> None:
    ticket = world.ticket(world.bea)
    world.ticket(world.ada)

    found = shown(world.log_in(world.sam), "/desk/search?q=bea.marlow@brightwater.example")

    assert found == [ticket.reference]


@pytest.mark.parametrize("shape", ["{}", "#{}", "[#{}]"])
def test_a_reference_leads_to_its_file(world: World, shape: str) -> None:
    ticket = world.ticket()

    answer = world.log_in(world.sam).get("/desk/search", {"q": shape.format(ticket.reference)})

    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/tickets/{ticket.reference}"


def test_a_reference_read_out_in_groups_leads_to_its_file(world: World) -> None:
    ticket = world.ticket()
    said = f"{ticket.reference[:3]} {ticket.reference[3:6]} {ticket.reference[6:]}"

    answer = world.log_in(world.sam).get("/desk/search", {"q": said})

    assert answer["Location"] == f"/desk/tickets/{ticket.reference}"


def test_the_search_finds_nothing_on_another_desk(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content, text="La licence a expiré.")
    client = world.log_in(world.sam)

    assert shown(client, "/desk/search?q=licence") == []
    assert shown(client, f"/desk/search?q={ticket.reference}") == []


@pytest.mark.parametrize("words", ["", '"', "'", "a & | !", "\\", ":*", "%00", "x" * 5000, '""'])
def test_no_words_break_the_search(world: World, words: str) -> None:
    world.ticket()

    assert world.log_in(world.sam).get("/desk/search", {"q": words}).status_code == 200
