"""Who tells what becomes of messages: pages of administration."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.traces import TraceSourceForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.trace_acts import show_trace_acts
from permanence.faces.desk.presenting.trace_sources import (
    show_trace_address,
    show_trace_source,
    trace_sources_url,
)
from permanence.faces.desk.presenting.traces import traces_url
from permanence.faces.desk.views.alert_sources import right_for
from permanence.ground.journal.queries import last_acts
from permanence.service.trace.actions import (
    add_trace_source,
    disable_trace_source,
    enable_trace_source,
    rename_trace_source,
    renew_trace_token,
)
from permanence.service.trace.models import TraceSource
from permanence.service.trace.queries import trace_sources_of
from permanence.world.accounts.rules import Right

LINES = 20


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def trace_sources(request: StaffRequest) -> HttpResponse:
    """Show the sources of a desk; what is sent adds one, and shows its token once."""
    desk, reader = access.desk(request, right_for(request)), request.reader
    form = TraceSourceForm(*((request.POST,) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        made, token = None, ""
        with form.acting():
            name = form.cleaned_data["name"]
            made, token = add_trace_source(desk.pk, name, by=reader.actor, at=reader.at)
        if made is not None:
            return answer_trace_source(request, made, source_form(made), token)
    context = {
        "shell": build_shell(request, desk, place="traces"),
        "back_url": traces_url(desk),
        "page_url": trace_sources_url(desk),
        "sources": [show_trace_source(one, reader) for one in trace_sources_of(desk.pk)],
        "form": form if reader.may(Right.EDIT_ALERTS, desk.pk) else None,
        "empty": {
            "icon": "send",
            "title": _("No source yet"),
            "text": _("Mail and fax servers tell here what becomes of each message."),
        },
    }
    return render(request, "desk/trace_sources.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def trace_source(request: StaffRequest, number: int) -> HttpResponse:
    """Show a source; what is sent gives it another name."""
    found = find_trace_source(request, number, right_for(request))
    form = source_form(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with form.acting():
            name = form.cleaned_data["name"]
            rename_trace_source(found, name, by=request.reader.actor, at=request.reader.at)
        if form.refusal is None:
            messages.success(request, _("The source is changed."))
            return HttpResponseRedirect(reverse("desk:trace-source", args=[found.pk]))
    return answer_trace_source(request, found, form)


@never_cache
@require_POST
@staff_page(Right.EDIT_ALERTS)
def trace_source_act(request: StaffRequest, number: int) -> HttpResponse:
    """Give a source a new token, turn it off, or turn it on again."""
    found = find_trace_source(request, number, Right.EDIT_ALERTS)
    actor, at, act = request.reader.actor, request.reader.at, request.POST.get("act")
    if act == "renew":
        token = renew_trace_token(found, by=actor, at=at)
        found.refresh_from_db()
        return answer_trace_source(request, found, source_form(found), token)
    if act == "disable":
        disable_trace_source(found, by=actor, at=at)
        messages.success(request, _("Nothing more is taken from this source. What it told stays."))
    elif act == "enable":
        enable_trace_source(found, by=actor, at=at)
        messages.success(request, _("This source is heard again."))
    else:
        raise Http404
    return HttpResponseRedirect(reverse("desk:trace-source", args=[found.pk]))


def source_form(source: TraceSource, sent: Any = None) -> TraceSourceForm:
    """Return the form of a source that there is."""
    return TraceSourceForm(sent, initial={"name": source.name})


def find_trace_source(request: StaffRequest, number: int, right: Right) -> TraceSource:
    """Return a source with which the reader may do this."""
    found = TraceSource.objects.select_related("desk").filter(pk=number).first()
    if found is None:
        raise Http404
    access.check(request, right, found.desk_id)
    return found


def answer_trace_source(
    request: StaffRequest, found: TraceSource, form: TraceSourceForm, token: str = ""
) -> HttpResponse:
    """Return the page of a source."""
    reader = request.reader
    acts = last_acts(f"trace_source:{found.pk}", most=LINES)
    context = {
        "shell": build_shell(request, found.desk, place="traces"),
        "back_url": trace_sources_url(found.desk),
        "source": show_trace_source(found, reader),
        "post": show_trace_address(found, token, reader),
        "form": form if reader.may(Right.EDIT_ALERTS, found.desk_id) else None,
        "acts": show_trace_acts(acts, reader),
    }
    return render(request, "desk/trace_source.html", context, status=form.status)
