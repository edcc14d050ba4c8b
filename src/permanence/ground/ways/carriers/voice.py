"""A voice for phone calls: eSpeak NG of its own wheel, where the extra is installed."""

from __future__ import annotations

import ctypes
from array import array
from functools import cache
from pathlib import Path
from typing import Any

from permanence.ground.ways.rules.tones import change_rate

VOICES = {"en": "en-gb", "fr": "fr", "de": "de", "it": "it", "es": "es"}
RETRIEVE, WHOLE_TEXT, UTF8 = 1, 0, 1
SLOW, RATE_SETTING = 140, 1  # words a minute: who is woken at night


class Voice:
    """One voice in this process; None of it is shared between threads."""

    def __init__(self, library: str, folder: Path) -> None:
        self.lib = ctypes.CDLL(library)
        self.rate = int(self.lib.espeak_Initialize(RETRIEVE, 200, str(folder).encode(), 0))
        if self.rate <= 0:
            raise OSError("the voice does not start")
        self.heard = array("h")
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self.keep = kind(self._take)
        self.lib.espeak_SetSynthCallback(self.keep)
        self.lib.espeak_SetParameter(RATE_SETTING, SLOW, 0)

    def _take(self, wave: Any, count: int, _events: object) -> int:
        if wave and count > 0:
            self.heard.frombytes(ctypes.string_at(wave, count * 2))
        return 0

    def say(self, text: str, language: str) -> array[int]:
        """Return a text as it is spoken in a language, as a phone takes it."""
        self.heard = array("h")
        self.lib.espeak_SetVoiceByName(VOICES.get(language, "en-gb").encode())
        told = text.encode() + b"\x00"
        self.lib.espeak_Synth(told, ctypes.c_size_t(len(told)), 0, WHOLE_TEXT, 0, UTF8, None, None)
        self.lib.espeak_Synchronize()
        return change_rate(self.heard, self.rate)


@cache
def find_voice() -> Voice | None:
    """Return the voice; None where the extra is not installed, or does not run here."""
    try:
        import espeakng_loader  # noqa: PLC0415 -- an extra

        folder = Path(espeakng_loader.get_data_path()).parent
        return Voice(str(espeakng_loader.get_library_path()), folder)
    except (ImportError, OSError):
        return None
