"""Where events come from, the passages of messages, and what happened on each."""

from permanence.service.trace.models.passage import Event, Passage
from permanence.service.trace.models.source import TraceSource

__all__ = ["Event", "Passage", "TraceSource"]
