"""Sources of traces in words: what each needs to be set up, what it has told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.source_tokens import show_posting
from permanence.service.trace.models import TraceSource
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]
EXAMPLE = """curl -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary @events.ndjson {address}"""


def trace_sources_url(desk: Desk) -> str:
    """Return the address of a desk's sources of traces."""
    return f"{reverse('desk:trace-sources')}?desk={desk.key}"


def show_trace_source(source: TraceSource, reader: Reader) -> Shown:
    """Return a source as a list and its own page show it."""
    heard, refused, off = source.heard_at, source.refused_at, source.disabled_at
    return {
        "name": source.name,
        "url": reverse("desk:trace-source", args=[source.pk]),
        "act_url": reverse("desk:trace-source-act", args=[source.pk]),
        "is_on": source.enabled,
        "taken": source.taken,
        "known": source.known,
        "refused": source.refused,
        "fault": source.fault,
        "heard": show_instant(heard, reader) if heard else None,
        "refused_last": show_instant(refused, reader) if refused else None,
        "off": show_instant(off, reader) if off else None,
    }


def show_trace_address(source: TraceSource, token: str, reader: Reader) -> Shown:
    """Return where a source posts, and how its token stands."""
    address = settings.PUBLIC_URL + reverse("api:traces")
    example = EXAMPLE.format(address=address)
    return show_posting(source, token, reader, address=address, example=example)
