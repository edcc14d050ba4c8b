"""Who is on a ticket's page now: told by the open pages themselves, and kept nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.here import show_here
from permanence.service.tickets.models import Reference
from permanence.world.accounts.rules import Right
from permanence.world.attention.actions.notices import read_notices
from permanence.world.attention.actions.viewing import Place, leave_page, note_viewing
from permanence.world.attention.rules.viewing import COMPOSERS

PAGE = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class File:
    """What a page that is only heard of needs of its ticket."""

    number: int
    reference: str
    desk: int

    @property
    def subject(self) -> str:
        """How the ticket is named to those that know no tickets."""
        return f"ticket:{self.number}"


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def here(request: StaffRequest, reference: str) -> HttpResponse:
    """Say who else is here; a page that sends something is here itself, or leaves.

    What they were told of the ticket they have read by that. It is no look into the file, so
    nothing is noted in the journal of looks.
    """
    file = find_file(request, reference)
    by, at = request.reader.specialist, request.reader.at
    page = request.POST.get("page", "")
    if request.method == "POST" and PAGE.fullmatch(page):
        place = Place(file.subject, file.desk, page)
        if "leave" in request.POST:
            leave_page(place, by=by, at=at)
            return HttpResponse(status=204)
        writing = request.POST.get("writing", "")
        read_notices(by, at=at, subject=file.subject)
        note_viewing(place, by=by, writing=writing if writing in COMPOSERS else "", at=at)
    context = show_here(file.subject, file.reference, request.reader)
    return render(request, "desk/parts/here.html", context)


def find_file(request: StaffRequest, reference: str) -> File:
    """Return the ticket that a reference finds, if the reader may see it; else 404."""
    rows = Reference.objects.filter(number=reference)
    found = rows.values_list("ticket_id", "ticket__reference", "ticket__desk_id").first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found[2]):
        raise Http404
    return File(*found)
