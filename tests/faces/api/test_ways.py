"""What providers report to their secret addresses: receipts, texts, keys of a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from permanence.faces.api import providers
from permanence.faces.api.gate import Gate
from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.ways.actions import claim_answers, post_calls
from permanence.ground.ways.actions.sealing import seal_secrets, token_of
from permanence.ground.ways.jobs import deliver_texts, ring_people
from permanence.ground.ways.models import Call, Provider
from permanence.ground.ways.queries import attempts_of
from permanence.ground.ways.rules import NewCall, Way
from permanence.ground.ways.rules.spoken import sign_request
from tests.ground.ways.fakes import Outside, outside

pytestmark = pytest.mark.django_db
PHONE, OWNER = "+441632960001", "escalation.rung"
ACCOUNT, TOKEN = "AC-of-the-tests", "the token of the tests"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """Somebody on this machine who carries calls."""
    with outside() as fake:
        monkeypatch.setattr(settings, "WAY_HOSTS", frozenset({fake.host}))
        yield fake


def add_provider(way: Way, kind: str, secrets: dict[str, str], **told: str) -> Provider:
    """Return somebody who carries calls, and waits a minute for what becomes of them."""
    with house():
        return Provider.objects.create(
            name=kind,
            way=way,
            kind=kind,
            rank=1,
            nonce="n",
            made_at=clock.now(),
            receipt_within="1 minute",
            settings=told,
            sealed=seal_secrets(secrets),
        )


def post_call(way: Way, **told: Any) -> Call:
    """Return a call that was posted just now."""
    with house():
        new = NewCall(OWNER, 7, way, PHONE, "fr", "La demande est en retard.", **told)
        return post_calls([new], at=clock.now())[0]


def answers() -> list[tuple[str, str]]:
    """Return what came back and was not taken before."""
    with house():
        return [(one.kind.value, one.text) for one in claim_answers(OWNER, at=clock.now())]


def report(provider: Provider, path: str, told: dict[str, str], **headers: Any) -> Any:
    """Post what a gateway reports."""
    return Client().post(
        f"/api/ways/{provider.pk}/{token_of(provider)}/{path}",
        json.dumps(told),
        content_type="application/json",
        **headers,
    )


def call_back(provider: Provider, call: Call, path: str = "", **form: str) -> Any:
    """Post what a phone provider asks, signed as it signs."""
    place = f"/api/ways/{provider.pk}/{token_of(provider)}/calls/{call.pk}{path}"
    signature = sign_request(settings.PUBLIC_URL + place, form, TOKEN)
    return Client().post(place, form, headers={"X-Twilio-Signature": signature})


def test_a_receipt_and_a_reply_come_by_the_secret_address(carrier: Outside) -> None:
    gateway = add_provider(Way.SMS, "gateway", {}, url=carrier.url, callback_field="dlr")
    post_call(Way.SMS)
    deliver_texts()
    ((_, told, _),) = carrier.heard
    assert told["dlr"] == f"{settings.PUBLIC_URL}/api/ways/{gateway.pk}/{token_of(gateway)}/receipt"

    known = report(gateway, "receipt", {"id": "m-1", "status": "DELIVRD"})
    unknown = report(gateway, "receipt", {"id": "m-2", "status": "DELIVRD"})
    reply = report(gateway, "reply", {"from": PHONE, "text": "1"})

    assert (known.status_code, unknown.status_code, reply.status_code) == (204, 404, 204)
    assert answers() == [("delivered", "DELIVRD"), ("acknowledged", "1")]


def test_who_does_not_know_the_address_is_told_nothing_and_soon_not_heard(
    carrier: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = add_provider(Way.SMS, "gateway", {}, url=carrier.url)
    monkeypatch.setattr(providers, "STRANGERS", Gate(most=2))
    path = f"/api/ways/{gateway.pk}/{'x' * 32}/reply"

    statuses = [Client().post(path, {"from": PHONE, "text": "1"}).status_code for _ in range(3)]

    assert statuses == [404, 404, 429]
    assert answers() == []


def test_a_provider_that_ended_is_not_heard_any_more(carrier: Outside) -> None:
    gateway = add_provider(Way.SMS, "gateway", {}, url=carrier.url)
    with house():
        Provider.objects.filter(pk=gateway.pk).update(ended_at=clock.now())

    assert report(gateway, "reply", {"from": PHONE, "text": "1"}).status_code == 404


def test_garbage_does_no_harm(carrier: Outside) -> None:
    gateway = add_provider(Way.SMS, "gateway", {}, url=carrier.url)
    path = f"/api/ways/{gateway.pk}/{token_of(gateway)}/receipt"

    for body in (b"", b"[[[", b"[]", b"\xff\xfe", b'{"id": {"id": 1}}', b"[" * 5000):
        assert Client().post(path, body, content_type="text/plain").status_code == 404


def test_a_phone_call_speaks_reads_the_number_out_and_takes_a_key(carrier: Outside) -> None:
    phone = add_provider(
        Way.VOICE,
        "twilio",
        {"token": TOKEN},
        base=carrier.url,
        account=ACCOUNT,
        sender="+441632960100",
    )
    call = post_call(Way.VOICE, reference="123456789")
    ring_people()
    ((path, told, headers),) = carrier.heard
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert (told["To"], told["From"]) == (PHONE, "+441632960100")
    assert headers["Authorization"].startswith("Basic ")
    assert told["Url"].endswith(f"/calls/{call.pk}")

    question = ElementTree.fromstring(call_back(phone, call, CallSid="m-1").content)
    said = [one.text or "" for one in question.iter("Say")]
    assert said[0] == "La demande est en retard."
    assert "1, 2, 3, 4, 5, 6, 7, 8, 9" in said[1]
    assert question.find("Gather").attrib["action"].endswith("/key")  # type: ignore[union-attr]
    assert {one.attrib["language"] for one in question.iter("Say")} == {"fr-FR"}

    again = call_back(phone, call, "/key", CallSid="m-1", Digits="7").content
    taken = call_back(phone, call, "/key", CallSid="m-1", Digits="1").content
    call_back(phone, call, "/end", CallSid="m-1", CallStatus="completed")

    assert b"<Redirect" in again
    assert b"<Hangup/>" in taken
    assert answers() == [("acknowledged", "1"), ("delivered", "completed")]
    with house():
        ((attempt),) = attempts_of(OWNER, [7])
        assert (attempt.result, attempt.receipt) == ("answered", "completed")


def test_nobody_picks_up(carrier: Outside) -> None:
    phone = add_provider(Way.VOICE, "twilio", {"token": TOKEN}, base=carrier.url, account=ACCOUNT)
    call = post_call(Way.VOICE)
    ring_people()

    call_back(phone, call, "/end", CallSid="m-1", CallStatus="no-answer")

    assert answers() == [("failed", "no-answer")]


def test_a_form_that_the_provider_did_not_sign_is_refused(carrier: Outside) -> None:
    phone = add_provider(Way.VOICE, "twilio", {"token": TOKEN}, base=carrier.url, account=ACCOUNT)
    call = post_call(Way.VOICE)
    ring_people()
    place = f"/api/ways/{phone.pk}/{token_of(phone)}/calls/{call.pk}/key"

    unsigned = Client().post(place, {"Digits": "1"})
    forged = Client().post(
        place, {"Digits": "1"}, headers={"X-Twilio-Signature": sign_request(place, {}, "guess")}
    )

    assert (unsigned.status_code, forged.status_code) == (403, 403)
    assert answers() == []
