"""Planned work on components: a list, and each of them as a form."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.service_state import WhyForm, WindowForm, begin_window
from permanence.faces.desk.presenting.service_state import show_window
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import reader_language
from permanence.promises.policies.queries import policy_in_force
from permanence.service.status.models import Page
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of
from permanence.world.maintenance.actions import (
    cancel_window,
    change_window,
    complete_window,
    plan_window,
)
from permanence.world.maintenance.models import Window
from permanence.world.maintenance.queries import windows_of


@require_safe
@staff_page(Right.READ_TICKETS)
def windows(request: StaffRequest) -> HttpResponse:
    """Show what is planned, what is under way and what was."""
    desk, reader = access.desk(request), request.reader
    rows = [show_window(one, desk, reader) for one in windows_of(desk, at=reader.at)]
    may_edit = reader.may(Right.EDIT_STATUS, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="maintenance"),
        "windows": rows,
        "may_edit": may_edit,
        "new_url": f"{reverse('desk:window-new')}?desk={desk.key}" if may_edit else "",
        "status_url": f"{reverse('desk:status')}?desk={desk.key}",
    }
    return render(request, "desk/maintenance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_STATUS)
def window_new(request: StaffRequest) -> HttpResponse:
    """Plan work on components."""
    desk, reader = access.desk(request, Right.EDIT_STATUS), request.reader
    page = Page.objects.filter(desk=desk).first()
    hours = int(page.warned_before.total_seconds() // 3600) if page else 24
    zone = policy_in_force(desk.key, at=reader.at)[1].zone
    form = draw_form(request, desk, {"warned_before": hours, "zone": zone})
    if form.is_valid():
        with form.acting():
            plan_window(desk, form.wish, at=reader.at, by=reader.actor)
        if form.is_valid():
            return HttpResponseRedirect(f"{reverse('desk:maintenance')}?desk={desk.key}")
    return show_form(request, desk, form, title=_("Plan work"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_STATUS)
def window(request: StaffRequest, number: int) -> HttpResponse:
    """Change planned work, as long as it is not over."""
    found, reader = find_window(request, number), request.reader
    form = draw_form(request, found.desk, begin_window(found))
    if form.is_valid():
        with form.acting():
            change_window(found, form.wish, at=reader.at, by=reader.actor)
        if form.is_valid():
            return HttpResponseRedirect(f"{reverse('desk:maintenance')}?desk={found.desk.key}")
    return show_form(request, found.desk, form, title=_("Planned work"), window=found)


@require_POST
@staff_page(Right.EDIT_STATUS)
def window_act(request: StaffRequest, number: int, act: str) -> HttpResponse:
    """Say that planned work is done, or call it off."""
    found, reader = find_window(request, number), request.reader
    form = WhyForm(request.POST)
    with form.acting():
        if act == "complete":
            complete_window(found, at=reader.at, by=reader.actor)
        elif act == "cancel":
            reason = request.POST.get("reason", "")
            cancel_window(found, reason=reason, at=reader.at, by=reader.actor)
        else:
            raise Http404
    if form.refusal is not None:
        drawn = draw_form(request, found.desk, begin_window(found), is_sent=False)
        told = str(form.refusal)
        return show_form(
            request, found.desk, drawn, title=_("Planned work"), window=found, refusal=told
        )
    return HttpResponseRedirect(f"{reverse('desk:maintenance')}?desk={found.desk.key}")


def find_window(request: StaffRequest, number: int) -> Window:
    """Return planned work of a desk whose page the reader keeps; else 404."""
    rows = Window.objects.select_related("desk").prefetch_related("components")
    found = rows.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    access.check(request, Right.EDIT_STATUS, found.desk_id)
    return found


def draw_form(
    request: StaffRequest, desk: Desk, initial: dict[str, object], *, is_sent: bool = True
) -> WindowForm:
    """Return the form of planned work, with what was sent."""
    language = reader_language()
    first = str(initial.get("zone") or request.reader.user.zone)
    zones = [first, *sorted(available_timezones() - {first})]
    return WindowForm(
        (request.POST or None) if is_sent else None,
        components={one.pk: one.name_in(language) for one in components_of(desk)},
        zones=zones,
        first=desk.default_language,
        initial=initial,
    )


def show_form(
    request: StaffRequest,
    desk: Desk,
    form: WindowForm,
    *,
    title: str,
    window: Window | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Show the form of planned work, with what else may be done with it."""
    context = {
        "shell": build_shell(request, desk, place="maintenance"),
        "title": title,
        "form": form,
        "refusal": refusal,
        "window": show_window(window, desk, request.reader) if window else None,
        "act_urls": {
            act: reverse("desk:window-act", args=[window.pk, act]) if window else ""
            for act in ("complete", "cancel")
        },
        "back_url": f"{reverse('desk:maintenance')}?desk={desk.key}",
    }
    status = 409 if refusal else form.status
    return render(request, "desk/window.html", context, status=status)
