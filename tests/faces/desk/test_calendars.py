"""The calendars of a desk, as its specialists see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from tests.cast import POLICIES, World

EASTERN = "/desk/calendars/eastern-local?desk=content"


@pytest.fixture
def client(world: World) -> Client:
    return world.log_in(world.ivo)


def read(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def load_later_hours(world: World) -> None:
    text = (POLICIES / "content.toml").read_text(encoding="utf-8")
    longer = text.replace('mon = [["08:00", "17:00"]]', 'mon = [["07:00", "18:00"]]')
    assert longer != text
    with house():
        load_policy(
            longer, file="content.toml", at=world.at, effective_at=world.at + timedelta(days=3)
        )


def test_all_calendars_of_the_policy_are_listed_with_their_zones(client: Client) -> None:
    page = read(client, "/desk/calendars?desk=content")

    for zone in ("UTC−05:00", "America/Toronto"):
        assert zone in page
    assert page.count('href="/desk/calendars/') >= 3
    assert 'href="/desk/calendars?desk=content" aria-current="page"' in page


def test_a_month_shows_hours_and_names_its_holidays(client: Client) -> None:
    page = read(client, f"{EASTERN}&month=2026-06")

    assert "June 2026" in page
    assert "08:00–17:00" in page
    assert "Saint Jean Baptiste Day" in page
    assert "month=2026-05" in page
    assert "month=2026-07" in page


def test_holidays_have_the_names_of_the_readers_language(client: Client) -> None:
    client.cookies["language"] = "fr"

    assert "Fête nationale du Québec" in read(client, f"{EASTERN}&month=2026-06")


@pytest.mark.parametrize("month", ["2026-13", "0001-01", "soon", "2026", "-", "²026-01"])
def test_a_month_that_is_none_is_this_one(client: Client, month: str) -> None:
    assert "today" in read(client, f"{EASTERN}&month={month}")


def test_an_instant_and_open_hours_come_to_an_instant_with_its_lines(client: Client) -> None:
    asked = "&start=2026-12-24T16:00&clock=calendar&amount=4&unit=hours"

    page = read(client, EASTERN + asked)

    assert "Mon 28 Dec 2026, 11:00:00 America/Toronto" in page
    assert "holiday: Christmas Day" in page
    assert "<td>Thu 24 Dec</td><td>16:00–17:00</td><td>open</td>" in page


def test_business_days_are_counted_too(client: Client) -> None:
    asked = "&start=2026-12-24T16:00&clock=calendar&amount=2&unit=days"

    assert "Tue 29 Dec 2026, 16:00:00 America/Toronto" in read(client, EASTERN + asked)


def test_nothing_written_is_now(client: Client) -> None:
    page = read(client, "/desk/calendars/always?desk=content&amount=30&unit=minutes")

    assert "30 open minutes" in page
    assert "calendar-answer" in page


@pytest.mark.parametrize(
    "asked",
    [
        "amount=&unit=hours",
        "amount=-1&unit=hours",
        "amount=9999999&unit=days",
        "amount=1&unit=weeks",
        "amount=1&unit=hours&start=tomorrow",
        "amount=1&unit=hours&start=1066-10-14T09:00",
        "amount=1&unit=hours&start=9999-12-31T23:59",
        "amount=1&unit=hours&start=2026-01-01T09:00Z",
    ],
)
def test_what_cannot_be_reckoned_says_so(client: Client, asked: str) -> None:
    page = read(client, f"{EASTERN}&{asked}", status=422)

    assert "form-errors" in page
    assert "calendar-answer" not in page


def test_a_coming_version_has_its_own_calendars_and_changes_none_that_run(world: World) -> None:
    load_later_hours(world)
    client = world.log_in(world.ivo)

    today, later = read(client, EASTERN), read(client, f"{EASTERN}&version=2")

    assert "07:00–18:00" not in today
    assert "is in force until" in today
    assert "07:00–18:00" in later
    assert "takes effect on" in later
    assert "version=1" in later


def test_the_calendars_of_a_past_version_stay(world: World) -> None:
    load_later_hours(world)
    world.pass_time(days=7)
    client = world.log_in(world.ivo)

    assert "07:00–18:00" in read(client, EASTERN)
    past = read(client, f"{EASTERN}&version=1&month=2026-06")
    assert "07:00–18:00" not in past
    assert "was in force from" in past
    assert "version=1&amp;month=2026-07" in past or "month=2026-07&amp;version=1" in past


def test_what_is_not_there_is_not_found(world: World, client: Client) -> None:
    read(client, "/desk/calendars/nights?desk=content", status=404)
    read(client, f"{EASTERN}&version=9", status=404)
    read(client, f"{EASTERN}&version=one", status=404)
    sam = world.log_in(world.sam)
    read(sam, EASTERN, status=404)
    read(sam, "/desk/calendars?desk=content", status=404)


def test_a_stranger_is_asked_to_log_in() -> None:
    assert Client().get("/desk/calendars").status_code == 302
