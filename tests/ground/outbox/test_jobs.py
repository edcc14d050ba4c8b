"""Delivery over real SMTP, and into the folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import claim_messages, post_drafts, send_again
from permanence.ground.outbox.jobs import deliver_messages
from permanence.ground.outbox.models import Message
from tests.ground.outbox.test_rules import draft
from tests.installation import find_port
from tests.journeys.sink import Sink

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    one = Sink(find_port())
    one.controller.start()
    monkeypatch.setattr(settings, "SMTP_URL", f"smtp://127.0.0.1:{one.controller.port}")
    yield one
    one.controller.stop()


def post(at: datetime, recipient: str = "ada@customer.example") -> Message:
    message_id = f"<{Message.objects.count()}.{recipient}>"
    return post_drafts([draft(recipients=[recipient], message_id=message_id)], at=at)[0]


def test_a_message_is_sent_once(sink: Sink, at: datetime) -> None:
    message = post(at)

    assert deliver_messages() == 1
    assert deliver_messages() == 0

    message.refresh_from_db()
    assert message.sent_at
    assert [mail["Message-ID"] for mail in sink.to("ada@customer.example")] == [message.message_id]


def test_a_refusal_for_good_is_on_record_and_holds_up_nobody(sink: Sink, at: datetime) -> None:
    sink.refuse.add("gone@customer.example")
    refused, taken = post(at, "gone@customer.example"), post(at)

    deliver_messages()

    refused.refresh_from_db()
    taken.refresh_from_db()
    assert refused.failed_at
    assert refused.answer.startswith("550")
    assert taken.sent_at
    send_again(refused, at=at)
    with pytest.raises(Refusal):
        send_again(taken, at=at)


def test_a_server_that_is_away_is_tried_again(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", f"smtp://127.0.0.1:{find_port()}")
    message = post(at)

    deliver_messages()

    message.refresh_from_db()
    assert (message.sent_at, message.failed_at, message.attempts) == (None, None, 1)
    assert message.next_try_at > at
    assert message.answer


def test_without_a_server_mails_land_in_the_folder(at: datetime) -> None:
    message = post(at)

    deliver_messages()

    path = settings.MAIL_FOLDER / f"{message.pk:010d}.eml"
    assert message.message_id.encode() in path.read_bytes()


def test_a_delivery_that_died_gives_its_messages_back(at: datetime) -> None:
    message = post(at)

    assert [one.pk for one in claim_messages(at=at)] == [message.pk]
    assert claim_messages(at=at + timedelta(seconds=30)) == []
    assert [one.pk for one in claim_messages(at=at + timedelta(seconds=60))] == [message.pk]


def test_one_that_cannot_be_written_fails_alone(sink: Sink, at: datetime) -> None:
    broken, taken = post(at), post(at)
    with house():
        Message.objects.filter(pk=broken.pk).update(headers={"X-Odd": 5})

    deliver_messages()

    broken.refresh_from_db()
    taken.refresh_from_db()
    assert broken.failed_at
    assert taken.sent_at
