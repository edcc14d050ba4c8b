"""Incidents on the desk: declared in two clicks, led on one page, known to who needs to know."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.escalation.actions import sign_call
from permanence.service.escalation.models import Call, Climb
from permanence.service.incidents.actions import (
    declare_incident,
    meet_clock,
    settle_due_clocks,
    start_clock,
    suspect_incident,
)
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.world.accounts.models import StaffRole
from tests.cast import World, post
from tests.service.incidents.leading import MINUTE, actor_of, components_of_desk, new_incident
from tests.service.incidents.promising import fax_lines, promise


@pytest.fixture
def lena(world: World) -> Client:
    return world.log_in(world.lena)


def led(world: World, **said: object) -> Incident:
    with house():
        return declare_incident(new_incident(world, **said), at=world.at, by=actor_of(world))


def suspected(world: World, **said: object) -> Incident:
    with house():
        new = new_incident(world, **said)
        return suspect_incident(new, reasons=["Three wrote"], at=world.at, by=actor_of(world))


def test_an_incident_is_declared_from_a_ticket_in_two_clicks(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    page = sam.get(f"/desk/tickets/{ticket.reference}").content.decode()
    address = re.search(r'href="(/desk/incidents/new\?ticket=[0-9]+)"', page)
    assert address is not None

    form = sam.get(address[1])
    sent = {
        key: field
        for bound in form.context["form"]
        for key, field in [(bound.name, bound.value())]
        if field not in (None, False)
    }
    answer = post(sam, address[1], {**sent, "act": "declare"})

    assert answer.status_code == 302
    with house():
        made = Incident.objects.get()
    assert (made.title, made.severity, made.state) == (ticket.subject, 2, "declared")
    assert made.occurred_at == ticket.opened_at.replace(second=0, microsecond=0)
    assert answer["Location"] == f"/desk/incidents/{made.pk}"


def test_a_suspicion_needs_whoever_leads(world: World, lena: Client) -> None:
    incident = suspected(world)
    sam = world.log_in(world.sam)

    assert post(sam, f"/desk/incidents/{incident.pk}/confirm").status_code == 403
    page = lena.get(f"/desk/incidents/{incident.pk}").content.decode()
    assert "Three wrote" in page
    assert "Confirm the incident" in page
    post(lena, f"/desk/incidents/{incident.pk}/confirm")

    with house():
        incident.refresh_from_db()
    assert incident.state == "declared"
    post(lena, f"/desk/incidents/{incident.pk}/confirm")
    again = lena.get(f"/desk/incidents/{incident.pk}").content.decode()
    assert "no suspicion any more" in again


def test_the_war_room_counts_down_in_words_that_need_no_colour(world: World) -> None:
    incident = led(world)
    sam = world.log_in(world.sam)

    page = sam.get(f"/desk/incidents/{incident.pk}").content.decode()

    assert page.count('class="panel countdown') == 2
    assert "Say who is touched: On time, limit" in page
    with house():
        settle_due_clocks(at=world.pass_time(minutes=11))
    head = sam.get(f"/desk/incidents/{incident.pk}?part=head").content.decode()
    assert "Say who is touched: Overdue, limit" in head
    assert "<html" not in head
    part = sam.get(f"/desk/incidents/{incident.pk}?part=clocks").content.decode()
    assert part.count("from the detection") == 2
    assert sam.get(f"/desk/incidents/{incident.pk}?part=nothing").status_code == 404


def test_the_head_says_what_is_owed_next_and_by_which_act(world: World, lena: Client) -> None:
    world.ticket(desk=world.messaging)
    suspicion = suspected(world)
    sam = world.log_in(world.sam)

    assert next_act(sam, suspicion) == ""
    assert next_act(lena, suspicion) == "Confirm the incident"
    post(lena, f"/desk/incidents/{suspicion.pk}/confirm")
    assert next_act(lena, suspicion) == "Look at the list"
    post(lena, f"/desk/incidents/{suspicion.pk}/customers/confirm", {"room": "1"})
    assert next_act(lena, suspicion) == "Read and approve"
    assert next_act(sam, suspicion) == "Read it"


def next_act(client: Client, incident: Incident) -> str:
    """Return what the button of the next act says."""
    page = client.get(f"/desk/incidents/{incident.pk}?part=head")
    shown = page.context["next"]
    assert shown.text in page.content.decode()
    return str(shown.label)


def test_the_list_says_what_goes_on_and_the_lists_of_work_say_that_it_does(world: World) -> None:
    incident = led(world)
    sam = world.log_in(world.sam)

    page = sam.get("/desk/incidents?desk=messaging").content.decode()
    assert incident.name in page
    assert "min left" in page
    home = sam.get("/desk/tickets?desk=messaging").content.decode()
    assert "1 incident goes on" in home
    going = sam.get("/desk/incidents?desk=messaging&part=going").content.decode()
    assert "<html" not in going


def test_an_occurrence_is_corrected_with_a_reason(world: World, lena: Client) -> None:
    incident = led(world)
    earlier = (world.at - 30 * MINUTE).astimezone(UTC)

    wrong = post(lena, f"/desk/incidents/{incident.pk}/correct", {"occurred_at": "", "reason": ""})
    assert wrong.status_code == 422
    told = {"occurred_at": earlier.isoformat(), "reason": "The logs say so"}
    post(lena, f"/desk/incidents/{incident.pk}/correct", told)
    done = lena.get(f"/desk/incidents/{incident.pk}").content.decode()

    assert "judged again" in done
    assert "Judged before" in done
    with house():
        incident.refresh_from_db()
    assert incident.occurred_at == earlier


def test_what_is_touched_is_changed_by_who_works_on_it(world: World) -> None:
    incident = led(world)
    sam = world.log_in(world.sam)
    with house():
        first, second = components_of_desk(world)

    post(sam, f"/desk/incidents/{incident.pk}/components", {f"condition_{first}": "down"})

    page = sam.get(f"/desk/incidents/{incident.pk}?part=touched").content.decode()
    assert 'class="badge is-down"' in page
    assert 'class="badge is-partial"' not in page
    assert second


def test_a_report_by_law_that_is_late_says_why(world: World, lena: Client) -> None:
    breach = led(world, kind="security", title="Keys were taken")
    with house():
        clock = IncidentClock.objects.get(key="regulatory:nis2-notification")
    address = f"/desk/incidents/{breach.pk}/clocks/{clock.pk}"
    key = f"regulatory-{clock.pk}"
    world.pass_time(days=4)
    told = {f"{key}-done_at": (world.at - MINUTE).isoformat(), "act": "done"}

    told[f"{key}-reported"] = "Keys of twelve mailboxes were copied"

    refused = post(world.log_in(world.lena), address, {**told, f"{key}-reason": ""})
    assert refused.status_code == 409
    assert "say why" in refused.content.decode()
    told[f"{key}-reason"] = "Nobody was reached"
    wordless = post(world.log_in(world.lena), address, {**told, f"{key}-reported": " "})
    assert "Write what was reported" in wordless.content.decode()
    post(world.log_in(world.lena), address, told)

    with house():
        clock.refresh_from_db()
        after = IncidentClock.objects.get(key="regulatory:nis2-final-report")
    assert clock.missed_at == clock.limit_at
    assert clock.reason == "Nobody was reached"
    assert after.limit_at.month == clock.met_at.month % 12 + 1
    page = world.log_in(world.lena).get(f"/desk/incidents/{breach.pk}").content.decode()
    assert page.count("Keys of twelve mailboxes were copied") == 2, "with its clock, in the record"


def test_a_breach_is_not_there_for_who_need_not_know(world: World) -> None:
    breach = led(world, kind="security", title="Keys were taken")
    ivo = world.log_in(world.ivo)

    assert ivo.get(f"/desk/incidents/{breach.pk}").status_code == 404
    assert "Keys were taken" not in ivo.get("/desk/incidents?desk=messaging").content.decode()
    assert "incident goes on" not in ivo.get("/desk/tickets?desk=messaging").content.decode()
    assert world.log_in(world.sam).get(f"/desk/incidents/{breach.pk}").status_code == 200
    assert world.log_in(world.noor).get(f"/desk/incidents/{breach.pk}").status_code == 404


def test_what_is_climbed_for_in_an_incident_is_taken_from_the_ladder(world: World) -> None:
    incident = suspected(world)
    sam = world.log_in(world.sam)
    with house():
        climb = Climb.objects.get(owner="incident", subject=incident.pk)

    page = sam.get("/desk/climbs?desk=messaging").content.decode()
    assert incident.name in page
    post(sam, f"/desk/incidents/{incident.pk}/climbs/{climb.pk}", {"act": "acknowledge"})

    with house():
        climb.refresh_from_db()
    assert climb.held_specialist == world.sam.pk
    room = sam.get(f"/desk/incidents/{incident.pk}").content.decode()
    assert "Confirm or dismiss" in room


def test_a_drill_says_so_everywhere(world: World) -> None:
    drill = led(world, drill=True)
    sam = world.log_in(world.sam)

    assert "This is a drill" in sam.get(f"/desk/incidents/{drill.pk}").content.decode()
    assert "Drill" in sam.get("/desk/incidents?desk=messaging").content.decode()


def test_resolving_asks_what_was_the_matter(world: World, lena: Client) -> None:
    incident = led(world)

    post(lena, f"/desk/incidents/{incident.pk}/resolve", {"cause": "A full disk"})

    page = lena.get(f"/desk/incidents/{incident.pk}").content.decode()
    assert "A full disk" in page
    assert "Resolve the incident" not in page


def test_what_an_event_told_is_erased_by_whom_it_is_allowed_to(world: World, lena: Client) -> None:
    incident = led(world, title="Somebody's name")
    address = f"/desk/incidents/{incident.pk}/erase"
    told = {"number": 1, "reason": "It named a person"}

    assert post(world.log_in(world.sam), address, told).status_code == 403
    with house():
        StaffRole.objects.filter(specialist=world.lena).update(role="manager")
    assert post(lena, address, {"number": 99, "reason": "x"}).status_code == 409
    assert post(lena, address, told).status_code == 302

    report = lena.get(f"/desk/incidents/{incident.pk}/report").content.decode()
    assert "Erased events: 1" in report
    assert "proven" in report


def test_whoever_is_called_takes_it_over_from_the_mail(world: World) -> None:
    incident = suspected(world)
    with house():
        call = Call.objects.filter(climb__owner="incident", climb__subject=incident.pk)[0]
    address = f"/take/{sign_call(call.pk)}"
    browser = Client(enforce_csrf_checks=True)

    page = browser.get(address)
    assert page.status_code == 200
    assert incident.name in page.content.decode()
    post(browser, address, {"act": "take", "name": "Lena Vos"})

    with house():
        climb = Climb.objects.get(owner="incident", subject=incident.pk)
    assert climb.held_at is not None or climb.ended_at is not None


def test_the_war_room_says_whose_own_clock_ends_first(world: World) -> None:
    with house():
        promise(world, world.brightwater, notify=(12, 20))
        promise(world, world.verdier, key="outbound-fax", notify=(10, 15))
        components = fax_lines()
    incident = led(world, components=components)

    page = world.log_in(world.sam).get(f"/desk/incidents/{incident.pk}").content.decode()

    assert f"First: {world.verdier.name}" in page
    assert f"contract T-{world.verdier.pk}, version 1" in page
    assert f"Written notice · {world.verdier.name}, from the occurrence" in page, "in the timeline"
    assert f"First: {world.brightwater.name}" not in page


def test_the_list_says_whose_own_clock_ends_before_that_of_all(world: World) -> None:
    with house():
        promise(world, world.brightwater, notify=(12, 20))
        promise(world, world.verdier, key="outbound-fax", notify=(10, 15))
        components = fax_lines()
    led(world, components=components)

    page = world.log_in(world.sam).get("/desk/incidents?desk=messaging").content.decode()

    assert f"</b> {world.verdier.name} <span" in page
    assert f"contract T-{world.verdier.pk}, version 1" in page
    assert world.brightwater.name not in page


def test_a_suspicion_stands_first_in_the_list_and_is_decided_there(
    world: World, lena: Client
) -> None:
    known = led(world, severity=1, title="Known")
    doubt, other = suspected(world, title="Doubt"), suspected(world, title="Other doubt")
    address = "/desk/incidents?desk=messaging"
    page = lena.get(address).content.decode()
    assert page.index(doubt.name) < page.index(known.name)
    assert "Three wrote" in page

    confirmed = post(lena, f"/desk/incidents/{doubt.pk}/confirm?from=list")
    wrong = post(lena, f"/desk/incidents/{other.pk}/dismiss?from=list", {"reason": ""})
    dismissed = post(lena, f"/desk/incidents/{other.pk}/dismiss?from=list", {"reason": "A test"})

    assert (confirmed.status_code, confirmed.url) == (302, address)
    assert wrong.status_code == 422
    assert f'id="dismiss-{other.pk}-reason"' in wrong.content.decode()
    assert (dismissed.status_code, dismissed.url) == (302, address)
    with house():
        states = dict(Incident.objects.values_list("title", "state"))
    assert states == {"Known": "declared", "Doubt": "declared", "Other doubt": "dismissed"}


def test_who_does_not_lead_incidents_decides_nothing_in_the_list(world: World) -> None:
    doubt, sam = suspected(world), world.log_in(world.sam)

    page = sam.get("/desk/incidents?desk=messaging").content.decode()

    assert doubt.name in page
    assert "/confirm" not in page
    assert post(sam, f"/desk/incidents/{doubt.pk}/confirm?from=list").status_code == 403


def test_an_incident_is_declared_from_nothing_in_two_clicks(world: World) -> None:
    sam = world.log_in(world.sam)
    address = re.search(
        r'href="(/desk/incidents/new[^"]*)"',
        sam.get("/desk/incidents?desk=messaging").content.decode(),
    )
    assert address is not None
    form = sam.get(address[1])
    assert "autofocus" in form.content.decode()
    sent = {
        bound.name: bound.value()
        for bound in form.context["form"]
        if bound.value() not in (None, False)
    }

    with house():
        parts = components_of_desk(world)
    for more in ({}, {"components": parts}, {"kind": "security"}):
        assert post(sam, address[1], {**sent, **more, "act": "declare"}).status_code == 302

    with house():
        titles = list(Incident.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["A disruption", "Fax to mail, Bulk messaging", "A security breach"]


def test_what_one_customer_is_owed_still_stands_beside_the_next_report(world: World) -> None:
    incident = led(world)
    told: dict[str, Any] = {
        "at": world.at,
        "start_at": world.at,
        "goal": None,
        "limit": 30 * MINUTE,
    }
    with house():
        meet_clock(incident, "assess", at=world.at)
        meet_clock(incident, "notify", at=world.at)
        start_clock(incident, "report", since="last_notice", **told)
    sam = world.log_in(world.sam)
    address = f"/desk/incidents/{incident.pk}"
    assert 'id="countdown-notify"' not in sam.get(address).content.decode()
    with house():
        start_clock(incident, "notify", since="added", organisation=world.verdier.pk, **told)

    page = sam.get(address).content.decode()

    assert page.index('id="countdown-notify"') < page.index('id="countdown-report"')
    assert f"First: {world.verdier.name}" in page
