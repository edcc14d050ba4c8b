"""A process for one phone call over SIP, which ends with it.

It reads whom to call and what to say from its input, and writes what came of it. The stack under
it is native code: should it fall, it takes nothing with it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from permanence.ground.ways.carriers.voice import find_voice
from permanence.ground.ways.rules.spoken import TIMES, WAITS
from permanence.ground.ways.rules.tones import call_attention, join_sounds, tone

RINGS, TALKS = 22.0, 45.0  # seconds
FAREWELL = 0.5
PIECE = 1600  # samples written at once: a fifth of a second
GONE = {404, 410, 484, 604}
NOBODY = {408, 480, 486, 487, 600, 603}


async def ring(told: dict[str, Any]) -> dict[str, str]:
    """Call somebody, say what there is to say, and return how it went."""
    import baresip  # noqa: PLC0415 -- an extra; only this process carries it

    host = told["domain"].partition(":")[0]
    local = "127.0.0.1" if host in {"127.0.0.1", "localhost"} else None
    runtime = baresip.Runtime(native_log_level="error")
    await runtime.start(baresip.Config(net_interface=local, max_concurrent_calls=1))
    try:
        account = baresip.Account(
            told["user"],
            told["domain"],
            told["password"],
            reg_interval=0,
            transport=told["transport"],
        )
        line = await baresip.UserAgent.create(runtime, account)
        address = f"sip:{told['address']}@{told['domain']};transport={told['transport']}"
        call = await line.dial(address)
        return await talk(call, told)
    except baresip.CallTimeout:
        return {"result": "unanswered", "answer": "nobody picked up"}
    except baresip.CallFailed as failed:
        return judge(failed.status, str(failed))
    finally:
        with suppress(Exception):
            await asyncio.wait_for(runtime.close(), 3)


def judge(status: int | None, words: str) -> dict[str, str]:
    """Return what it means that a call came to nothing."""
    if status in NOBODY:
        return {"result": "unanswered", "answer": words}
    return {"result": "refused" if status in GONE else "failed", "answer": words}


async def talk(call: Any, told: dict[str, Any]) -> dict[str, str]:
    """Speak to who picks up until a key says something, twice at the most."""
    keys: asyncio.Queue[str] = asyncio.Queue()
    call.on_dtmf(lambda pressed: keys.put_nowait(pressed.digit))
    await call.wait_established(timeout=RINGS)
    pressed = ""
    with suppress(TimeoutError, ConnectionError):
        pressed = await asyncio.wait_for(ask(call, told, keys), TALKS)
    with suppress(Exception):
        await call.hangup()
    return {"result": "answered", "answer": "", "pressed": pressed}


async def ask(call: Any, told: dict[str, Any], keys: asyncio.Queue[str]) -> str:
    """Say everything, wait for a key, and say what it does; return the key that said something."""
    for sound in [spoken(told)] * TIMES:
        pressed = await say_until(call, sound, keys)
        while pressed:
            answer = told["answers"].get(pressed, told["unclear"])
            await say_until(call, said(answer, told["language"]), asyncio.Queue(), wait=FAREWELL)
            if pressed in told["answers"]:
                return pressed
            pressed = await next_key(keys, WAITS)
    return ""


async def say_until(
    call: Any, sound: array[int], keys: asyncio.Queue[str], *, wait: float = WAITS
) -> str:
    """Say something; return the key that is pressed meanwhile or soon after."""
    for piece in pieces(sound):
        left = piece
        while left:
            if not keys.empty():
                return keys.get_nowait()
            left = left[write(call, left) :]
            await asyncio.sleep(0.1 if left else 0.15)
    return await next_key(keys, wait)


def write(call: Any, piece: bytes) -> int:
    """Write a piece of sound, and return how much was taken; a line that is renewed takes none."""
    import baresip  # noqa: PLC0415 -- as above

    if str(call.state.value) == "closed":
        raise ConnectionError("hung up")
    try:
        return int(call.audio.write(piece))
    except (baresip.AudioRestarted, baresip.AudioNotActive):
        return 0


def pieces(sound: array[int]) -> Iterator[bytes]:
    """Yield a sound in pieces."""
    for begin in range(0, len(sound), PIECE):
        yield sound[begin : begin + PIECE].tobytes()


async def next_key(keys: asyncio.Queue[str], seconds: float) -> str:
    """Return the next key that is pressed; nothing when none is in time."""
    try:
        return await asyncio.wait_for(keys.get(), seconds)
    except TimeoutError:
        return ""


def spoken(told: dict[str, Any]) -> array[int]:
    """Return all that is said: by a voice, or in tones where there is none."""
    if find_voice() is None:
        return call_attention(told["reference"])
    pause = tone(0, 500)
    return join_sounds(
        part for line in told["lines"] for part in (said(line, told["language"]), pause)
    )


def said(line: str, language: str) -> array[int]:
    """Return one line as it is said; a tone where there is no voice."""
    voice = find_voice()
    return tone(440, 300) if voice is None else voice.say(line, language)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(ring(json.load(sys.stdin)))))
