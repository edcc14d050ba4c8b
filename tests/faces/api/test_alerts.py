"""What monitoring posts to its address, and what strangers learn there: nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from permanence.faces.api.door import Door
from permanence.faces.api.views import alerts as views
from permanence.ground.lib.db import house
from permanence.service.alerts.actions import end_source, renew_token
from permanence.service.alerts.models import Alert, Delivery, Source
from permanence.service.alerts.rules.sources import Kind
from tests.cast import World
from tests.service.alerts.hearing import ROOT, add, add_beating, kept, tell


@pytest.fixture(autouse=True)
def open_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with a door through which nobody has passed."""
    monkeypatch.setattr(views, "DOOR", Door())


def send(source: Source, token: str, body: bytes = b"", **told: Any) -> Any:
    """Post as monitoring does."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = told.pop("address", f"/api/alerts/{source.pk}")
    return Client().post(address, body, content_type="application/json", headers=headers)


def test_what_is_posted_is_kept_before_it_is_answered(world: World) -> None:
    source, token = add(world)

    answer = send(source, token, tell())

    assert (answer.status_code, answer.json()) == (200, {"alerts": 1, "left_out": 0})
    assert kept().title == "Disk full"
    with house():
        assert bytes(Delivery.objects.get().body) == tell()


def test_a_token_may_stand_in_the_address_where_no_header_can_be_sent(world: World) -> None:
    source, token = add_beating(world)

    assert Client().get(f"/api/alerts/{source.pk}/{token}").status_code == 200
    assert Client().get(f"/api/alerts/{source.pk}/wrong").status_code == 401
    with house():
        assert Source.objects.get().heard_at is not None


def test_a_stranger_learns_nothing_and_soon_has_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _token = add(world)
    monkeypatch.setattr(views, "DOOR", Door(strangers=2))

    said = [send(source, "wrong", tell()).status_code for _ in range(3)]
    unknown = send(source, "x", tell(), address="/api/alerts/999999")

    assert said == [401, 401, 429]
    assert unknown.status_code == 429
    with house():
        assert not Alert.objects.exists()


def test_a_source_that_floods_has_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    source, token = add(world)
    monkeypatch.setattr(views, "DOOR", Door(sources=1))

    assert [send(source, token, tell()).status_code for _ in range(2)] == [200, 429]


def test_what_cannot_be_read_or_is_too_large_is_refused_with_the_reason(world: World) -> None:
    source, token = add(world, Kind.ALERTMANAGER)

    wrong = send(source, token, b'{"version": "3"}')
    large = send(source, token, b" " * (1024 * 1024 + 1))
    asked = Client().get(f"/api/alerts/{source.pk}/{token}")

    assert (wrong.status_code, large.status_code, asked.status_code) == (400, 413, 405)
    assert "version" in wrong.json()["error"]
    with house():
        assert not Delivery.objects.exists()


def test_the_token_before_works_on_for_a_day_and_none_after_the_end(world: World) -> None:
    source, first = add(world)
    with house():
        second = renew_token(source, by=ROOT, at=world.at)

    assert [send(source, one, tell()).status_code for one in (first, second)] == [200, 200]
    world.pass_time(hours=25)
    assert [send(source, one, tell()).status_code for one in (first, second)] == [401, 200]
    with house():
        kept_row = Source.objects.get()
        assert first not in kept_row.token + kept_row.token_before
        end_source(source, by=ROOT, at=world.at)
    assert send(source, second, tell()).status_code == 401
