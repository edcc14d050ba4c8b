"""Where a source of alerts or of traces posts, and how its token stands."""

from __future__ import annotations

from typing import Any

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.service.alerts.models import Source
from permanence.service.trace.models import TraceSource

Shown = dict[str, Any]


def show_posting(
    source: Source | TraceSource, token: str, reader: Reader, *, address: str, example: str
) -> Shown:
    """Return what `desk/parts/posting.html` reads, but for what may be done.

    `token` is the token itself, in the one answer that shows it.
    """
    before = source.token_before_until
    return {
        "address": address,
        "header": f"Authorization: Bearer {token or '…'}",
        "example": example,
        "token": token,
        "end": source.token_end,
        "made": show_instant(source.token_made_at, reader) if source.token_made_at else None,
        "before": show_instant(before, reader) if before and before > reader.at else None,
    }
