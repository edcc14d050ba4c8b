"""Alerts: what fires, one alert with all that was heard of it, and keeping it quiet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import Reader, StaffRequest, staff_page
from permanence.faces.desk.forms.alerts import SilenceForm
from permanence.faces.desk.presenting.alerts import (
    list_url,
    name_component,
    say_title,
    show_alert,
    show_excuse,
    show_groups,
    show_silences,
    show_turns,
    split_excused,
    split_quiet,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.service.alerts.actions import end_silence, silence_alert
from permanence.service.alerts.models import Alert, Silence
from permanence.service.alerts.queries import firing_alerts, past_alerts, silences_of
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_TICKETS)
def alerts(request: StaffRequest) -> HttpResponse:
    """Show what fires on a desk, what is kept quiet, and what is past."""
    desk = access.desk(request, Right.READ_TICKETS)
    reader = request.reader
    silences = silences_of(desk.pk, at=reader.at)
    heard, quiet = split_quiet(firing_alerts(desk.pk, at=reader.at), silences)
    heard, excused = split_excused(heard, desk, reader)
    may_end = reader.may(Right.WORK_ON_INCIDENTS, desk.pk)
    may_read = reader.may(Right.READ_SETTINGS, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="alerts"),
        "page_url": list_url(desk),
        "groups": show_groups(heard, desk, reader),
        "quiet": [show_alert(one, desk, reader) for one in quiet],
        "excused": excused,
        "silences": show_silences(silences, reader, may_end=may_end),
        "past": [show_alert(one, desk, reader) for one in past_alerts(desk.pk, at=reader.at)],
        "sources_url": f"{reverse('desk:alert-sources')}?desk={desk.key}" if may_read else "",
        "empty": {
            "icon": "check",
            "title": _("Nothing fires"),
            "text": _("Alerts of your monitoring stand here, and sources that have fallen silent."),
        },
    }
    part = "desk/parts/alerts.html" if request.GET.get("part") == "list" else "desk/alerts.html"
    return render(request, part, context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def alert(request: StaffRequest, number: int) -> HttpResponse:
    """Show one alert; what is sent keeps it quiet for a while."""
    found = find_alert(request, number)
    reader = request.reader
    may_act = reader.may(Right.WORK_ON_INCIDENTS, found.desk_id)
    sent = (request.POST,) if request.method == "POST" else ()
    if sent and not may_act:
        raise Http404
    form = SilenceForm(*sent, zone=reader.zone, at=reader.at, labels=found.labels)
    if form.is_bound and form.is_valid():
        told = {"until": form.cleaned_data["until"], "reason": form.cleaned_data["reason"]}
        with form.acting():
            silence_alert(found, labels=form.chosen, **told, by=reader.actor, at=reader.at)
        if form.refusal is None:
            messages.success(request, _("It is kept quiet. It is still written down."))
            return HttpResponseRedirect(list_url(found.desk))
    context = show_page(request, found) | {"form": form if may_act else None}
    return render(request, "desk/alert.html", context, status=form.status)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def silence_end(request: StaffRequest, number: int) -> HttpResponse:
    """Let alerts be heard again before the time."""
    found = Silence.objects.select_related("desk").filter(pk=number).first()
    if found is None or not request.reader.may(Right.WORK_ON_INCIDENTS, found.desk_id):
        raise Http404
    end_silence(found, by=request.reader.actor, at=request.reader.at)
    messages.success(request, _("It is heard again."))
    return HttpResponseRedirect(list_url(found.desk))


def find_alert(request: StaffRequest, number: int) -> Alert:
    """Return an alert of a desk that the reader works on."""
    rows = Alert.objects.select_related("desk", "source", "component")
    found = rows.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    return found


def declare_url(alert: Alert, reader: Reader) -> str:
    """Return where an incident is declared from an alert, filled in; nothing for who may not."""
    if not reader.may(Right.DECLARE_INCIDENTS, alert.desk_id):
        return ""
    told = {
        "desk": alert.desk.key,
        "alert": alert.pk,
        "title": say_title(alert),
        "occurred": alert.began_at.isoformat(),
        **({"component": alert.component_id} if alert.component_id else {}),
    }
    return f"{reverse('desk:incident-declare')}?{urlencode(told)}"


def show_page(request: StaffRequest, found: Alert) -> dict[str, Any]:
    """Return what the page of an alert reads, but for its form."""
    reader = request.reader
    silences = silences_of(found.desk_id, at=reader.at)
    is_quiet = bool(split_quiet([found], silences)[1])
    return {
        "shell": build_shell(request, found.desk, place="alerts"),
        "back_url": list_url(found.desk),
        "alert": show_alert(found, found.desk, reader),
        "declare_url": declare_url(found, reader),
        "title": say_title(found),
        "component": name_component(found, found.desk, reader),
        "is_quiet": is_quiet,
        "work": show_excuse(found, reader),
        "fingerprint": found.fingerprint,
        "labels": sorted(found.labels.items()),
        "notes": sorted(found.notes.items()),
        "link": found.link,
        "turns": show_turns(found.turns.order_by("-at", "-state"), reader),
    }
