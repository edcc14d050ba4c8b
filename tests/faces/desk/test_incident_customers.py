"""Whom an incident touches, on the desk: read, found right, judged with reasons, handed out."""

from __future__ import annotations

import pytest

from permanence.ground.lib.db import house
from permanence.service.incidents.actions import change_components
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries import touched_by
from permanence.world.catalogue.models import Component
from tests.cast import World, post
from tests.faces.portal.browsing import read
from tests.service.incidents.leading import actor_of, declare
from tests.service.incidents.promising import fax_lines, rely_on_fax_lines


@pytest.fixture
def incident(world: World) -> Incident:
    """Fax lines fail: Brightwater has inbound fax, Verdier mail broadcast."""
    with house():
        rely_on_fax_lines(world)
        return declare(world, components=fax_lines())


def standings(incident: Incident) -> dict[int, str]:
    with house():
        return {row.organisation_id: row.standing for row in touched_by(incident)}


def test_the_war_room_shows_who_is_touched_and_whether_they_were_told(
    world: World, incident: Incident
) -> None:
    page = read(world.log_in(world.sam).get(f"/desk/incidents/{incident.pk}"))

    assert "Customers touched" in page
    assert world.brightwater.name in page
    assert "no notice yet" in page
    assert "Nobody has found list 1 right yet." in page


def test_the_page_says_by_which_way_and_can_be_narrowed(world: World, incident: Incident) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/incidents/{incident.pk}/customers"

    page = read(client.get(address))

    assert "Fax lines → Inbound fax" in page
    assert world.verdier.name not in page
    assert "No customer stands here" in read(client.get(f"{address}?standing=excluded"))
    assert "No customer stands here" in read(client.get(f"{address}?q=nobody"))
    assert world.brightwater.name in read(client.get(f"{address}?q=bright&standing=possible"))


def test_finding_the_list_right_meets_the_clock(world: World, incident: Incident) -> None:
    client = world.log_in(world.sam)

    post(client, f"/desk/incidents/{incident.pk}/customers/confirm")

    with house():
        clocks = IncidentClock.objects.filter(incident=incident, key="assess")
        assert all(one.met_at for one in clocks)
    page = read(client.get(f"/desk/incidents/{incident.pk}/customers"))
    assert f"{world.sam.name} found list 1 right" in page
    assert "This list is right" not in page


def test_excluding_wants_a_reason_which_stays_on_the_page(world: World, incident: Incident) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/incidents/{incident.pk}/customers"
    who = {"customer": [str(world.brightwater.pk)], "act": "exclude"}

    post(client, f"{address}/judge", who)
    assert standings(incident) == {world.brightwater.pk: "possible"}
    assert "the reason stays" in read(client.get(address))
    post(client, f"{address}/judge", who | {"reason": "Has own lines"})

    assert standings(incident) == {world.brightwater.pk: "excluded"}
    page = read(client.get(address))
    assert "Has own lines" in page
    assert world.sam.name in page


def test_whom_signals_propose_is_added_by_a_person(world: World, incident: Incident) -> None:
    world.ticket(world.claire, at=world.at)
    world.pass_time(seconds=60)
    client = world.log_in(world.sam)
    address = f"/desk/incidents/{incident.pk}/customers"
    page = read(client.get(address))
    assert world.verdier.name in page[page.index('id="proposed"') :]
    assert "Requests: 1 (usual: 0)" in page

    post(client, f"{address}/judge", {"customer": [str(world.verdier.pk)], "act": "signals"})

    assert standings(incident)[world.verdier.pk] == "confirmed"
    assert "found by signals" in read(client.get(address))


def test_a_customer_is_added_by_name(world: World, incident: Incident) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/incidents/{incident.pk}/customers"

    post(client, f"{address}/judge", {"name": "Nobody at all", "act": "add"})
    assert "Choose whom this is about." in read(client.get(address))
    post(client, f"{address}/judge", {"name": world.verdier.name.upper(), "act": "add"})

    assert standings(incident)[world.verdier.pk] == "confirmed"


def test_the_difference_of_two_lists_is_seen(world: World, incident: Incident) -> None:
    with house():
        job_queue = Component.objects.get(key="job-queue").pk
        change_components(incident, components={job_queue: "down"}, at=world.at, by=actor_of(world))
    client = world.log_in(world.sam)

    page = read(client.get(f"/desk/incidents/{incident.pk}/customers/lists/2"))

    assert page.index("Added: 1") < page.index(world.verdier.name) < page.index("Gone: 1")
    assert page.index("Gone: 1") < page.index(world.brightwater.name)
    assert client.get(f"/desk/incidents/{incident.pk}/customers/lists/9").status_code == 404


def test_the_list_is_handed_out_as_a_sheet(world: World, incident: Incident) -> None:
    answer = world.log_in(world.sam).get(f"/desk/incidents/{incident.pk}/customers.csv")

    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    assert f"{world.brightwater.name},possible,Fax lines → Inbound fax" in text


def test_who_may_not_work_on_incidents_decides_nothing(world: World, incident: Incident) -> None:
    client = world.log_in(world.ivo)
    address = f"/desk/incidents/{incident.pk}/customers"

    for act in ("judge", "confirm"):
        assert post(client, f"{address}/{act}", {"act": "confirm"}).status_code == 403
    page = read(client.get(address))
    assert "Decide on those ticked" not in page


def test_a_breach_is_no_page_for_who_need_not_know(world: World) -> None:
    with house():
        lines = Component.objects.get(key="fax-lines").pk
        breach = declare(world, kind="security", components=[lines])
    client = world.log_in(world.ivo)

    for page in ("customers", "customers.csv", "customers/lists/1"):
        assert client.get(f"/desk/incidents/{breach.pk}/{page}").status_code == 404
