"""The addresses of messages and their paths."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from permanence.faces.desk.views import failing, trace_adding, trace_sources, traces

TRACES: list[URLPattern | URLResolver] = [
    path("traces/", traces.traces, name="traces"),
    path("traces/failing", failing.traces_failing, name="traces-failing"),
    path("traces/messages.csv", traces.traces_file, name="traces-file"),
    path("traces/<int:number>", traces.trace, name="trace"),
    path("traces/<int:number>/add", trace_adding.trace_add, name="trace-add"),
    path("trace-sources", trace_sources.trace_sources, name="trace-sources"),
    path("trace-sources/<int:number>", trace_sources.trace_source, name="trace-source"),
    path("trace-sources/<int:number>/act", trace_sources.trace_source_act, name="trace-source-act"),
]
