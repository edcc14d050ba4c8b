"""Where alerts come from, and where their labels lead: pages of administration."""

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
from permanence.faces.desk.forms.alerts import KIND_NAMES, AlertPlaceForm, SourceForm
from permanence.faces.desk.presenting.alert_sources import (
    list_new,
    show_address,
    show_deliveries,
    show_places,
    show_source,
)
from permanence.faces.desk.presenting.alerts import list_url
from permanence.faces.desk.presenting.settings import list_settings
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.trace_sources import trace_sources_url
from permanence.service.alerts.actions import (
    add_place,
    add_source,
    change_source,
    end_source,
    remove_place,
    renew_token,
)
from permanence.service.alerts.models import Place, Source
from permanence.service.alerts.queries import last_deliveries, places_of, sources_of
from permanence.service.alerts.rules.sources import Kind
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def alert_sources(request: StaffRequest) -> HttpResponse:
    """Show where alerts come from; what is sent lets a label lead to a component."""
    desk, reader = access.desk(request, right_for(request)), request.reader
    may_edit = reader.may(Right.EDIT_ALERTS, desk.pk)
    sources = sources_of(desk.pk)
    components = {
        one.pk: one.name_in(reader.user.language, otherwise=desk.default_language)
        for one in components_of(desk)
    }
    sent = (request.POST,) if request.method == "POST" else ()
    form = AlertPlaceForm(
        *sent, components=components, sources={one.pk: one.name for one in sources}
    )
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        with form.acting():
            add_place(
                desk.pk,
                source=next((one for one in sources if one.pk == told["source"]), None),
                label=told["label"],
                value=told["value"],
                component=next(one for one in components_of(desk) if one.pk == told["component"]),
                by=reader.actor,
                at=reader.at,
            )
        if form.refusal is None:
            messages.success(request, _("Alerts with this label lead there from now on."))
            return HttpResponseRedirect(sources_url(desk))
    context = {
        "shell": build_shell(request, desk, place="alerts"),
        "back_url": list_url(desk),
        "traces_url": trace_sources_url(desk),
        "page_url": sources_url(desk),
        "sources": [show_source(one, reader) for one in sources],
        "may_edit": may_edit,
        "new_urls": list_new(desk) if may_edit else [],
        "places": show_places(places_of(desk.pk), components),
        "form": form if components else None,
        "empty": {
            "icon": "alarm",
            "title": _("No source yet"),
            "text": _("Add your monitoring below: its alerts stand beside what customers say."),
        },
    }
    return render(request, "desk/alert_sources.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_ALERTS)
def alert_source_new(request: StaffRequest) -> HttpResponse:
    """Add a source; its token is shown in the answer, and never again."""
    desk = access.desk(request, Right.EDIT_ALERTS)
    asked = request.GET.get("kind", "")
    if asked not in set(Kind):
        raise Http404
    form = SourceForm(*((request.POST,) if request.method == "POST" else ()), kind=Kind(asked))
    if form.is_bound and form.is_valid():
        made, token = None, ""
        with form.acting():
            card = form.card(desk.pk)
            made, token = add_source(card, by=request.reader.actor, at=request.reader.at)
        if made is not None:
            return answer_source(request, made, SourceForm(kind=Kind(asked), source=made), token)
    context = {
        "shell": build_shell(request, desk, place="alerts"),
        "back_url": sources_url(desk),
        "title": _("New source"),
        "kind": str(KIND_NAMES[Kind(asked)]),
        "form": form,
        "source": None,
    }
    return render(request, "desk/alert_source.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def alert_source(request: StaffRequest, number: int) -> HttpResponse:
    """Show a source; what is sent changes it."""
    found = find_source(request, number, right_for(request))
    sent = (request.POST,) if request.method == "POST" else ()
    form = SourceForm(*sent, kind=Kind(found.kind), source=found)
    if form.is_bound and form.is_valid():
        with form.acting():
            card = form.card(found.desk_id)
            change_source(found, card, by=request.reader.actor, at=request.reader.at)
        if form.refusal is None:
            messages.success(request, _("The source is changed."))
            return HttpResponseRedirect(reverse("desk:alert-source", args=[found.pk]))
    return answer_source(request, found, form)


@never_cache
@require_POST
@staff_page(Right.EDIT_ALERTS)
def alert_source_act(request: StaffRequest, number: int) -> HttpResponse:
    """Give a source a new token, or hear it no more."""
    found = find_source(request, number)
    told: dict[str, Any] = {"by": request.reader.actor, "at": request.reader.at}
    if request.POST.get("act") == "renew":
        token = renew_token(found, **told)
        found.refresh_from_db()
        return answer_source(request, found, SourceForm(kind=Kind(found.kind), source=found), token)
    end_source(found, **told)
    messages.success(request, _("This source is heard no more. Its alerts stay."))
    return HttpResponseRedirect(sources_url(found.desk))


@require_POST
@staff_page(Right.EDIT_ALERTS)
def alert_place_gone(request: StaffRequest, number: int) -> HttpResponse:
    """Let a label lead nowhere."""
    found = Place.objects.select_related("desk", "source").filter(pk=number).first()
    if found is None:
        raise Http404
    access.check(request, Right.EDIT_ALERTS, found.desk_id)
    remove_place(found, by=request.reader.actor, at=request.reader.at)
    messages.success(request, _("This label leads nowhere any more."))
    return HttpResponseRedirect(sources_url(found.desk))


def right_for(request: StaffRequest) -> Right:
    """Return the right that a request needs: who reads changes nothing."""
    return Right.EDIT_ALERTS if request.method == "POST" else Right.READ_SETTINGS


def find_source(request: StaffRequest, number: int, right: Right = Right.EDIT_ALERTS) -> Source:
    """Return a source that the reader may change, or do this with."""
    found = Source.objects.active().select_related("desk").filter(pk=number).first()
    if found is None:
        raise Http404
    access.check(request, right, found.desk_id)
    return found


def answer_source(
    request: StaffRequest, found: Source, form: SourceForm, token: str = ""
) -> HttpResponse:
    """Return the page of a source."""
    may_edit = request.reader.may(Right.EDIT_ALERTS, found.desk_id)
    context = {
        "shell": build_shell(request, found.desk, place="alerts"),
        "back_url": sources_url(found.desk),
        "title": found.name,
        "kind": str(KIND_NAMES[Kind(found.kind)]),
        "form": form,
        "may_edit": may_edit,
        "settings": None if may_edit else list_settings(form),
        "source": show_source(found, request.reader)
        | {"act_url": reverse("desk:alert-source-act", args=[found.pk])},
        "post": show_address(found, token, request.reader),
        "deliveries": show_deliveries(last_deliveries(found), request.reader),
    }
    return render(request, "desk/alert_source.html", context, status=form.status)


def sources_url(desk: Desk) -> str:
    """Return the address of a desk's sources."""
    return f"{reverse('desk:alert-sources')}?desk={desk.key}"
