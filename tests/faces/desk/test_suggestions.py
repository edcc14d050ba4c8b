"""A suggestion beside the triage form: shown with reasons, taken over or set aside by hand."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.tickets.actions.suggesting import make_suggestions
from permanence.service.tickets.models import Ticket
from tests.cast import World, post
from tests.faces.desk.test_ticket import address, read, words

STOPPED = "All your services are down since noon."


def suggested(world: World) -> Ticket:
    """A ticket for which severity 1 is suggested."""
    ticket = world.ticket(subject="Total outage", text=STOPPED)
    with house():
        make_suggestions(at=world.at)
    return ticket


def test_the_suggestion_stands_beside_the_form_with_its_reasons(world: World) -> None:
    ticket = suggested(world)

    page = world.log_in(world.sam).get(address(ticket))

    said = words(page)
    assert "Suggested" in said
    assert "Severity 1" in said
    assert "because it says “Total outage”, “All your services are down”" in said
    assert (
        'value="1" selected'
        not in page.content.decode().split('id="triage-severity"')[1].split("</select>")[0]
    )
    assert read(ticket).triaged_at is None


def test_it_is_taken_over_on_demand_and_set_by_the_specialist(world: World) -> None:
    ticket = suggested(world)
    client = world.log_in(world.sam)

    page = client.get(address(ticket), {"suggest": "1"}).content.decode()

    assert 'value="1" selected' in page.split('id="triage-severity"')[1].split("</select>")[0]
    assert read(ticket).triaged_at is None
    post(client, address(ticket, "triage"), {"severity": "1", "level": "1", "suggestion": "1"})
    after = words(client.get(address(ticket)))
    assert "set severity 1, level 1 · suggested was: severity 1" in after
    assert "Take over into the form" not in after


def test_lists_mark_it_until_somebody_has_judged(world: World) -> None:
    ticket = suggested(world)
    client = world.log_in(world.sam)
    mark = "A suggestion for the triage is open"
    view = "/desk/tickets?desk=messaging&view=untriaged"

    assert mark in client.get(view).content.decode()
    post(client, address(ticket, "triage"), {"severity": "1", "level": "1", "suggestion": "1"})
    assert mark not in client.get("/desk/tickets?desk=messaging&view=next").content.decode()


def test_it_is_set_aside(world: World) -> None:
    ticket = suggested(world)
    client = world.log_in(world.sam)

    answer = post(client, address(ticket, "suggestion/aside"), {"revision": "1"})

    assert answer.status_code == 302
    after = words(client.get(address(ticket)))
    assert "Sam Okoro set the suggestion aside: severity 1" in after
    assert "Take over into the form" not in after
    post(client, address(ticket, "suggestion/aside"), {"revision": "1"})
    assert "There is another suggestion by now" in words(client.get(address(ticket)))
    assert post(client, address(ticket, "suggestion/aside"), {"revision": "x"}).status_code == 404


def test_who_may_not_triage_sees_and_sets_aside_nothing(world: World) -> None:
    ticket = suggested(world)
    auditor = world.log_in(world.ivo)

    assert "Take over into the form" not in words(auditor.get(address(ticket)))
    assert post(auditor, address(ticket, "suggestion/aside"), {"revision": "1"}).status_code == 403


def test_the_figures_say_how_often_it_was_right(world: World) -> None:
    ticket = suggested(world)
    client = world.log_in(world.sam)
    url = "/desk/reports/suggestions?desk=messaging"
    assert "Nothing that was suggested" in words(client.get(url))

    post(client, address(ticket, "triage"), {"severity": "1", "level": "1", "suggestion": "1"})

    said = words(client.get(url))
    assert "Severity 1 0 0 0 100 %" in said
    assert client.get(f"{url}&month=nonsense").status_code == 404
    assert "Suggestions at triage" in words(client.get("/desk/reports?desk=messaging"))
