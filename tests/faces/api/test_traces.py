"""What mail and fax servers post of messages, and what strangers learn there: nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from permanence.faces.api.door import Door
from permanence.faces.api.views import traces as views
from permanence.ground.lib.db import house
from permanence.service.trace.actions import disable_trace_source
from permanence.service.trace.models import Event, Passage, TraceSource
from permanence.service.trace.rules.reading import LARGEST
from tests.cast import World
from tests.service.trace.telling import ROOT, add_source

ADDRESS = "/api/v1/traces"


@pytest.fixture(autouse=True)
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with a door through which nobody has passed."""
    monkeypatch.setattr(views, "DOOR", Door())


def tell(number: int, kind: str = "queued", **told: Any) -> dict[str, Any]:
    """Return an event as a server writes it."""
    return {
        "id": f"relay-1/{number}",
        "at": f"2026-03-02T14:{number:02}:00Z",
        "kind": kind,
        "job": "J-4711",
        "recipient": "to@example.org",
    } | told


def send(token: str, body: bytes) -> Any:
    """Post as a server does."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


def test_what_is_posted_is_kept_once_however_often_it_comes(world: World) -> None:
    _source, token = add_source(world)
    body = json.dumps([tell(1), tell(2, "deferred", status="4.4.1")]).encode()
    more = "\n".join(json.dumps(one) for one in (tell(2, "deferred"), tell(9, "delivered")))

    answers = [send(token, one) for one in (body, body, more.encode())]

    assert [one.status_code for one in answers] == [202] * 3
    assert [one.json() for one in answers] == [
        {"taken": 2, "known": 0, "passages": 1},
        {"taken": 0, "known": 2, "passages": 0},
        {"taken": 1, "known": 1, "passages": 1},
    ]
    with house():
        assert Passage.objects.get().state == "delivered"
        assert Event.objects.count() == 3


def test_bad_lines_are_named_one_by_one_and_nothing_of_the_message_is_taken(
    world: World,
) -> None:
    _source, token = add_source(world)
    lines = [json.dumps(tell(1)), "{", json.dumps(tell(3, "lost")), json.dumps(tell(4))]

    answer = send(token, "\n".join(lines).encode())

    assert answer.status_code == 400
    assert [one["line"] for one in answer.json()["lines"]] == [2, 3]
    assert answer.json()["lines"][1]["error"].startswith('"kind" has to be one of accepted')
    with house():
        assert not Event.objects.exists()
        kept = TraceSource.objects.get()
        assert (kept.refused, kept.fault.startswith("nothing was taken")) == (1, True)


def test_who_has_no_token_learns_nothing_and_soon_has_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, token = add_source(world)
    body = json.dumps([tell(1)]).encode()
    with house():
        disable_trace_source(source, by=ROOT, at=world.at)
    monkeypatch.setattr(views, "DOOR", Door(strangers=3))

    assert [send(one, body).status_code for one in ("", "wrong", token, "x")] == [
        401,
        401,
        401,
        429,
    ]
    with house():
        assert not Passage.objects.exists()


def test_what_is_just_not_too_large_is_taken(world: World) -> None:
    _source, token = add_source(world)
    body = json.dumps([tell(1)]).encode()

    assert send(token, body + b"\n" * (LARGEST - len(body))).status_code == 202


def test_what_is_too_large_or_not_posted_or_too_often_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source, token = add_source(world)
    body = json.dumps([tell(1)]).encode()
    monkeypatch.setattr(views, "DOOR", Door(sources=1))

    assert send(token, b" " * (LARGEST + 1)).status_code == 413
    assert Client().get(ADDRESS).status_code == 405
    assert [send(token, body).status_code for _ in range(2)] == [202, 429]
