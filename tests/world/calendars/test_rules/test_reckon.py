"""What `permanence reckon` answers, line by line."""

import json
import subprocess
import sys
from typing import Any

import pytest

from permanence.world.calendars.rules.reckon import answer_lines

OFFICE: dict[str, Any] = {
    "zone": "Europe/Paris",
    "week": {
        "mon": [["08:30", "12:30"], ["13:00", "17:00"]],
        "fri": [["08:30", "17:00"]],
    },
    "breaks": {"fri": [["12:00", "13:00"]]},
    "holidays": ["2026-03-13"],
}


def ask(**question: Any) -> tuple[dict[str, Any], bool]:
    asked = {"id": 1, "calendar": OFFICE, "start": "2026-03-02T08:00:00Z", **question}
    [(line, understood)] = answer_lines([json.dumps(asked)])
    answer: dict[str, Any] = json.loads(line)
    return answer, understood


def shown(answer: dict[str, Any]) -> list[str]:
    keys = ("date", "from", "to", "why", "seconds")
    return [" ".join(str(line[key]) for key in keys) for line in answer["explanation"]]


def test_a_due_instant_comes_with_how_it_came_about() -> None:
    answer, understood = ask(
        id={"case": "over lunch and a weekend"},
        start="2026-03-06T10:59:30Z",
        target={"seconds": 16230},
        pauses=[["2026-03-06T14:00:00Z", "2026-03-06T15:00:00+00:00"]],
    )

    assert understood
    assert answer["id"] == {"case": "over lunch and a weekend"}
    assert answer["due"] == "2026-03-09T09:00:00Z"
    assert shown(answer) == [
        "2026-03-06 11:59:30 12:00 open 30",
        "2026-03-06 12:00 13:00 break 3600",
        "2026-03-06 13:00 15:00 open 7200",
        "2026-03-06 15:00 16:00 pause 3600",
        "2026-03-06 16:00 17:00 open 3600",
        "2026-03-06 17:00 24:00 closed 25200",
        "2026-03-07 00:00 24:00 closed 86400",
        "2026-03-08 00:00 24:00 closed 86400",
        "2026-03-09 00:00 08:30 closed 30600",
        "2026-03-09 08:30 10:00 open 5400",
    ]


def test_business_days_are_shown_one_a_line() -> None:
    answer, _ = ask(
        start="2026-03-07T08:00:00Z",
        target={"business_days": 2},
        pauses=[["2026-03-09T08:00:00Z", "2026-03-09T09:00:00Z"]],
    )

    assert answer["due"] == "2026-03-20T08:30:00Z"
    assert [line for line in shown(answer) if "closed" not in line] == [
        "2026-03-09 08:30 24:00 start 55800",
        "2026-03-13 00:00 24:00 holiday 86400",
        "2026-03-16 00:00 24:00 business-day 86400",
        "2026-03-20 00:00 08:30 business-day 30600",
        "2026-03-09 09:00 10:00 pause 3600",
        "2026-03-20 08:30 09:30 open 3600",
    ]


def test_a_holiday_with_hours_of_its_own_is_no_holiday() -> None:
    calendar = OFFICE | {"days": {"2026-03-13": [["10:00", "11:00"]]}}
    answer, _ = ask(calendar=calendar, start="2026-03-13T08:30:00Z", target={"seconds": 60})

    assert shown(answer) == [
        "2026-03-13 09:30 10:00 closed 1800",
        "2026-03-13 10:00 10:01 open 60",
    ]


def test_a_repeated_hour_can_be_seen() -> None:
    calendar = {"zone": "Europe/Paris", "week": {"sun": [["01:00", "04:00"]]}}
    answer, _ = ask(calendar=calendar, start="2026-10-24T23:00:00Z", target={"seconds": 10800})

    assert answer["due"] == "2026-10-25T02:00:00Z"
    assert shown(answer) == [
        "2026-10-25 01:00 03:00 open 7200",
        "2026-10-25 02:00 03:00 open 3600",
    ]


