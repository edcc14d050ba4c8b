"""Other hours on single days, other numbers: a changed document, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from permanence.promises.policies.rules import read_policy
from permanence.promises.policies.rules.amending import (
    CannotAmend,
    Exceptional,
    Point,
    Windows,
    Wrong,
    amend_calendar,
    amend_point,
)
from permanence.world.calendars.rules.calendar import EPOCH_ORDINAL
from permanence.world.calendars.rules.days import explicit_hours
from tests.cast import POLICIES

CONTENT = (POLICIES / "content.toml").read_text(encoding="utf-8")
MESSAGING = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
TODAY = date(2026, 3, 2)
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


def wish(first: date, windows: Windows | None, last: date | None = None) -> Exceptional:
    return Exceptional("eastern-local", first, last or first, windows)


def hours_on(text: str, on: date) -> object:
    calendar = read_policy(text).calendars["eastern-local"]
    return explicit_hours(calendar, on.toordinal() - EPOCH_ORDINAL)


def test_a_closing_stands_in_the_document_and_can_be_taken_back() -> None:
    closed = amend_calendar(CONTENT, wish(FRIDAY, (), SATURDAY), today=TODAY)
    again = amend_calendar(closed, wish(FRIDAY, None, SATURDAY), today=TODAY)

    assert (hours_on(closed, FRIDAY), hours_on(closed, SATURDAY)) == ((), ())
    assert hours_on(again, FRIDAY) is None
    assert read_policy(again) == read_policy(CONTENT)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (wish(date(2026, 3, 1), ()), Wrong.PAST),
        (wish(TODAY, ()), Wrong.NOT_ANNOUNCED),
        (wish(TODAY, (("09:00", "17:00"),)), Wrong.NOT_ANNOUNCED),
        (wish(FRIDAY, (), TODAY), Wrong.BACKWARDS),
        (wish(FRIDAY, (), date(2026, 9, 1)), Wrong.TOO_LONG),
        (wish(FRIDAY, None), Wrong.NOTHING),
        (Exceptional("nowhere", FRIDAY, FRIDAY, ()), Wrong.BY_HAND),
    ],
)
def test_hours_are_never_taken_away_unannounced(asked: Exceptional, wrong: Wrong) -> None:
    with pytest.raises(CannotAmend) as refused:
        amend_calendar(CONTENT, asked, today=TODAY)

    assert refused.value.wrong is wrong


def test_hours_may_be_added_today() -> None:
    longer = amend_calendar(CONTENT, wish(TODAY, (("07:00", "19:00"),)), today=TODAY)

    assert hours_on(longer, TODAY) == ((7 * 3600, 19 * 3600),)


def test_a_contact_point_changes_and_nothing_else_does() -> None:
    point = Point("phone", "germany", "+49 30 23125 101", ["germany", "uk-apac"])

    changed = amend_point(MESSAGING, point)

    phones = {one.key: one for one in read_policy(changed).phones}
    assert phones["germany"].number == "+49 30 23125 101"
    assert phones["germany"].regions == ("germany", "uk-apac")
    back = amend_point(changed, Point("phone", "germany", "+49 30 23125 100", ["germany"]))
    assert back == MESSAGING


def test_a_contact_point_that_is_not_there_is_left_to_people() -> None:
    with pytest.raises(CannotAmend):
        amend_point(MESSAGING, Point("phone", "atlantis", "+49 30 23125 101"))
