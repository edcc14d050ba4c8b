"""Shifts go out as a calendar and hours come back in, at the right instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from permanence.world.rotas.rules.feeds import (
    Entry,
    NoCalendar,
    Taken,
    read_hours,
    write_feed,
)

BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=60)
WHOLE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
{events}
END:VCALENDAR
"""


def read(*events: str) -> list[Taken]:
    """Return the hours of events, each a few lines."""
    text = "\n".join(f"BEGIN:VEVENT\n{one}\nEND:VEVENT" for one in events)
    raw = WHOLE.format(events=text).replace("\n", "\r\n").encode()
    return read_hours(raw, zone=BERLIN, since=SINCE, until=UNTIL)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_feed_is_read_back_as_it_was_written_whatever_is_in_a_title() -> None:
    title = "Chloé; Theo, “nights” " + "long " * 30
    entries = [Entry("1-1-5", title, utc(3, 29, 0), utc(3, 29, 6), "https://desk.example.com/1")]

    raw = write_feed("Nights", entries, at=SINCE)

    event = Calendar.from_ical(raw).walk("VEVENT")[0]
    assert event.decoded("dtstart") == utc(3, 29, 0)
    assert event.decoded("dtend") == utc(3, 29, 6)
    assert str(event["summary"]) == title
    assert str(event["uid"]) == "1-1-5@permanence"
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"DTSTART:20260329T000000Z" in raw


def test_times_without_a_zone_and_whole_days_are_those_of_the_reader() -> None:
    found = read(
        "UID:1\nSUMMARY:Floating\nDTSTART:20260328T220000\nDTEND:20260329T060000",
        "UID:2\nSUMMARY:Whole\nDTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260330",
    )

    assert found == [
        Taken("Floating", utc(3, 28, 21), utc(3, 29, 4)),
        Taken("Whole", utc(3, 28, 23), utc(3, 29, 22)),
    ]


def test_a_zone_that_is_named_counts() -> None:
    assert read(
        "UID:1\nSUMMARY:x\nDTSTART;TZID=America/Toronto:20260310T090000\nDURATION:PT8H"
    ) == [Taken("x", utc(3, 10, 13), utc(3, 10, 21))]


def test_what_repeats_stays_at_its_hour_when_the_clock_moves_less_what_was_left_out() -> None:
    found = read(
        "UID:1\nSUMMARY:x\nDTSTART;TZID=Europe/Berlin:20260327T090000\n"
        "DTEND;TZID=Europe/Berlin:20260327T100000\nRRULE:FREQ=DAILY;UNTIL=20260331T070000Z\n"
        "EXDATE;TZID=Europe/Berlin:20260328T090000",
        "UID:1\nSUMMARY:moved\nRECURRENCE-ID;TZID=Europe/Berlin:20260330T090000\n"
        "DTSTART:20260330T150000Z\nDTEND:20260330T160000Z",
    )

    assert [(one.title, one.start) for one in found] == [
        ("x", utc(3, 27, 8)),
        ("x", utc(3, 29, 7)),
        ("moved", utc(3, 30, 15)),
        ("x", utc(3, 31, 7)),
    ]


def test_what_was_cancelled_or_is_over_is_not_read() -> None:
    assert (
        read(
            "UID:1\nSTATUS:CANCELLED\nDTSTART:20260310T090000Z\nDTEND:20260310T100000Z",
            "UID:2\nDTSTART:20260210T090000Z\nDTEND:20260210T100000Z",
            "UID:3\nDTSTART:20260310T090000Z\nDTEND:20260310T080000Z",
        )
        == []
    )


def test_a_rule_without_end_is_read_as_far_as_is_asked() -> None:
    found = read("UID:1\nDTSTART:20200101T090000Z\nDTEND:20200101T100000Z\nRRULE:FREQ=WEEKLY")

    assert len(found) == 9


@pytest.mark.parametrize("raw", [b"", b"hello", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(NoCalendar):
        read_hours(raw, zone=BERLIN, since=SINCE, until=UNTIL)
