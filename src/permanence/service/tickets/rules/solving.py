"""What a matter turned out to come from, once it is solved."""

from __future__ import annotations

from typing import Final, Literal, get_args

Source = Literal["fault", "setting", "use", "outside", "asked", "unknown"]
SOURCES: Final = get_args(Source)
