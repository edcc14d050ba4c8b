"""What the reader was told, and how they want to be told; watching a ticket."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.notices import ChannelsForm
from permanence.faces.desk.presenting.bell import show_bell
from permanence.faces.desk.presenting.browsers import show_browsers
from permanence.faces.desk.presenting.here import show_here
from permanence.faces.desk.presenting.notices import list_notices, show_none
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.here import File, find_file
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.security import POLICY_WITH_WORKER
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right
from permanence.world.attention.actions.notices import (
    choose_channels,
    read_notices,
    unwatch_subject,
    watch_subject,
)
from permanence.world.attention.queries.notices import (
    colleagues_on,
    is_watching,
    notices_of,
    watchers_of,
    wishes_of,
)

Shown = dict[str, Any]
A_PAGE = 50


@require_safe
@staff_page(Right.READ_TICKETS)
def notices(request: StaffRequest) -> HttpResponse:
    """Show what the reader was told, the last first; `part=bell` counts what is unread."""
    part = request.GET.get("part", "")
    if part == "bell":
        return render(request, "ui/parts/bell.html", {"shell": {"bell": show_bell(request)}})
    if part not in {"", "list"}:
        raise Http404
    before, unread = request.GET.get("before", ""), request.GET.get("show") == "unread"
    rows = notices_of(
        request.reader.specialist,
        desks=[one.pk for one in access.desks(request)],
        unread=unread,
        before=read_number(before),
        most=A_PAGE + 1,
    )
    context: Shown = {
        "list": {
            "refresh_url": address_of(show="unread" if unread else "", before=before, part="list"),
            "topic": f"notices:{request.reader.specialist.pk}",
            "read_url": reverse("desk:notices-read"),
            "channels_url": reverse("desk:notices-channels"),
            "filters": [
                {"label": _("All"), "url": address_of(), "current": not unread},
                {"label": _("Unread"), "url": address_of(show="unread"), "current": unread},
            ],
        },
        "rows": list_notices(rows[:A_PAGE], request.reader),
        "empty": show_none(unread=unread),
        "pager": {
            "previous_url": "",
            "next_url": address_of(show="unread" if unread else "", before=str(rows[A_PAGE - 1].pk))
            if len(rows) > A_PAGE
            else "",
        },
    }
    if part:
        return render(request, "desk/notices.html#list", context)
    context["shell"] = build_shell(request, access.desk(request))
    return render(request, "desk/notices.html", context)


def address_of(**asked: str) -> str:
    """Return the address of the page of notices."""
    told = urlencode({key: one for key, one in asked.items() if one})
    return reverse("desk:notices") + (f"?{told}" if told else "")


@require_POST
@staff_page(Right.READ_TICKETS)
def read(request: StaffRequest) -> HttpResponse:
    """Note that the notices of one row, or all of them, have been read."""
    told = [read_number(one) for one in request.POST.getlist("notice")[:A_PAGE]]
    numbers = [one for one in told if one is not None]
    if len(numbers) < len(told):
        raise Http404
    read_notices(request.reader.specialist, at=request.reader.at, numbers=numbers)
    return HttpResponseRedirect(reverse("desk:notices"))


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def channels(request: StaffRequest) -> HttpResponse:
    """Show and keep by which ways the reader hears of what, and when they want quiet."""
    kept = wishes_of(request.reader.specialist.pk)
    form = ChannelsForm(request.POST or None, wishes=kept)
    if form.is_valid():
        with form.acting():
            choose_channels(request.reader.specialist, form.wishes)
        messages.success(request, _("Your settings are kept."))
        return HttpResponseRedirect(reverse("desk:notices-channels"))
    context: Shown = {
        "shell": build_shell(request, access.desk(request)),
        "form": form,
        "push": show_browsers(request),
        "zone": request.reader.user.zone.replace("_", " "),
        "notices_url": reverse("desk:notices"),
    }
    page = render(request, "desk/notice_channels.html", context, status=form.status)
    page.headers["Content-Security-Policy"] = POLICY_WITH_WORKER
    return page


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def watch(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who watches a ticket; let the reader watch it, or not any more."""
    file = find_file(request, reference)
    by = request.reader.specialist
    if request.method == "POST":
        if request.POST.get("watch") == "no":
            unwatch_subject(file.subject, by)
        else:
            watch_subject(file.subject, [by.pk], at=request.reader.at)
        if request.headers.get("HX-Request"):
            context = show_here(file.subject, file.reference, request.reader)
            return render(request, "desk/parts/here.html", context)
        return HttpResponseRedirect(reverse("desk:ticket", args=[file.reference]))
    return answer_watch(request, file)


def answer_watch(request: StaffRequest, file: File) -> HttpResponse:
    """Return the page that says who watches a ticket."""
    desk = next(one for one in request.reader.desks if one.pk == file.desk)
    context: Shown = {
        "shell": build_shell(request, desk),
        "reference": speak_reference(file.reference),
        "back_url": reverse("desk:ticket", args=[file.reference]),
        "watch_url": reverse("desk:ticket-watch", args=[file.reference]),
        "watching": is_watching(file.subject, request.reader.specialist),
        "people": watchers_of(file.subject),
    }
    return render(request, "desk/watch.html", context)


@require_safe
@staff_page(Right.ANSWER)
def people(request: StaffRequest, reference: str) -> HttpResponse:
    """Name those whom a note on a ticket may mention, for who types an @."""
    file = find_file(request, reference)
    return JsonResponse({"people": list(colleagues_on(file.desk).values())})
