"""Who is meant by @name, and when a mail may come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from permanence.world.attention.rules.channels import (
    FIRST_CHANNELS,
    Event,
    digest_due,
    mail_due,
)
from permanence.world.attention.rules.mentions import find_mentions

PEOPLE = {1: "Sam Okoro", 2: "Samira Haddad", 3: "Lena Vos", 4: "Inès Müller", 5: "Vos"}
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Paris


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Sam Okoro, please look", [1]),
        ("@sam.okoro please look", [1]),
        ("please look, @lena", [3]),
        ("(@Lena) and @samira.", [3, 2]),
        ("@ines and @INÈS are one", [4]),
        ("@mull is the beginning of a second name", [4]),
        ("@Vos is a whole name, and so not Lena", [5]),
        ("write to lena@desk.example or lena.@vos", []),
        ("@nobody we know", []),
        ("an @ alone", []),
    ],
)
def test_a_name_means_who_alone_it_fits(text: str, people: list[int]) -> None:
    assert list(find_mentions(text, PEOPLE).people) == people


def test_what_may_mean_two_is_told() -> None:
    found = find_mentions("@sam, look", PEOPLE)

    assert found.people == ()
    assert found.unclear == (("sam", ("Sam Okoro", "Samira Haddad")),)


def test_what_means_nobody_is_known_too() -> None:
    assert find_mentions("@xaver", PEOPLE).unknown == ("xaver",)


QUIET = replace(FIRST_CHANNELS, quiet_from=time(20), quiet_to=time(7))


@pytest.mark.parametrize(
    ("wishes", "event", "told", "due"),
    [
        (FIRST_CHANNELS, Event.NOTED, MONDAY, MONDAY + timedelta(hours=1)),
        (replace(FIRST_CHANNELS, mail_every=15), Event.NOTED, MONDAY, MONDAY.replace(minute=15)),
        (
            replace(FIRST_CHANNELS, mail_every=0),  # told at 10:00, daily at 8:00 in Paris
            Event.NOTED,
            MONDAY,
            datetime(2026, 3, 3, 7, 0, tzinfo=UTC),
        ),
        (
            QUIET,  # told at 20:30 in Paris: after seven in the morning
            Event.NOTED,
            MONDAY.replace(hour=19, minute=30),
            datetime(2026, 3, 3, 6, 0, tzinfo=UTC),
        ),
        (
            QUIET,  # urgent events pass
            Event.OVERDUE,
            MONDAY.replace(hour=19, minute=30),
            MONDAY.replace(hour=20, minute=30),
        ),
        (
            replace(QUIET, urgent_passes=False),
            Event.OVERDUE,
            MONDAY.replace(hour=19, minute=30),
            datetime(2026, 3, 3, 6, 0, tzinfo=UTC),
        ),
        (
            replace(FIRST_CHANNELS, quiet_from=time(12), quiet_to=time(14)),  # 11:30 + 1 h
            Event.NOTED,
            MONDAY.replace(hour=10, minute=30),
            MONDAY.replace(hour=13),
        ),
    ],
)
def test_a_mail_comes_in_its_time_and_never_in_quiet_hours(
    wishes: object, event: Event, told: datetime, due: datetime
) -> None:
    assert mail_due(wishes, event, told, PARIS) == due  # type: ignore[arg-type]


def test_the_mail_that_is_due_first_carries_all() -> None:
    waiting = [("noted", MONDAY + timedelta(minutes=50)), ("wrote", MONDAY)]

    assert digest_due(FIRST_CHANNELS, waiting, PARIS) == MONDAY + timedelta(hours=1)
