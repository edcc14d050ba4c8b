"""A real phone call over SIP on this machine: picked up, heard, and answered by a key."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.ground.ways.actions import claim_answers, post_calls
from permanence.ground.ways.carriers.voice import find_voice
from permanence.ground.ways.jobs import ring_people
from permanence.ground.ways.models import Provider
from permanence.ground.ways.queries import attempts_of
from permanence.ground.ways.rules import NewCall, Way

baresip = pytest.importorskip("baresip", reason="the extra sip is not installed")
pytestmark = pytest.mark.django_db
OWNER, PHONE = "escalation.rung", "+441632960001"
# It listens at a port and at the next one, for TLS. No connection that goes out begins here,
# so that whatever else runs cannot take one of the two between the choice and the listening.
LISTENING = range(21000 + os.getpid() % 1000 * 10, 32000, 2)


@dataclass
class Phone:
    """A telephone on this machine: who calls is picked up, heard for a while, and told a key."""

    key: str = "1"
    picks_up: bool = True
    port: int = 0
    loud: int = 0
    dialled: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """The exchange, as the operator vouches for it."""
        return f"127.0.0.1:{self.port}"

    async def serve(self) -> None:
        """Answer until the test is over."""
        runtime = baresip.Runtime(native_log_level="error")
        text = f"sip_listen 127.0.0.1:{self.port}"
        config = baresip.Config(net_interface="127.0.0.1", extra_config_text=text)
        await runtime.start(config)
        account = baresip.Account(
            "phone", "127.0.0.1", "", reg_interval=0, extra_params=("catchall=yes",)
        )
        line = await baresip.UserAgent.create(runtime, account)
        tasks = set()
        line.on_incoming(lambda call: tasks.add(asyncio.ensure_future(self.take(call))))
        self.ready.set()
        while not self.over.is_set():
            await asyncio.sleep(0.05)
        await runtime.close()

    async def take(self, call: Any) -> None:
        """Pick up, listen until something is heard, press the key."""
        self.dialled.append(str(call.peer))
        if not self.picks_up:
            await call.reject()
            return
        await call.answer()
        for _ in range(100):
            await asyncio.sleep(0.05)
            self.loud = max(self.loud, self.listen(call))
            if self.loud > 1000:
                break
        if self.key:
            await call.send_dtmf(self.key)

    def listen(self, call: Any) -> int:
        """Return how loud the line is now."""
        try:
            heard = memoryview(call.audio.read(3200)).cast("h")
        except baresip.BaresipError:
            return 0
        return max((abs(one) for one in heard), default=0)


def is_free(port: int) -> bool:
    """Say whether nobody on this machine listens there, neither by UDP nor by TCP."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as there:
            try:
                there.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """A telephone that is there while the test runs."""
    fake = Phone(port=next(one for one in LISTENING if is_free(one) and is_free(one + 1)))
    monkeypatch.setattr(settings, "WAY_HOSTS", frozenset({fake.host}))
    thread = threading.Thread(target=lambda: asyncio.run(fake.serve()), daemon=True)
    thread.start()
    assert fake.ready.wait(20)
    yield fake
    fake.over.set()
    thread.join(20)


def call_phone(phone: Phone) -> list[tuple[str, str]]:
    """Call the telephone, and return what came of it."""
    with house():
        Provider.objects.create(
            name="Exchange",
            way=Way.VOICE,
            kind="sip",
            rank=1,
            nonce="n",
            made_at=clock.now(),
            settings={"domain": phone.host, "user": "desk"},
        )
        new = NewCall(OWNER, 7, Way.VOICE, PHONE, "en", "Request overdue.", reference="123456789")
        post_calls([new], at=clock.now())
    ring_people()
    with house():
        return [(one.kind.value, one.text) for one in claim_answers(OWNER, at=clock.now())]


def test_a_call_is_picked_up_heard_and_taken_over_by_a_key(phone: Phone) -> None:
    answers = call_phone(phone)

    assert phone.loud > 1000, "something was said"
    assert answers == [("delivered", ""), ("acknowledged", "1")]
    with house():
        ((attempt),) = attempts_of(OWNER, [7])
    assert attempt.result == "answered"


def test_a_call_that_is_rejected_says_that_nobody_took_it(phone: Phone) -> None:
    phone.picks_up = False

    ((kind, text),) = call_phone(phone)

    assert kind == "failed"
    assert "486" in text


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_a_voice_speaks_every_language(language: str) -> None:
    voice = find_voice()
    if voice is None:
        pytest.skip("the extra sip is not installed: no voice")

    sound = voice.say("1, 2, 3.", language)

    assert len(sound) > 8000
    assert max(sound) > 1000
