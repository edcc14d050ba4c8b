"""Reading passages: whose they are, how they went, where they fail."""

from permanence.service.trace.queries.failing import USUAL_DAYS, Failing, failures_by_component
from permanence.service.trace.queries.owners import Owned, find_owners
from permanence.service.trace.queries.passages import After, Asked, find_passages, path_of
from permanence.service.trace.queries.sources import open_trace_source, trace_sources_of

__all__ = [
    "USUAL_DAYS",
    "After",
    "Asked",
    "Failing",
    "Owned",
    "failures_by_component",
    "find_owners",
    "find_passages",
    "open_trace_source",
    "path_of",
    "trace_sources_of",
]
