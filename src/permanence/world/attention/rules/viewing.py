"""How long somebody counts as being here, and as writing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

GONE_AFTER: Final = timedelta(seconds=50)
STILL_WRITING: Final = timedelta(seconds=45)
COMPOSERS: Final = frozenset({"reply", "note", "call"})
