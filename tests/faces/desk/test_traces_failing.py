"""What fails above the usual, as the desk sees it, and the incident that is declared from it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from permanence.faces.api.door import Door
from permanence.faces.api.views import traces as views
from permanence.ground.lib.db import house
from permanence.service.incidents.models import Event, Incident, Sign
from permanence.service.incidents.queries import touched_by
from permanence.service.trace.rules.events import Told
from tests.cast import World, post
from tests.service.incidents.failing_messages import MINUTE, add_senders, look, messages, tell_of
from tests.service.trace.telling import add_source

PAGE = "/desk/traces/failing?desk=messaging"


def read(browser: Client, address: str) -> str:
    """Return the text of a page."""
    return unescape(browser.get(address).content.decode())


def write(told: Told) -> dict[str, Any]:
    """Return an event as a server posts it."""
    return {
        "id": told.uid,
        "at": told.at.isoformat(),
        "kind": str(told.kind),
        "job": told.job,
        "recipient": told.recipient,
        **told.facts,
    }


def test_a_component_that_fails_is_listed_and_declared_in_two_clicks(world: World) -> None:
    begun = world.at - 9 * MINUTE
    tell_of(
        world,
        messages(world.ada.email, at=begun, failed=6, passed=2),
        messages(world.claire.email, at=begun + MINUTE, failed=4),
    )
    look(world)
    lena = world.log_in(world.lena)

    page = read(lena, PAGE)
    assert "Brightwater" in page
    assert "Verdier" not in page, "four failures are too few"
    assert "6 of 8" in page
    [address] = re.findall(r'href="([^"]*incidents/new[^"]*)"', page)
    form = read(lena, address)
    asked = parse_qs(urlsplit(address).query)
    assert asked["occurred"] == [begun.isoformat()]
    instants = dict(re.findall(r'name="(occurred_at|detected_at)"[^>]*value="([^"]+)"', form))
    answer = post(
        lena,
        address,
        {
            "kind": "disruption",
            "title": asked["title"][0],
            "severity": "2",
            "components": asked["component"],
            **instants,
            "traces": asked["traces"][0],
            "act": "declare",
        },
    )

    assert answer.status_code == 302, answer.content
    with house():
        incident = Incident.objects.get()
        pattern = Event.objects.get(incident=incident, kind="pattern_kept")
        assert [(one["failed"], one["passed"]) for one in pattern.facts["signs"]] == [(6, 2)]
        assert Sign.objects.get().incident == incident
    room = read(lena, answer["Location"])
    assert "declared it from messages that fail: 6 of 8" in room
    assert "Messages of 1 customer still fail more than usual." in room
    assert incident.name in read(lena, PAGE)

    look(world, later=45)

    room = read(lena, answer["Location"])
    assert "1 customer has sent nothing since." in room
    with house():
        incident.refresh_from_db()
        assert incident.state == "declared"
    assert "Nothing fails above the usual" in read(lena, PAGE)


def test_posted_events_become_a_proposal_and_confirmed_customers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "DOOR", Door())
    _source, token = add_source(world)
    senders = [world.ada.email, world.claire.email, *add_senders(1)]
    told = [one for each in senders for one in messages(each, at=world.at - 5 * MINUTE)]
    body = "\n".join(json.dumps(write(one)) for one in told).encode()

    sent = Client().post(
        "/api/v1/traces",
        body,
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (sent.status_code, sent.json()["taken"]) == (202, 15)
    assert look(world) == 1

    with house():
        [incident] = Incident.objects.filter(state="suspected")
    lena = world.log_in(world.lena)
    room = f"/desk/incidents/{incident.pk}"
    assert "of each at least 5 within 30 minutes" in read(lena, room)
    post(lena, f"{room}/confirm")
    customers = read(lena, f"{room}/customers")
    assert "Messages that failed: 5 of 5 (usual: 0 %)" in customers
    chosen = [str(world.verdier.pk), str(world.brightwater.pk)]
    post(lena, f"{room}/customers/judge", {"customer": chosen, "act": "signals"})

    with house():
        found = {(row.organisation.pk, row.standing, row.ground) for row in touched_by(incident)}
        incident.refresh_from_db()
        assert incident.state == "declared"
    assert found == {
        (world.verdier.pk, "confirmed", "signals"),
        (world.brightwater.pk, "confirmed", "signals"),
    }


def test_who_may_not_read_traces_sees_nothing_of_it(world: World) -> None:
    assert Client().get(PAGE).status_code in (302, 404)
    assert world.log_in(world.hana).get(PAGE).status_code == 404
