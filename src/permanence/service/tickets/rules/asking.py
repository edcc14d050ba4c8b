"""Which files a customer can be asked for, to look into a problem (SPEC A11)."""

from __future__ import annotations

from typing import Final, Literal, get_args

Wanted = Literal["log", "trace", "screen", "other"]
WANTED: Final = get_args(Wanted)
