"""How the path of a message is read, put in order and explained: without any database."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permanence.service.trace.rules.events import ENDS, Kind, Told, write_address
from permanence.service.trace.rules.folding import fold_events, walk_hops
from permanence.service.trace.rules.placing import place_events
from permanence.service.trace.rules.reading import (
    LONGEST,
    MOST_EVENTS,
    Unreadable,
    read_events,
)
from permanence.service.trace.rules.reasons import Reason, explain_failure
from tests.service.trace.telling import NINE, after, event

DEFERRED = "451 4.7.1 <to@example.org>: Recipient address rejected: Greylisted"
TWO_HOPS = [
    event(Kind.ACCEPTED, 0, facts={"sender": "from@example.com", "method": "smtp"}),
    event(Kind.QUEUED, 0.1),
    event(Kind.DELIVERED, 1, reply="250 2.0.0 Ok: queued as 4jXZ", status="2.0.0"),
    event(Kind.ACCEPTED, 0.9, host="relay-2", facts={"sender": "else@example.com"}),
    event(Kind.DEFERRED, 2, host="relay-2", status="4.7.1", reply=DEFERRED, next_try_at=after(17)),
    event(Kind.DELIVERED, 17, host="relay-2", reply="250 2.0.0 Ok", status="2.0.0"),
]

kinds = st.sampled_from(Kind)
minutes = st.integers(min_value=0, max_value=12)
names = st.sampled_from([("J-1", ""), ("", "m1@x"), ("J-1", "m1@x"), ("J-2", "m1@x"), ("J-2", "")])


@st.composite
def passages(draw: st.DrawFn) -> list[Told]:
    """Return what three hosts tell of one message."""
    told = draw(st.lists(st.tuples(kinds, minutes, st.sampled_from("abc")), min_size=1, max_size=9))
    return [
        event(kind, at, host=host, uid=str(number), reply=f"{kind} {number}")
        for number, (kind, at, host) in enumerate(told)
    ]


def walk_by_hand(told: list[Told]) -> tuple[Kind, int, datetime, datetime]:
    """Return state, attempts, first and last by a slow clerk: host by host, minute by minute."""
    stays: list[tuple[datetime, tuple[Any, ...], Kind, int]] = []
    for host in {one.host for one in told}:
        begun, state, tries, trying = None, None, 0, False
        for one in sorted((one for one in told if one.host == host), key=lambda one: one.place):
            if begun is not None and state in ENDS and one.kind not in ENDS:
                stays.append((begun.at, begun.place, state, tries))
                begun, tries, trying = None, 0, False
            begun, state = begun or one, one.kind
            if one.kind == "attempted":
                tries, trying = tries + 1, True
            if one.kind in {"delivered", "deferred", "failed"}:
                tries, trying = (tries if trying else tries + 1), False
        assert begun is not None
        assert state is not None
        stays.append((begun.at, begun.place, state, tries))
    last = max(stays, key=lambda stay: stay[1])
    instants = [one.at for one in told]
    return last[2], sum(stay[3] for stay in stays), min(instants), max(instants)


@given(passages())
@settings(max_examples=300)
def test_a_passage_stands_as_a_patient_clerk_would_say(told: list[Told]) -> None:
    found = fold_events(told)

    assert (found.state, found.attempts, found.first_at, found.last_at) == walk_by_hand(told)


@given(passages(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_how_a_passage_stands(
    told: list[Told], chance: Any
) -> None:
    shuffled = [*told, *chance.sample(told, len(told) // 2)]
    chance.shuffle(shuffled)

    assert fold_events(shuffled) == fold_events(told)


def test_the_hop_that_began_last_says_how_a_message_stands() -> None:
    steps = [fold_events(TWO_HOPS[:upto]) for upto in (2, 3, 4, 5, 6)]

    states = [Kind.QUEUED, Kind.DELIVERED, Kind.ACCEPTED, Kind.DEFERRED, Kind.DELIVERED]
    assert [one.state for one in steps] == states
    assert [one.attempts for one in steps] == [0, 1, 1, 2, 3]
    assert (steps[3].next_try_at, steps[4].next_try_at) == (after(17), None)
    assert (steps[3].reason_class, steps[4].reason_class) == ("greylisted", "")
    assert (steps[3].reply, steps[4].reply) == (DEFERRED, "250 2.0.0 Ok")
    assert [hop.host for hop in walk_hops(TWO_HOPS)] == ["relay-1", "relay-2"]
    assert [hop.lasted for hop in walk_hops(TWO_HOPS)] == [
        timedelta(minutes=1),
        timedelta(minutes=16, seconds=6),
    ]


def test_what_several_events_say_of_a_message_is_said_by_the_first() -> None:
    for order in permutations(TWO_HOPS[:4]):
        assert fold_events(order).facts == {"sender": "from@example.com", "method": "smtp"}


def test_a_message_sent_again_after_it_failed_begins_another_stay() -> None:
    told = [
        event(Kind.FAILED, 1, status="5.1.1"),
        event(Kind.QUEUED, 5),
        event(Kind.DELIVERED, 6),
    ]

    assert [hop.last.kind for hop in walk_hops(told)] == [Kind.FAILED, Kind.DELIVERED]
    assert fold_events(told[:1]).reason_class == "unknown_recipient"
    assert (fold_events(told).state, fold_events(told).reason_class) == (Kind.DELIVERED, "")


def test_a_try_that_was_begun_and_has_a_result_counts_once() -> None:
    told = [
        event(Kind.ATTEMPTED, 1),
        event(Kind.DEFERRED, 2),
        event(Kind.DEFERRED, 5),
        event(Kind.ATTEMPTED, 9),
        event(Kind.EXPIRED, 10),
    ]

    assert fold_events(told).attempts == 3


def test_what_expires_says_why_it_waited_and_what_is_cancelled_that_it_was() -> None:
    waited = [event(Kind.DEFERRED, 1, status="4.4.1"), event(Kind.EXPIRED, 60)]

    assert fold_events(waited).reason_class == "unreachable"
    assert fold_events([event(Kind.EXPIRED, 60)]).reason_class == "expired"
    assert fold_events([event(Kind.CANCELLED, 1)]).reason_class == "cancelled"
    assert fold_events([event(Kind.FAILED, 1)]).reason_class == "unknown"


@st.composite
def partly_named(draw: st.DrawFn) -> list[Told]:
    """Return events that name their messages by job, by Message-ID or by both."""
    told = draw(st.lists(st.tuples(names, minutes), min_size=1, max_size=9))
    return [
        event(Kind.QUEUED, at, uid=str(number), job=name[0], message_id=name[1])
        for number, (name, at) in enumerate(told)
    ]


@given(partly_named(), st.randoms(use_true_random=False))
def test_events_are_of_the_same_messages_in_any_order(told: list[Told], chance: Any) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)

    found, again = place_events(told), place_events(shuffled)

    assert {name: {one.uid for one in rows} for name, rows in found.items()} == {
        name: {one.uid for one in rows} for name, rows in again.items()
    }
    assert sorted(one.uid for rows in found.values() for one in rows) == sorted(
        one.uid for one in told
    )


@given(partly_named())
def test_half_a_name_leads_to_the_message_that_had_begun_last(told: list[Told]) -> None:
    placed = {one.uid: name for name, rows in place_events(told).items() for one in rows}
    for one in told:
        whole = [
            other
            for other in told
            if other.job
            and other.message_id
            and (not one.job or other.job == one.job)
            and (not one.message_id or other.message_id == one.message_id)
        ]
        job, message_id = placed[one.uid]
        if not whole:
            assert (job, message_id) == (one.job, one.message_id)
            continue
        assert one.job in {"", job}
        assert one.message_id in {"", message_id}
        began = {
            (other.job, other.message_id): min(
                each.at
                for each in whole
                if (each.job, each.message_id) == (other.job, other.message_id)
            )
            for other in whole
        }
        earlier = [at for at in began.values() if at <= one.at]
        if not (one.job and one.message_id):
            assert began[job, message_id] == (max(earlier) if earlier else min(began.values()))


@pytest.mark.parametrize(
    ("status", "reply", "reason"),
    [
        ("5.1.1", "550 5.1.1 User unknown", Reason.UNKNOWN_RECIPIENT),
        ("5.1.2", "", Reason.UNKNOWN_DOMAIN),
        ("5.1.10", "556 5.1.10 Recipient address has null MX", Reason.UNKNOWN_DOMAIN),
        ("5.1.99", "", Reason.BAD_ADDRESS),
        ("5.2.1", "", Reason.MAILBOX_DISABLED),
        ("4.2.2", "452 4.2.2 Over quota", Reason.MAILBOX_FULL),
        ("5.3.4", "552 5.3.4 Message too big", Reason.TOO_LARGE),
        ("4.4.1", "connect to mx.example.org[192.0.2.7]:25: timed out", Reason.UNREACHABLE),
        ("4.4.3", "", Reason.NO_ROUTE),
        ("5.4.6", "", Reason.LOOP),
        ("4.7.1", DEFERRED, Reason.GREYLISTED),
        ("4.7.1", "451 4.7.1 Come back", Reason.POLICY),
        ("5.7.1", "550 5.7.1 SPF check failed", Reason.AUTHENTICATION),
        ("5.7.26", "", Reason.AUTHENTICATION),
        ("", "450 4.2.0 Greylisted, try in 5 minutes", Reason.GREYLISTED),
        ("", "host mx.example.org said: 550 5.1.1 <a@example.org>", Reason.UNKNOWN_RECIPIENT),
        ("", "550 No such user here", Reason.UNKNOWN_RECIPIENT),
        ("", "554 Rejected for policy reasons", Reason.POLICY),
        ("", "552 Nothing more", Reason.MAILBOX_FULL),
        ("E001", "Busy signal detected", Reason.BUSY),
        ("E003", "", Reason.NO_ANSWER),
        ("E004", "", Reason.OUR_LINE),
        ("E005", "", Reason.BAD_NUMBER),
        ("E126", "", Reason.BROKEN_OFF),
        ("", "No answer from remote {E003}", Reason.NO_ANSWER),
        ("", "No receiver protocol (T.30 T1 timeout)", Reason.NO_FAX),
        ("", "Blocked by concurrent calls", Reason.BUSY),
        ("", "No carrier detected", Reason.NO_FAX),
        ("", "Kill time expired", Reason.EXPIRED),
        ("", "RSPREC invalid response received", Reason.BROKEN_OFF),
        ("", "", Reason.UNKNOWN),
        ("", "It rained", Reason.UNKNOWN),
    ],
)
def test_codes_and_answers_are_known_by_what_they_mean(
    status: str, reply: str, reason: Reason
) -> None:
    assert explain_failure(status, reply) is reason


@given(st.text(max_size=80), st.text(max_size=12))
def test_no_answer_is_too_odd_to_be_explained(reply: str, status: str) -> None:
    assert explain_failure(status, reply) in set(Reason)


TEN = after(60)
GOOD = {
    "id": "relay-1/4711",
    "at": "2026-03-02T09:00:00Z",
    "kind": "deferred",
    "recipient": "To@Example.org",
    "message_id": "<m1@example.com>",
}


def read(*told: Any, at: datetime = TEN) -> list[Told]:
    """Read events as one array."""
    return read_events(json.dumps(told).encode(), at=at)


def read_one(**told: Any) -> Told:
    """Read one event that says more, or something else."""
    return read(GOOD | told)[0]


def test_an_array_and_lines_say_the_same() -> None:
    second = GOOD | {"id": "2"}
    lines = "\n".join(["", json.dumps(GOOD), "", json.dumps(second), ""])

    assert read_events(lines.encode(), at=after(60)) == read(GOOD, second)


def test_addresses_identifiers_and_instants_are_read_into_one_form() -> None:
    told = read_one(
        at="2026-03-02T10:00:00+01:00",
        sender="From@Example.COM",
        seconds=1.5,
        pages=3,
        status="4.7.1",
        reply="451 4.7.1\n Greylisted\x00",
        subject="Never kept",
        next_try_at="2026-03-02T09:15:00Z",
    )

    assert (told.recipient, told.message_id, told.at) == ("to@example.org", "m1@example.com", NINE)
    assert told.facts == {"sender": "from@example.com", "seconds": "1.5", "pages": "3"}
    assert (told.reply, told.next_try_at) == ("451 4.7.1 Greylisted", after(15))


def test_a_telephone_number_is_one_number_however_it_is_written() -> None:
    written = {
        write_address(one) for one in ("+33 1 99 00 12 34", "+33199001234", "+33-199.001234")
    }

    assert written == {"+33199001234"}
    assert write_address("Fax-7@Example.org") == "fax-7@example.org"


def test_a_clock_that_goes_ahead_tells_of_now() -> None:
    assert read(GOOD | {"at": "2026-03-02T11:00:00Z"}, at=NINE)[0].at == NINE


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"id": ""}, '"id" is missing'),
        ({"id": {}}, '"id" has to be a text'),
        ({"id": "x" * (LONGEST["id"] + 1)}, '"id" has 200 characters at most'),
        ({"recipient": None}, '"recipient" is missing'),
        ({"message_id": ""}, '"job" or "message_id" has to name the message'),
        ({"kind": "lost"}, '"kind" has to be one of accepted'),
        ({"at": "yesterday"}, '"at" is no instant'),
        ({"at": "2026-03-02T09:00:00"}, '"at" names no zone'),
        ({"at": "0001-01-01T00:00:00+14:00"}, '"at" is no instant that can be'),
        ({"at": "1970-01-01T00:00:00Z"}, '"at" lies before the year 2000'),
        ({"at": 5}, '"at" has to be an instant'),
        ({"at": None}, '"at" is missing'),
        ({"status": "4.7"}, '"status" has to be like "4.7.1"'),
        ({"direction": "sideways"}, '"direction" has to be one of'),
        ({"seconds": "1"}, '"seconds" has to be a number'),
        ({"pages": -1}, '"pages" has to be a number that can be'),
    ],
)
def test_each_bad_event_is_named_with_its_line_and_nothing_is_taken(
    told: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(GOOD, GOOD | told, "no event", GOOD)

    (first, why), (second, _why) = refused.value.faults
    assert (first, second) == (2, 3)
    assert why.startswith(fault)


def test_a_bad_line_is_named_by_its_number_among_all_lines() -> None:
    with pytest.raises(Unreadable) as refused:
        read_events(b'\n{"id": \n', at=NINE)

    assert [number for number, _ in refused.value.faults] == [2]
    assert refused.value.faults[0][1].startswith("this is no JSON")


@pytest.mark.parametrize("body", [b"", b"[]", b" \n ", b"[1", b"\xff", b"[" * 100_000])
def test_what_holds_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_events(body, at=NINE)


def test_one_message_carries_so_many_events_and_no_more() -> None:
    with pytest.raises(Unreadable, match="5000 events at most"):
        read(*[GOOD] * (MOST_EVENTS + 1))
