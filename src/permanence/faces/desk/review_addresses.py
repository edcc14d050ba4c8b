"""The addresses of looking back: post-mortems, actions, summaries."""

from __future__ import annotations

from django.urls import URLPattern, path

from permanence.faces.desk.views import actions, evidence, post_mortem, summaries

REVIEWS: list[URLPattern] = [
    path("incidents/<int:number>/post-mortem", post_mortem.post_mortem, name="post-mortem"),
    path(
        "incidents/<int:number>/post-mortem/<slug:act>",
        post_mortem.act,
        name="post-mortem-act",
    ),
    path("incidents/<int:number>/summary", summaries.summary, name="incident-summary"),
    path(
        "incidents/<int:number>/summary/<slug:act>",
        summaries.act,
        name="incident-summary-act",
    ),
    path(
        "incidents/<int:number>/summary/copies/<int:copy>.pdf",
        summaries.copy,
        name="incident-summary-copy",
    ),
    path(
        "incidents/<int:number>/evidence/<int:organisation>.<str:form>",
        evidence.evidence,
        name="incident-evidence",
    ),
    path("tickets/<str:reference>/summary", summaries.ask, name="ticket-summary"),
    path("actions", actions.actions, name="actions"),
    path("actions/<int:number>", actions.action, name="action"),
    path("actions/<int:number>/<slug:act>", actions.act, name="action-act"),
]
