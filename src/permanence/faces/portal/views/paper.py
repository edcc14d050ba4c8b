"""A request as PDF, as its customer reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permanence.faces.portal.access import enter_desk, find_readable, find_survivor
from permanence.faces.portal.promising import foresee, promises_of
from permanence.faces.ui.request_paper import RequestPaper, answer_request_paper
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.queries.reading import read_whole


@never_cache
@require_safe
def request_paper(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Download a request with all that was said to its customer and by them."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        ticket = find_readable(guest, reference)
        if survivor := find_survivor(guest, ticket):
            return redirect("portal:request-paper", desk, survivor.reference)
        promises = promises_of([ticket]).get(ticket.pk, [])
        paper = RequestPaper(
            ticket=ticket,
            policy=policy_of_version(ticket.policy_version_id),
            entries=read_whole(ticket, internal=False),
            state=foresee(ticket, promises, at=guest.at, zone=guest.zone).label,
            language=guest.language,
            zone=guest.zone,
            at=guest.at,
        )
        return answer_request_paper(paper)
