"""What monitoring says, read and added up: without any database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permanence.ground.lib.tokens import fits_token, hash_token
from permanence.service.alerts.rules.mails import (
    WrongPattern,
    compile_pattern,
    read_alert_mail,
)
from permanence.service.alerts.rules.reports import (
    Unreadable,
    group_of,
    read_alertmanager,
    read_plain,
)
from permanence.service.alerts.rules.sources import (
    Kind,
    Place,
    Quiet,
    SourceCard,
    find_component,
    find_faults,
    is_quiet,
    silent_at,
)
from permanence.service.alerts.rules.turns import (
    EXACT,
    FIRING,
    RESOLVED,
    Turn,
    fold_turns,
    is_on,
    spare_turns,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TURNS = st.lists(
    st.builds(
        lambda minutes, state: Turn(AT + timedelta(minutes=minutes), state),
        st.integers(0, 3000),
        st.sampled_from([FIRING, RESOLVED]),
    ),
    min_size=1,
    max_size=25,
)


def after(minutes: float) -> datetime:
    """Return an instant so many minutes later."""
    return AT + timedelta(minutes=minutes)


@given(TURNS, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_of_what_is_heard_comes_to_the_same(
    turns: list[Turn], chance: Any
) -> None:
    again = turns + chance.choices(turns, k=chance.randrange(len(turns) + 1))
    chance.shuffle(again)

    assert fold_turns(again) == fold_turns(turns)


@given(TURNS, st.integers(1, 24))
def test_what_is_heard_in_two_parts_comes_to_the_same_as_in_one(
    turns: list[Turn], cut: int
) -> None:
    kept = set(turns[:cut])

    assert fold_turns([*turns[cut:], *kept]) == fold_turns(turns)


@given(TURNS)
def test_an_alert_fires_if_the_last_thing_heard_was_that_it_does(turns: list[Turn]) -> None:
    standing = fold_turns(turns)

    assert standing.state == max(turns).state
    assert (standing.ended is None) == (standing.state == FIRING)
    assert standing.first <= standing.began <= (standing.ended or max(turns).at)


@given(TURNS)
@settings(max_examples=60)
def test_what_is_forgotten_does_not_change_how_an_alert_stands(turns: list[Turn]) -> None:
    spare = set(spare_turns(turns))
    left = set(turns) - spare

    assert fold_turns(left) == fold_turns(turns)
    assert all(max(turns).at - one.at > EXACT for one in spare)


def test_a_late_word_that_it_fires_does_not_open_what_is_over() -> None:
    standing = fold_turns(
        [Turn(after(0), FIRING), Turn(after(9), RESOLVED), Turn(after(3), FIRING)]
    )

    assert (standing.state, standing.ended, standing.count) == (RESOLVED, after(9), 1)


def test_an_alert_that_comes_and_goes_is_one_until_it_was_quiet_for_half_an_hour() -> None:
    turns = [Turn(after(minute), FIRING) for minute in (0, 4, 8, 12)]
    turns += [Turn(after(minute), RESOLVED) for minute in (2, 6, 10, 14)]

    standing = fold_turns(turns)

    assert standing.flaps_until == after(44)
    assert is_on(standing.state, standing.flaps_until, at=after(43))
    assert not is_on(standing.state, standing.flaps_until, at=after(44))
    assert fold_turns(turns[:3] + turns[4:7]).flaps_until is None


def alertmanager(*alerts: dict[str, Any], **told: Any) -> bytes:
    """Return a message of Alertmanager."""
    return json.dumps({"version": "4", "groupKey": "g", "alerts": alerts} | told).encode()


def test_alertmanager_tells_what_fires_and_what_is_over() -> None:
    reading = read_alertmanager(
        alertmanager(
            {
                "status": "resolved",
                "labels": {"alertname": "FaxDown", "component": "fax"},
                "annotations": {"summary": "No fax goes out"},
                "startsAt": "2026-03-02T08:00:00.123456789Z",
                "endsAt": "2026-03-02T08:30:00Z",
                "generatorURL": "https://prometheus.example.net/graph",
                "fingerprint": "c0ffee",
            },
            {
                "status": "firing",
                "labels": {"alertname": "Slow"},
                "startsAt": "2026-03-02T08:10:00+00:00",
                "endsAt": "0001-01-01T00:00:00Z",
            },
            truncatedAlerts=3,
        ),
        at=AT,
    )

    over, slow = reading.reports
    assert reading.left_out == 3
    assert (over.fingerprint, over.title) == ("c0ffee", "No fax goes out")
    assert [turn.state for turn in over.turns] == [FIRING, RESOLVED]
    assert over.told_of == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert slow.turns == (Turn(datetime(2026, 3, 2, 8, 10, tzinfo=UTC), FIRING),)
    assert len(slow.fingerprint) == 16
    assert group_of(slow, ("alertname",)) == "Slow"
    assert group_of(over, ()) == "No fax goes out"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "no JSON"),
        (b"[]", "object"),
        (b'{"version": "3"}', "version"),
        (b'{"version": "4", "alerts": {}}', "list"),
        (alertmanager({"status": "bad"}), "alerts[0].status"),
        (alertmanager({"status": "firing", "startsAt": "soon"}), "alerts[0].startsAt"),
        (alertmanager({"status": "firing", "startsAt": "2026-03-02T08:00:00"}), "zone"),
        (alertmanager({"status": "firing", "labels": []}), "alerts[0].labels"),
        (alertmanager(*[{"status": "firing"}] * 1001), "1000"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_message_of_alertmanager_is_refused_with_the_reason(
    body: bytes, why: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_alertmanager(body, at=AT)

    assert why in str(refused.value)


def test_the_plain_form_needs_a_title_alone() -> None:
    one = read_plain(b'{"title": "Disk full"}', at=AT).reports[0]
    two = read_plain(
        b'[{"title": "Disk full", "status": "ok", "component": "fax",'
        b' "starts_at": "2026-03-02T08:00:00Z", "url": "javascript:alert(1)"}]',
        at=AT,
    ).reports[0]

    assert one.turns == (Turn(AT, FIRING),)
    assert [turn.state for turn in two.turns] == [FIRING, RESOLVED]
    assert (two.labels["component"], two.link) == ("fax", "")
    with pytest.raises(Unreadable):
        read_plain(b'{"labels": {}}', at=AT)


def test_a_clock_that_is_ahead_speaks_of_now() -> None:
    body = b'{"title": "Disk full", "starts_at": "2031-01-01T00:00:00Z"}'

    assert read_plain(body, at=AT).reports[0].told_of == AT


@pytest.mark.parametrize(
    ("subject", "fingerprint", "state"),
    [
        ("PROBLEM: fax line 3", "fax line 3", FIRING),
        ("Re: [RESOLVED] fax line 3", "fax line 3", RESOLVED),
        ("OK - fax line 3", "fax line 3", RESOLVED),
        ("fax line 3 is slow", "fax line 3 is slow", FIRING),
        ("fax line 3 - OK", "fax line 3", RESOLVED),
        ("OKAY or not", "okay or not", FIRING),
        ("", "-", FIRING),
    ],
)
def test_a_mail_is_known_by_its_subject_and_says_when_it_is_over(
    subject: str, fingerprint: str, state: str
) -> None:
    report = read_alert_mail(subject, "", date=None, received_at=AT)

    assert (report.fingerprint, report.turns[0].state) == (fingerprint, state)


def test_a_pattern_says_what_tells_mails_apart() -> None:
    pattern = "[{state}] {fingerprint} on * (#*)"

    fits = read_alert_mail(
        "[RESOLVED] Queue on node-7 (#81)", "", pattern=pattern, date=None, received_at=AT
    )
    other = read_alert_mail("Something else", "", pattern=pattern, date=None, received_at=AT)

    assert (fits.fingerprint, fits.turns[0].state) == ("queue", RESOLVED)
    assert other.fingerprint == "something else"
    for wrong in ("no place", "{fingerprint} {fingerprint}", "* * * * {fingerprint}"):
        with pytest.raises(WrongPattern):
            compile_pattern(wrong)


def test_a_mail_speaks_of_its_own_date_where_that_can_be() -> None:
    late = read_alert_mail("OK x", "", date=after(-30), received_at=AT)
    wrong = read_alert_mail("OK x", "", date=after(+30), received_at=AT)

    assert (late.told_of, wrong.told_of) == (after(-30), AT)


def test_a_token_works_on_for_a_while_after_a_new_one_was_made() -> None:
    told = {"kept": hash_token("new"), "before": hash_token("old"), "before_until": after(5)}

    assert fits_token("new", at=after(99), **told)  # type: ignore[arg-type]
    assert fits_token("old", at=after(4), **told)  # type: ignore[arg-type]
    assert not fits_token("old", at=after(5), **told)  # type: ignore[arg-type]
    assert not fits_token("", at=AT, kept="", before="", before_until=None)


def test_a_source_has_its_whole_time_once_we_were_away_ourselves() -> None:
    minute, grace = timedelta(minutes=1), timedelta(seconds=30)

    there = silent_at(heard_at=AT, every=minute, grace=grace, away_until=after(-60))
    back = silent_at(heard_at=AT, every=minute, grace=grace, away_until=after(10))

    assert (there, back) == (after(1.5), after(11.5))


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        (SourceCard(" ", Kind.PLAIN, 1), "name"),
        (SourceCard("m", Kind.MAIL, 1, address="alerts"), "address"),
        (SourceCard("h", Kind.HEARTBEAT, 1), "every"),
        (SourceCard("h", Kind.HEARTBEAT, 1, every=timedelta(seconds=1)), "span"),
    ],
)
def test_a_source_says_what_it_needs(card: SourceCard, fault: str) -> None:
    assert find_faults(card) == [fault]


def test_labels_lead_to_a_component_by_the_first_line_that_fits_then_by_its_key() -> None:
    places = [Place("job", "fax-*", 1), Place("job", "*", 2)]
    keys = {"relay": 3}

    assert find_component({"job": "FAX-out"}, places, named_by="component", keys=keys) == 1
    assert find_component({"job": "mail"}, places, named_by="component", keys=keys) == 2
    assert find_component({"component": "Relay"}, places, named_by="component", keys=keys) == 3
    assert find_component({}, places, named_by="", keys=keys) is None


def test_one_alert_is_kept_quiet_or_all_that_carry_some_labels() -> None:
    quiets = [Quiet(fingerprint="a"), Quiet(labels={"job": "fax"})]

    assert is_quiet("a", {}, quiets)
    assert is_quiet("b", {"job": "fax", "host": "x"}, quiets)
    assert not is_quiet("b", {"job": "mail"}, quiets)
    assert not is_quiet("b", {}, [Quiet()])
