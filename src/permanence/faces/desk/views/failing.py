"""What fails now, above the usual, by the traces of messages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.failing import show_failing
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.traces import traces_url
from permanence.world.accounts.rules import Right


@never_cache
@require_safe
@staff_page(Right.READ_TRACES)
def traces_failing(request: StaffRequest) -> HttpResponse:
    """Show on which components messages of customers fail more than usual, as last looked."""
    desk = access.desk(request, Right.READ_TRACES)
    context = {
        "shell": build_shell(request, desk, place="traces"),
        "back_url": traces_url(desk),
        **show_failing(desk, request.reader),
    }
    return render(request, "desk/traces_failing.html", context)
