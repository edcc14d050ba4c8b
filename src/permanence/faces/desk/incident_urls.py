"""The addresses of incidents."""

from __future__ import annotations

from django.urls import URLPattern, path

from permanence.faces.desk.incident_room_addresses import ROOM_ADDRESSES
from permanence.faces.desk.views import (
    incident_acts,
    incident_customers,
    incident_figures,
    incident_notices,
    incident_public,
    incident_requests,
    incidents,
)

INCIDENT_ADDRESSES: list[URLPattern] = [
    path("incidents", incidents.incidents, name="incidents"),
    path("incidents/figures", incident_figures.figures, name="incident-figures"),
    path("incidents/<int:number>/report", incident_figures.report, name="incident-report"),
    path("incidents/<int:number>/erase", incident_figures.erase, name="incident-erase"),
    path("incidents/new", incidents.declare, name="incident-declare"),
    path("incidents/<int:number>", incidents.incident, name="incident"),
    path("incidents/<int:number>/notices", incident_notices.begin_notice, name="incident-notices"),
    path(
        "incidents/<int:number>/customers", incident_customers.customers, name="incident-customers"
    ),
    path(
        "incidents/<int:number>/customers.csv",
        incident_customers.customers_file,
        name="incident-customers-file",
    ),
    path(
        "incidents/<int:number>/customers/lists/<int:list_number>",
        incident_customers.customers_list,
        name="incident-customers-list",
    ),
    path(
        "incidents/<int:number>/customers/confirm",
        incident_customers.customers_confirm,
        name="incident-customers-confirm",
    ),
    path(
        "incidents/<int:number>/customers/judge",
        incident_customers.customers_judge,
        name="incident-customers-judge",
    ),
    path("incidents/<int:number>/confirm", incident_acts.confirm, name="incident-confirm"),
    path("incidents/<int:number>/dismiss", incident_acts.dismiss, name="incident-dismiss"),
    path("incidents/<int:number>/correct", incident_acts.correct, name="incident-correct"),
    path("incidents/<int:number>/kind", incident_acts.kind, name="incident-kind"),
    path("incidents/<int:number>/resolve", incident_acts.resolve, name="incident-resolve"),
    path("incidents/<int:number>/components", incident_acts.components, name="incident-components"),
    path(
        "incidents/<int:number>/clocks/<int:clock>",
        incident_acts.regulatory,
        name="incident-regulatory",
    ),
    path(
        "incidents/<int:number>/climbs/<int:climb>",
        incident_acts.answer_climb,
        name="incident-climb",
    ),
    path("incidents/<int:number>/public", incident_public.incident_public, name="incident-public"),
    *ROOM_ADDRESSES,
    path(
        "incidents/<int:number>/requests",
        incident_requests.incident_requests,
        name="incident-requests",
    ),
    path(
        "tickets/<str:reference>/incident",
        incident_requests.ticket_incident,
        name="ticket-incident",
    ),
]