def test_a_pause_without_end_leaves_nothing_due() -> None:
    answer, understood = ask(target={"seconds": 3600}, pauses=[["2026-03-02T08:10:00Z", None]])

    assert understood
    assert answer["due"] is None
    assert shown(answer) == [
        "2026-03-02 09:00 09:10 open 600",
        "2026-03-02 09:10 None pause None",
    ]


def test_an_end_in_place_of_a_target_asks_for_open_seconds() -> None:
    answer, _ = ask(
        end="2026-03-03T00:00:00Z", pauses=[["2026-03-02T15:00:00Z", "2026-03-02T20:00:00Z"]]
    )

    assert answer == {"id": 1, "seconds": 3 * 3600 + 1800 + 3 * 3600}


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ({"target": {"seconds": 1}, "start": "2026-03-02T08:00:00"}, "start"),
        ({"target": {"seconds": 1}, "start": "yesterday"}, "start"),
        ({"target": {"seconds": 1}, "start": 1772438400}, "start"),
        ({"target": {"seconds": 1}, "start": "9999-12-31T23:59:59Z"}, "start"),
        ({"target": {"seconds": -1}}, "target.seconds"),
        ({"target": 60}, "target"),
        ({"target": {"seconds": 10**30}}, "calendar"),
        ({"target": {"business_days": 10**30}}, "calendar"),
        ({}, "target"),
        ({"target": {"seconds": 1}, "end": "2026-03-02T08:00:00Z"}, "target"),
        ({"end": "2026-03-01T08:00:00Z"}, "end"),
        ({"target": {"seconds": 1}, "calendar": None}, "calendar"),
        ({"target": {"seconds": 1}, "calendar": OFFICE | {"zone": "Mars"}}, "calendar.zone"),
        (
            {"target": {"seconds": 1}, "calendar": OFFICE | {"week": {"mon": [["8", "9"]]}}},
            "calendar.week.mon[0][0]",
        ),
        ({"target": {"seconds": 1}, "calendar": OFFICE | {"week": {}}}, "calendar"),
        ({"target": {"seconds": 1}, "pauses": {}}, "pauses"),
        ({"target": {"seconds": 1}, "pauses": [["2026-03-02T08:00:00Z"]]}, "pauses[0]"),
        ({"target": {"seconds": 1}, "pauses": [[None, None]]}, "pauses[0][0]"),
        (
            {"target": {"seconds": 1}, "pauses": [["2026-03-02T08:00Z", "2026-03-02T07:00Z"]]},
            "pauses[0][1]",
        ),
        ({"target": {"seconds": 1}, "pause": []}, "pause"),
    ],
)
def test_what_cannot_be_understood_says_where(question: dict[str, Any], at: str) -> None:
    answer, understood = ask(**question)

    assert not understood
    assert set(answer) == {"error"}
    assert answer["error"]["at"] == at
    assert answer["error"]["message"]


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "[1, 2]",
        '{"id": NaN}',
        '{"id": 1e999}',
        "[" * 200_000,
        b'{"id": "\xff"}',
        '{"id": ' + "9" * 5000 + "}",
    ],
)
def test_a_line_that_is_no_object_is_an_error_and_the_rest_is_still_answered(
    line: str | bytes,
) -> None:
    good = json.dumps(
        {"calendar": {"always": True}, "start": "2026-03-02T08:00Z", "target": {"seconds": 60}}
    )

    answers = list(answer_lines([line, "\n", good]))

    assert [understood for _, understood in answers] == [False, True]
    assert json.loads(answers[0][0])["error"]["at"] == ""
    assert json.loads(answers[1][0])["due"] == "2026-03-02T08:01:00Z"
    assert json.loads(answers[1][0])["id"] is None


def test_the_command_needs_no_django() -> None:
    imported = "import sys, permanence.world.calendars.rules.reckon; print('django' in sys.modules)"

    shown = subprocess.run(
        [sys.executable, "-c", imported], capture_output=True, text=True, check=True, timeout=30
    )

    assert shown.stdout.strip() == "False"
