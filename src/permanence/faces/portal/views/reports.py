"""How we kept our promises to an organisation, for those it has named as technical contacts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.shell import furnish_page
from permanence.faces.ui.reports.papers import explain_counting
from permanence.faces.ui.reports.sections import section_of_months, section_of_promises
from permanence.faces.ui.reports.service import write_service_report
from permanence.faces.ui.reports.showing import show_section, show_whole
from permanence.faces.ui.reports.words import (
    kind_names,
    say_due,
    say_lateness,
    say_month,
    say_number,
    say_promise,
)
from permanence.overview.reports.queries import (
    Row,
    count_served,
    list_promises,
    months_reported,
    read_service,
)
from permanence.overview.reports.rules import Month, Question, month_of, read_month
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import CustomerRight
from permanence.world.calendars.rules.zones import find_zone

LATE_SHOWN = 50


@never_cache
@require_safe
def show_reports(request: HttpRequest, desk: str) -> HttpResponse:
    """Show an organisation how its promises of a month were kept."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        organisation = find_organisation(guest)
        month = find_month(guest, request.GET.get("month", ""))
        facts = describe_month(guest, organisation, month)
        return render(
            request,
            "portal/reports.html",
            furnish_page(request, guest, place="reports", **facts),
        )


@never_cache
@require_safe
def download_report(request: HttpRequest, desk: str, month: str) -> HttpResponse:
    """Download the service report of a month, in the organisation's language."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        organisation = find_organisation(guest)
        chosen = find_month(guest, month)
        report = write_service_report(
            organisation,
            desk=guest.desk,
            month=chosen,
            home=find_zone(guest.policy.zone),
            at=guest.at,
        )
    response = HttpResponse(report, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="service-{desk}-{chosen}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def find_organisation(guest: Guest) -> Organisation:
    """Return the organisation whose reports somebody may read; to others it is not there."""
    contact = guest.contact
    if contact is None or contact.organisation is None:
        raise Http404
    if not contact.may(CustomerRight.READ_REPORTS):
        raise Http404
    return contact.organisation


def find_month(guest: Guest, text: str) -> Month:
    """Return the month that an address names, this one without; no month to come is there."""
    now = month_of(guest.at, find_zone(guest.policy.zone))
    month = read_month(text) if text else now
    if month is None or month > now:
        raise Http404
    return month


def describe_month(guest: Guest, organisation: Organisation, month: Month) -> dict[str, Any]:
    """Return what the page of a month shows."""
    zone = find_zone(guest.policy.zone)
    question = Question(guest.desk.pk, month, organisation=organisation.pk, told=True)
    promises, trend = count_served(question, zone=zone)
    late = list_promises(question, "late", zone=zone, most=LATE_SHOWN)
    service = read_service(organisation.pk, desk=guest.desk.pk, month=month, zone=zone)
    months = months_reported(service.first_at, at=guest.at, zone=zone)
    sections = [section_of_promises(promises), section_of_months(trend)]
    return {
        "organisation": organisation.name,
        "month": say_month(month),
        "months": [
            {"value": str(one), "label": say_month(one), "chosen": one == month}
            for one in sorted({*months, month}, reverse=True)
        ],
        "requests": {
            "opened": say_number(service.opened),
            "resolved": say_number(service.resolved),
            "open": say_number(service.open),
        },
        "whole": show_whole(promises),
        "sections": [show_section(one) for one in sections if one.entries],
        "late": [describe_late(guest, row) for row in late.rows],
        "more_late": late.next is not None,
        "counting": explain_counting(),
        "pdf_url": reverse("portal:report", args=[guest.desk.key, str(month)]),
    }


def describe_late(guest: Guest, row: Row) -> dict[str, str]:
    """Return a promise that was broken, as the page tells it."""
    return {
        "reference": row.reference,
        "subject": row.subject,
        "promise": say_promise(row),
        "kind": kind_names()[row.kind],
        "clause": guest.say(row.clause),
        "due": say_due(row, guest.zone),
        "due_iso": row.due_at.isoformat() if row.due_at else "",
        "late_by": say_lateness(row, at=guest.at),
        "reason": row.reason,
    }
