"""Sound for a phone, one sample after the other: tones, counted digits, another rate. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from math import pi, sin
from typing import Final

RATE: Final = 8000
LOUD: Final = 9000
EDGE: Final = 80  # samples over which a tone swells and fades, so that it does not click
ATTENTION: Final = (660, 880, 660, 880)
COUNTED: Final = 1000


def tone(hertz: float, milliseconds: int) -> array[int]:
    """Return a tone; of 0 Hz it is silence."""
    count = RATE * milliseconds // 1000
    if not hertz:
        return array("h", bytes(2 * count))
    step = 2 * pi * hertz / RATE
    return array(
        "h",
        (
            int(LOUD * min(1.0, at / EDGE, (count - at) / EDGE) * sin(step * at))
            for at in range(count)
        ),
    )


def count_out(reference: str) -> array[int]:
    """Return a number in beeps: each digit as so many, a nought as ten."""
    sound = array("h")
    for one in reference:
        if one.isdecimal():
            sound.extend(join_sounds((tone(COUNTED, 120), tone(0, 120)) * (int(one) or 10)))
            sound.extend(tone(0, 600))
    return sound


def call_attention(reference: str) -> array[int]:
    """Return what is heard where no voice is at hand: a call, and the number in beeps."""
    calling = join_sounds(tone(hertz, 250) for hertz in ATTENTION)
    return join_sounds((calling, tone(0, 400), count_out(reference)))


def join_sounds(sounds: Iterable[array[int]]) -> array[int]:
    """Return sounds one after the other."""
    joined = array("h")
    for one in sounds:
        joined.extend(one)
    return joined


def change_rate(sound: array[int], rate: int) -> array[int]:
    """Return a sound of another rate as a phone takes it: the mean of what falls together."""
    if rate == RATE or not sound:
        return sound
    step = rate / RATE
    made = array("h")
    for number in range(int(len(sound) / step)):
        begin, end = int(number * step), max(int((number + 1) * step), int(number * step) + 1)
        made.append(sum(sound[begin:end]) // len(sound[begin:end]))
    return made
