"""Messages to closed browsers: sealed as the standard's own example, and never sent inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.lib.hosts import is_public
from permanence.world.attention.rules.pushing import (
    LONGEST_WAIT,
    RETRIES,
    Endpoint,
    NoPush,
    Verdict,
    from_text,
    judge_answer,
    may_be_told,
    read_endpoint,
    seal_message,
    to_text,
)
from tests.push_service import Receiver

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RECEIVER = Receiver()
OUTSIDE = "https://push.example.net/send/abc"
NOBODY: frozenset[str] = frozenset()


def test_a_message_is_sealed_as_in_the_standards_example() -> None:
    endpoint = Endpoint(
        OUTSIDE,
        from_text(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        from_text("BTBZMqHH6r4Tts7J_aSIgg"),
    )

    sealed = seal_message(
        b"When I grow up, I want to be a watermelon",
        endpoint,
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
        key=from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )

    assert to_text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
        "lcy4a-fN"
    )


@given(st.binary(max_size=3000).filter(lambda text: not text.endswith((b"\x00", b"\x02"))))
def test_the_browser_opens_whatever_was_sealed_for_it(text: bytes) -> None:
    endpoint = Endpoint(OUTSIDE, RECEIVER.public, RECEIVER.secret)

    assert RECEIVER.open(seal_message(text, endpoint)) == text


@pytest.mark.parametrize(
    ("address", "may"),
    [
        (OUTSIDE, True),
        ("https://93.184.215.14/x", True),
        ("http://push.example.net/x", False),
        ("https://push.example.net:8443/x", False),
        ("https://user@push.example.net/x", False),
        ("https://localhost/x", False),
        ("https://127.0.0.1/x", False),
        ("https://10.0.0.7/x", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://[::1]/x", False),
        ("https://intranet/x", False),
        ("https://printer.local/x", False),
        ("https://push.example.net/ x", False),
        ("https://push.example.net:port/x", False),
        ("", False),
        ("https://push.example.net/" + "x" * 2000, False),
    ],
)
def test_where_a_message_may_go(address: str, *, may: bool) -> None:
    assert may_be_told(address, trusted=NOBODY) is may


def test_the_operator_may_vouch_for_a_service_inside() -> None:
    trusted = frozenset({"push.house.local:8443"})

    assert may_be_told("https://push.house.local:8443/x", trusted=trusted)
    assert not may_be_told("http://push.house.local:8443/x", trusted=trusted)
    assert not may_be_told("https://push.house.local/x", trusted=trusted)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("fe80::1%eth0", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_which_addresses_are_of_the_open_network(address: str, *, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"key": to_text(b"\x04" + bytes(64))},
        {"key": to_text(RECEIVER.public[:-1])},
        {"secret": "short"},
        {"secret": "§§§"},
        {"address": "https://10.0.0.7/x"},
    ],
)
def test_what_is_no_browser_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(NoPush):
        read_endpoint(**(RECEIVER.said(OUTSIDE) | wrong), trusted=NOBODY)


@pytest.mark.parametrize(
    ("status", "tries", "wait", "verdict"),
    [
        (201, 1, "", Verdict(arrived=True)),
        (410, 1, "", Verdict(gone=True)),
        (404, 3, "", Verdict(gone=True)),
        (400, 1, "", Verdict()),
        (301, 1, "", Verdict()),
        (413, 1, "", Verdict()),
        (0, 1, "", Verdict(again_at=NOON + timedelta(minutes=1))),
        (503, 2, "", Verdict(again_at=NOON + timedelta(minutes=5))),
        (429, 1, "900", Verdict(again_at=NOON + timedelta(minutes=15))),
        (429, 1, "999999", Verdict(again_at=NOON + LONGEST_WAIT)),
        (429, 1, "soon", Verdict(again_at=NOON + timedelta(minutes=1))),
        (500, len(RETRIES) + 1, "", Verdict()),
    ],
)
def test_what_an_answer_means(status: int, tries: int, wait: str, verdict: Verdict) -> None:
    assert judge_answer(status, tries=tries, wait=wait, at=NOON) == verdict
