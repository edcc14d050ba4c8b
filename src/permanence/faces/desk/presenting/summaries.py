"""The summary of an incident as the desk sees it: the texts, who asked, and who got which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.reviews import AskSummaryForm, field_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.review_words import summary_state_names, way_names
from permanence.faces.desk.presenting.words import language_name
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.summarising import languages_of
from permanence.service.reviews.models import Summary, SummaryCopy, SummaryRequest
from permanence.service.reviews.queries.analysis import latest_words, post_mortem_of
from permanence.service.reviews.queries.plans import plan_of
from permanence.service.reviews.queries.reach import standings_of
from permanence.service.reviews.queries.summaries import (
    approved_versions,
    copies_of,
    find_names,
    requests_of,
    say_all,
)
from permanence.service.reviews.rules.summaries import find_missing
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
ASKED_WITHIN = timedelta(days=730)
MOST = 50
MOST_PROOFS = 5000


def page_url(incident: Incident) -> str:
    """Return the address of an incident's summary."""
    return reverse("desk:incident-summary", args=[incident.pk])


def act_url(incident: Incident, act: str) -> str:
    """Return where one act on a summary goes."""
    return reverse("desk:incident-summary-act", args=[incident.pk, act])


def language_names(codes: Sequence[str]) -> dict[str, str]:
    """Return what each of these languages is called."""
    return {code: language_name(code) for code in codes}


def show_summary(summary: Summary, reader: Reader) -> Shown:
    """Return what `desk/summary.html` reads beside its forms."""
    incident = summary.incident
    missing = find_missing(summary.texts, languages_of(incident))
    labels = field_names()
    return {
        "head": show_head(summary),
        "sources": show_sources(incident),
        "missing": [
            {"language": language_name(code), "fields": [labels[field] for field in fields]}
            for code, fields in missing.items()
        ],
        "named": find_names(incident, say_all(summary.texts)),
        "texts": [
            {"code": code, "language": language_name(code), **fields}
            for code, fields in summary.texts.items()
        ],
        "versions": [
            {
                "number": one.number,
                "by": one.approved_name,
                "texts": [
                    {"code": code, "language": language_name(code), **fields}
                    for code, fields in one.texts.items()
                ],
                **show_instant(one.approved_at, reader),
            }
            for one in approved_versions(summary)
        ],
        "requests": [show_request(one, reader) for one in requests_of(incident)],
        "copies": [show_copy(one, reader) for one in copies_of(incident)],
        "proofs": list_proofs(incident, reader),
    }


def show_head(summary: Summary) -> Shown:
    """Return what stands at the top."""
    incident = summary.incident
    return {
        "name": incident.name,
        "title": incident.title,
        "state": summary.state,
        "state_label": summary_state_names()[summary.state],
        "incident_url": reverse("desk:incident", args=[incident.pk]),
        "review_url": reverse("desk:post-mortem", args=[incident.pk]),
        "written_by": summary.written_name,
        "handed_in_by": summary.handed_in_name,
        "remarks": summary.remarks,
        "remarks_by": summary.remarks_name,
        "decide_url": act_url(incident, "grant"),
        "refuse_url": act_url(incident, "refuse"),
        "is_closed": incident.state == Incident.State.CLOSED,
    }


def list_proofs(incident: Incident, reader: Reader) -> list[Shown]:
    """Return where the evidence for each customer is taken; none for who may not read customers."""
    if not reader.may(Right.READ_CUSTOMERS, incident.desk_id):
        return []
    found = Organisation.objects.filter(pk__in=list(standings_of(incident))).order_by("name")
    return [
        {
            "customer": one.name,
            "json_url": reverse("desk:incident-evidence", args=[incident.pk, one.pk, "json"]),
            "pdf_url": reverse("desk:incident-evidence", args=[incident.pk, one.pk, "pdf"]),
        }
        for one in found[:MOST_PROOFS]
    ]


def show_sources(incident: Incident) -> Shown:
    """Return what the post-mortem says, to write from: none of it gets in by itself."""
    found = post_mortem_of(incident)
    if found is None:
        return {"overview": "", "measures": []}
    last = latest_words(found)
    return {
        "overview": last.overview if last else "",
        "measures": [one.text for one in plan_of(found)],
    }


def show_request(one: SummaryRequest, reader: Reader) -> Shown:
    """Return one request: who, how, on which grounds, and what became of it."""
    customer = one.organisation.name if one.organisation else one.contact.name
    if one.is_refused:
        standing = _("not granted")
    elif one.answered_at is not None:
        standing = _("sent")
    elif one.grounds:
        standing = _("goes out with the approval")
    else:
        standing = _("waits for a decision")
    return {
        "number": one.pk,
        "customer": customer,
        "contact": one.contact.name,
        "reference": speak_reference(one.ticket.reference),
        "url": reverse("desk:ticket", args=[one.ticket.reference]),
        "way": way_names()[one.way],
        "standing": standing,
        "is_touched": one.grounds == "touched",
        "must_decide": not one.grounds and one.answered_at is None,
        "decided_by": one.decided_name,
        "reason": one.reason,
        **show_instant(one.asked_at, reader),
    }


def show_copy(one: SummaryCopy, reader: Reader) -> Shown:
    """Return one line of the register."""
    return {
        "customer": one.organisation.name if one.organisation else one.contact.name,
        "to": one.sent_to,
        "version": one.number,
        "language": language_name(one.language),
        "digest": one.digest,
        "pdf_url": reverse("desk:incident-summary-copy", args=[one.incident_id, one.pk]),
        "reference": speak_reference(one.ticket.reference),
        "url": reverse("desk:ticket", args=[one.ticket.reference]),
        **show_instant(one.sent_at, reader),
    }


def askable(ticket: Ticket, reader: Reader) -> list[tuple[int, str]]:
    """Return the incidents of which a file's customer may ask for the summary, latest first."""
    rows = Incident.objects.filter(
        desk=ticket.desk_id,
        drill=False,
        declared_at__isnull=False,
        occurred_at__gte=reader.at - ASKED_WITHIN,
    ).exclude(state=Incident.State.DISMISSED)
    return [(one.pk, f"{one.name} · {one.title}") for one in rows.order_by("-pk")[:MOST]]


def may_ask(ticket: Ticket, reader: Reader) -> bool:
    """Say whether the drawer for summaries stands beside a ticket."""
    return reader.may(Right.ANSWER, ticket.desk_id)


def open_asking(request: StaffRequest, ticket: Ticket, sent: Any) -> Shown:
    """Return what `desk/drawers/summary.html` reads."""
    incidents = askable(ticket, request.reader)
    form: DeskForm | None = sent.get("summary")
    rows = SummaryRequest.objects.filter(ticket=ticket).select_related(
        "organisation", "contact", "ticket", "incident"
    )
    return {
        "rows": [
            show_request(one, request.reader)
            | {"incident": one.incident.name, "url": page_url(one.incident)}
            for one in rows.order_by("-pk")
        ],
        "form": form or AskSummaryForm(incidents=incidents) if incidents else None,
        "url": reverse("desk:ticket-summary", args=[ticket.reference]),
    }
