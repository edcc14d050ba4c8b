"""How the desk's service stands: conditions said by hand, the page, and who is told of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.service_state import ConditionForm, PageForm, begin_page
from permanence.faces.desk.presenting.service_state import list_components
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import reader_language
from permanence.ground.lib.db import house
from permanence.service.status.actions.conditions import change_page, set_condition
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.models import HandCondition, Page, Standing
from permanence.service.status.queries.pages import address_of
from permanence.service.status.queries.readers import count_readers
from permanence.service.status.queries.words import condition_names
from permanence.service.status.rules.conditions import ORDER
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import components_of


@require_safe
@staff_page(Right.READ_TICKETS)
def status(request: StaffRequest) -> HttpResponse:
    """Show how each component stands, who is told of changes, and how the page is set up."""
    desk, reader = access.desk(request), request.reader
    may_edit = reader.may(Right.EDIT_STATUS, desk.pk)
    components = components_of(desk)
    rows = list_components(
        components,
        {one.component_id: one for one in Standing.objects.filter(desk=desk)},
        {one.component_id: one for one in said_of(components)},
        reader,
        may_edit=may_edit,
    )
    page = Page.objects.filter(desk=desk).first()
    context = {
        "shell": build_shell(request, desk, place="status"),
        "components": rows,
        "page": page,
        "page_url": address_of(page, desk=desk.key) if page else "",
        "edit_url": f"{reverse('desk:status-page')}?desk={desk.key}" if may_edit and page else "",
        "maintenance_url": f"{reverse('desk:maintenance')}?desk={desk.key}",
        "readers": count_readers(desk),
    }
    return render(request, "desk/status.html", context)


def said_of(components: list[Component]) -> list[HandCondition]:
    """Return what somebody said of components."""
    return list(HandCondition.objects.holding().filter(component__in=components))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_STATUS)
def status_condition(request: StaffRequest, number: int) -> HttpResponse:
    """Say how a component is, and why."""
    reader = request.reader
    found = Component.objects.select_related("desk").filter(pk=number).first()
    if found is None or not reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    access.check(request, Right.EDIT_STATUS, found.desk_id)
    names = condition_names()
    form = ConditionForm(request.POST or None, conditions={str(one): names[one] for one in ORDER})
    back = f"{reverse('desk:status')}?desk={found.desk.key}"
    if form.is_valid():
        told = form.cleaned_data
        with form.acting():
            set_condition(
                found, told["condition"], reason=told["reason"], at=reader.at, by=reader.actor
            )
            with house():  # of all incidents, whoever says it
                refresh_standings(at=reader.at)
        if form.is_valid():
            return HttpResponseRedirect(back)
    context = {
        "shell": build_shell(request, found.desk, place="status"),
        "title": _("How is %(component)s?") % {"component": found.name_in(reader_language())},
        "form": form,
        "back_url": back,
        "text": _("It stands on the page within seconds. Incidents say it of their components."),
    }
    return render(request, "desk/form_page.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_STATUS)
def status_page(request: StaffRequest) -> HttpResponse:
    """Set up how the desk shows its state."""
    desk, reader = access.desk(request, Right.EDIT_STATUS), request.reader
    page = Page.objects.filter(desk=desk).first()
    if page is None:
        raise Http404
    form = PageForm(request.POST or None, first=desk.default_language, initial=begin_page(page))
    back = f"{reverse('desk:status')}?desk={desk.key}"
    if form.is_valid():
        with form.acting():
            change_page(page, form.wish, at=reader.at, by=reader.actor)
        if form.is_valid():
            return HttpResponseRedirect(back)
    context = {
        "shell": build_shell(request, desk, place="status"),
        "title": _("How the state is shown"),
        "form": form,
        "back_url": back,
        "text": _("The text stands under the headline of the page; it may stay empty."),
    }
    return render(request, "desk/form_page.html", context, status=form.status)
