"""What is done with sources of traces, and with what they tell."""

from permanence.service.trace.actions.forgetting import forget_passages
from permanence.service.trace.actions.keeping import (
    add_trace_source,
    disable_trace_source,
    enable_trace_source,
    rename_trace_source,
    renew_trace_token,
)
from permanence.service.trace.actions.looking import note_look, note_search
from permanence.service.trace.actions.taking import Taken, note_refusal, take_events

__all__ = [
    "Taken",
    "add_trace_source",
    "disable_trace_source",
    "enable_trace_source",
    "forget_passages",
    "note_look",
    "note_refusal",
    "note_search",
    "rename_trace_source",
    "renew_trace_token",
    "take_events",
]
