"""The addresses of a war room, below that of its incident."""

from __future__ import annotations

from django.urls import URLPattern, path

from permanence.faces.desk.views import (
    incident_records,
    incident_room,
    incident_summons,
    incident_tasks,
    incident_teams,
    incident_timeline,
    incident_words,
)

ROOM_ADDRESSES: list[URLPattern] = [
    path("incidents/<int:number>/here", incident_room.here, name="incident-here"),
    path(
        "incidents/<int:number>/teams/<slug:team>/join", incident_teams.join, name="incident-join"
    ),
    path(
        "incidents/<int:number>/teams/<slug:team>/lead", incident_teams.lead, name="incident-lead"
    ),
    path("incidents/<int:number>/teams/<slug:team>/add", incident_teams.add, name="incident-add"),
    path(
        "incidents/<int:number>/teams/<slug:team>/offer",
        incident_teams.offer,
        name="incident-offer",
    ),
    path(
        "incidents/<int:number>/offers/<int:offered>",
        incident_teams.answer_offer,
        name="incident-offer-answer",
    ),
    path(
        "incidents/<int:number>/members/<int:member>/leave",
        incident_teams.leave,
        name="incident-leave",
    ),
    path("incidents/<int:number>/summon", incident_summons.summon, name="incident-summon"),
    path(
        "incidents/<int:number>/summons/<int:summons>",
        incident_summons.answer,
        name="incident-summons",
    ),
    path("incidents/<int:number>/write/<slug:kind>", incident_words.write, name="incident-write"),
    path("incidents/<int:number>/facts", incident_words.facts, name="incident-facts"),
    path("incidents/<int:number>/facts/<int:fact>", incident_words.unpin, name="incident-fact"),
    path("incidents/<int:number>/tasks/<int:task>", incident_tasks.task, name="incident-task"),
    path(
        "incidents/<int:number>/tasks/<int:task>/settle",
        incident_tasks.settle,
        name="incident-task-settle",
    ),
    path(
        "incidents/<int:number>/tasks/<int:task>/move",
        incident_tasks.move,
        name="incident-task-move",
    ),
    path("incidents/<int:number>/steps", incident_tasks.steps, name="incident-steps"),
    path(
        "incidents/<int:number>/records/<slug:kind>",
        incident_records.record,
        name="incident-record",
    ),
    path("incidents/<int:number>/timeline", incident_timeline.timeline, name="incident-timeline"),
    path("incidents/<int:number>/file.json", incident_timeline.json_file, name="incident-json"),
    path("incidents/<int:number>/file.pdf", incident_timeline.pdf_file, name="incident-pdf"),
]
