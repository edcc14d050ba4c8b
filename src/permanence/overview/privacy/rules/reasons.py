"""Why something is taken out of a file; each has words for staff and for customers."""

from __future__ import annotations

from typing import Final

WHYS: Final = ("secret", "payment", "personal", "wrong_file", "other")
