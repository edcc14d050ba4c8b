"""The red bar that says that nobody watches promises, for pages that stay open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.shell import show_unwatched
from permanence.faces.ui.watching import look_again
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_TICKETS)
def unwatched(request: StaffRequest) -> HttpResponse:
    """Answer with the bar, or with its empty place: as it is now, whichever process is asked."""
    look_again(at=request.reader.at)
    shell = {"unwatched": show_unwatched(request), "unwatched_url": reverse("desk:unwatched")}
    return render(request, "ui/parts/unwatched.html", {"shell": shell})
