"""Calls are carried over real HTTP; who fails or keeps silent is passed over, on the record."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.ways.actions import claim_answers, post_calls
from permanence.ground.ways.actions.hearing import hear_receipt, hear_text
from permanence.ground.ways.actions.sealing import seal_secrets
from permanence.ground.ways.jobs import deliver_texts
from permanence.ground.ways.models import Attempt, Call, Provider, Reply
from permanence.ground.ways.queries import attempts_of
from permanence.ground.ways.rules import AnswerKind, NewCall, Way
from permanence.ground.ways.rules.failing_over import Result
from tests.ground.ways.fakes import Outside, free_port, outside

pytestmark = pytest.mark.django_db
PHONE = "+441632960001"
OWNER = "escalation.rung"


@pytest.fixture
def gateways(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Outside, Outside]]:
    """Two gateways for SMS on this machine, for which the operator vouches."""
    with ExitStack() as stack:
        first, second = stack.enter_context(outside()), stack.enter_context(outside())
        monkeypatch.setattr(settings, "WAY_HOSTS", frozenset({first.host, second.host}))
        yield first, second


def add_gateway(name: str, url: str, *, rank: int, **told: Any) -> Provider:
    """Return a gateway for SMS."""
    secrets = seal_secrets({"authorization": "Bearer of-the-tests"})
    told = {"settings": {"url": url, "sender": "Permanence"}, "sealed": secrets} | told
    with house():
        return Provider.objects.create(
            name=name,
            way=Way.SMS,
            kind="gateway",
            rank=rank,
            nonce="n",
            made_at=clock.now(),
            **told,
        )


def send(text: str = "Request 123 456 789 is overdue.", **told: Any) -> Call:
    """Return a text that was posted just now."""
    with house():
        new = NewCall(OWNER, 7, Way.SMS, PHONE, "en", text, **told)
        return post_calls([new], at=clock.now())[0]


def answers() -> list[tuple[str, str]]:
    """Return what came back and was not taken before."""
    with house():
        return [(one.kind.value, one.text) for one in claim_answers(OWNER, at=clock.now())]


def tries() -> list[tuple[str, str]]:
    """Return who was asked and how each attempt ended."""
    with house():
        return [(one.provider_name, one.result) for one in attempts_of(OWNER, [7])]


def test_a_gateway_is_told_number_text_and_secret(gateways: tuple[Outside, Outside]) -> None:
    add_gateway("First", f"{gateways[0].url}/send", rank=1)
    send()

    deliver_texts()

    ((path, told, headers),) = gateways[0].heard
    assert path == "/send"
    assert told == {
        "to": PHONE,
        "text": "Request 123 456 789 is overdue.",
        "from": "Permanence",
    }
    assert headers["Authorization"] == "Bearer of-the-tests"
    assert answers() == [("delivered", "accepted")]
    assert tries() == [("First", "accepted")]


@pytest.mark.parametrize("trouble", ["gone", "broken", "silent"])
def test_when_one_gateway_fails_the_other_carries_within_seconds(
    gateways: tuple[Outside, Outside], trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = gateways
    url = f"http://127.0.0.1:{free_port()}" if trouble == "gone" else first.url
    first.status = 503
    if trouble == "silent":
        first.delay = 2.0
        monkeypatch.setattr("permanence.ground.lib.lines.PATIENCE", 0.4)
    add_gateway("First", url, rank=1)
    add_gateway("Second", second.url, rank=2)
    send()
    began = time.monotonic()

    deliver_texts()

    assert time.monotonic() - began < 8
    assert len(second.heard) == 1
    assert tries() == [("First", "failed"), ("Second", "accepted")]
    assert answers() == [("delivered", "accepted")]


def test_who_failed_rests_but_is_asked_when_nobody_else_is_left(
    gateways: tuple[Outside, Outside],
) -> None:
    first, second = gateways
    first.status = 500
    add_gateway("First", first.url, rank=1)
    add_gateway("Second", second.url, rank=2)
    send()
    deliver_texts()

    send("Once more.")
    deliver_texts()
    assert (len(first.heard), len(second.heard)) == (1, 2)

    first.status, second.status = 200, 500
    send("And again.")
    deliver_texts()
    assert (len(first.heard), len(second.heard)) == (2, 3)
    assert tries()[-2:] == [("Second", "failed"), ("First", "accepted")]
    with house():
        assert Provider.objects.get(name="First").failures == 0


def test_a_call_that_nobody_can_carry_is_given_up_and_says_why(
    gateways: tuple[Outside, Outside],
) -> None:
    gateways[0].status = 422
    gateways[0].answer = {"error": "no such number"}
    add_gateway("First", gateways[0].url, rank=1)
    call = send()

    deliver_texts()

    ((kind, text),) = answers()
    assert kind == "failed"
    assert "no such number" in text
    with house():
        assert Call.objects.get(pk=call.pk).failed_at is not None
        assert Provider.objects.get().rests_until is None, "the number is wrong, not the gateway"


def test_when_all_fail_they_are_tried_again_before_the_call_is_given_up(
    gateways: tuple[Outside, Outside],
) -> None:
    gateways[0].status = 500
    add_gateway("First", gateways[0].url, rank=1)
    call = send()

    for _ in range(4):
        deliver_texts()
        assert answers() == [] or gateways[0].status == 500
        with house():
            Call.objects.filter(pk=call.pk).update(next_try_at=clock.now())

    assert len(gateways[0].heard) == 4
    with house():
        assert Call.objects.get(pk=call.pk).failed_at is not None


def test_a_gateway_that_never_says_that_it_arrived_is_passed_over(
    gateways: tuple[Outside, Outside],
) -> None:
    first, second = gateways
    add_gateway("First", first.url, rank=1, receipt_within=timedelta(seconds=0))
    add_gateway("Second", second.url, rank=2)
    send()

    deliver_texts()

    assert tries() == [("First", "silent"), ("Second", "accepted")]
    assert answers() == [("delivered", "accepted")]


def test_a_receipt_says_that_it_arrived_or_lets_the_next_one_try(
    gateways: tuple[Outside, Outside],
) -> None:
    first, second = gateways
    provider = add_gateway("First", first.url, rank=1, receipt_within=timedelta(minutes=1))
    other = add_gateway("Second", second.url, rank=2, receipt_within=timedelta(minutes=1))
    send()
    deliver_texts()
    assert answers() == []

    with house():
        at = clock.now()
        assert hear_receipt(provider, "m-1", AnswerKind.FAILED, "UNDELIV", at=at)
        assert not hear_receipt(provider, "m-77", AnswerKind.FAILED, "UNDELIV", at=at)
    deliver_texts()
    with house():
        assert hear_receipt(other, "m-1", AnswerKind.DELIVERED, "DELIVRD", at=clock.now())

    assert tries() == [("First", "refused"), ("Second", "accepted")]
    assert answers() == [("delivered", "DELIVRD")]
    with house():
        assert [one.receipt for one in Attempt.objects.order_by("pk")] == ["UNDELIV", "DELIVRD"]


def test_a_text_that_comes_back_answers_the_call_it_names(
    gateways: tuple[Outside, Outside],
) -> None:
    provider = add_gateway("First", gateways[0].url, rank=1)
    older, newer = send(reference="111111111"), send(reference="222222222")
    deliver_texts()
    answers()

    with house():
        at = clock.now()
        assert hear_text(provider, sender=PHONE, text="1 111 111 111", at=at) == older
        assert hear_text(provider, sender=PHONE[1:], text="No, on leave.", at=at) == newer
        assert hear_text(provider, sender="+441632960999", text="1", at=at) is None

    assert answers() == [("acknowledged", "1 111 111 111"), ("declined", "No, on leave.")]


def test_who_is_not_understood_is_told_once_what_would_be(
    gateways: tuple[Outside, Outside],
) -> None:
    provider = add_gateway("First", gateways[0].url, rank=1)
    call = send()
    deliver_texts()
    answers()

    with house():
        for _ in range(2):
            hear_text(provider, sender=PHONE, text="Who is this?", at=clock.now())
    deliver_texts()

    assert answers() == []
    assert [told["text"][:8] for _, told, _ in gateways[0].heard] == ["Request ", "This was"]
    with house():
        assert Reply.objects.filter(call=call, kind="").count() == 2


def test_a_provider_carries_no_more_in_a_minute_than_it_may(
    gateways: tuple[Outside, Outside],
) -> None:
    add_gateway("First", gateways[0].url, rank=1, per_minute=2)
    add_gateway("Second", gateways[1].url, rank=2)
    for number in range(5):
        send(f"Number {number}.")

    deliver_texts()

    assert (len(gateways[0].heard), len(gateways[1].heard)) == (2, 3)


def test_a_host_inside_is_not_called_unless_the_operator_vouches(
    gateways: tuple[Outside, Outside], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "WAY_HOSTS", frozenset())
    add_gateway("First", gateways[0].url, rank=1)
    send()

    deliver_texts()

    assert gateways[0].heard == []
    assert tries() == [("First", "failed")]


def test_what_a_worker_left_behind_is_taken_up_by_another(
    gateways: tuple[Outside, Outside], at: datetime
) -> None:
    first = add_gateway("First", gateways[0].url, rank=1)
    add_gateway("Second", gateways[1].url, rank=2)
    call = send()
    with house():
        Attempt.objects.create(
            call=call, provider=first, provider_name="First", started_at=clock.now()
        )

    deliver_texts()

    assert tries() == [("First", Result.LOST), ("Second", "accepted")]


def test_a_desk_has_its_own_provider(gateways: tuple[Outside, Outside]) -> None:
    add_gateway("Of one desk", gateways[0].url, rank=1, desk_id=1)
    add_gateway("Of all", gateways[1].url, rank=2)

    send("To the one.", desk=1)
    send("To another.", desk=2)
    deliver_texts()

    assert [told["text"] for _, told, _ in gateways[0].heard] == ["To the one."]
    assert [told["text"] for _, told, _ in gateways[1].heard] == ["To another."]


def test_a_chat_is_told_through_the_library(
    gateways: tuple[Outside, Outside], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = gateways[0]
    pattern = f"mmost://{chat.host}/abcdefghijklmnopqrstuvwxyz?channel={{address}}"
    with house():
        Provider.objects.create(
            name="Chat",
            way=Way.CHAT,
            kind="apprise",
            rank=1,
            nonce="n",
            made_at=clock.now(),
            sealed=seal_secrets({"address": pattern}),
        )
        new = NewCall(OWNER, 7, Way.CHAT, "on-call", "en", "Request 123 is overdue.")
        post_calls([new], at=clock.now())

    deliver_texts()

    assert tries() == [("Chat", "accepted")]
    ((path, told, _),) = chat.heard
    assert path.endswith("/hooks/abcdefghijklmnopqrstuvwxyz")
    assert told["text"] == "Request 123 is overdue."
    assert told["channel"] == "on-call"


def test_the_library_reaches_no_host_inside_unless_the_operator_vouches(
    gateways: tuple[Outside, Outside], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = gateways[0]
    monkeypatch.setattr(settings, "WAY_HOSTS", frozenset())
    with house():
        Provider.objects.create(
            name="Chat",
            way=Way.CHAT,
            kind="apprise",
            rank=1,
            nonce="n",
            made_at=clock.now(),
            sealed=seal_secrets({"address": f"mmost://{chat.host}/abcdefghijklmnopqrstuvwxyz"}),
        )
        new = NewCall(OWNER, 7, Way.CHAT, "on-call", "en", "Request 123 is overdue.")
        post_calls([new], at=clock.now())

    deliver_texts()

    assert chat.heard == []
    assert tries() == [("Chat", "failed")]
