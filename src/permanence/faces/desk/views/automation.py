"""The rules of a desk: read, written, ordered, switched on and off, and what each did."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.automation import RuleForm, fill_form
from permanence.faces.desk.presenting.automation import (
    list_filters,
    list_history,
    list_rules,
    names_on,
    show_rule,
    show_run,
)
from permanence.faces.desk.presenting.automation_words import run_names
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.overview.automation.actions.editing import (
    delete_rule,
    move_rule,
    save_rule,
    switch_off,
    switch_on,
)
from permanence.overview.automation.models import Rule
from permanence.overview.automation.queries.rules import runs_of
from permanence.overview.automation.rules.instructions import read_instruction
from permanence.overview.worklists.queries import people_of_desk
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_RUNS = 50


@require_safe
@staff_page(Right.READ_TICKETS)
def automation(request: StaffRequest) -> HttpResponse:
    """Show the rules of a desk in the order in which they have their turn."""
    desk = access.desk(request)
    may_edit = request.reader.may(Right.EDIT_AUTOMATION, desk.pk)
    new = f"{reverse('desk:rule-new')}?{urlencode({'desk': desk.key})}"
    context = {
        "shell": build_shell(request, desk, place="automation"),
        "rows": list_rules(desk, request.reader, may_edit=may_edit),
        "new_url": new if may_edit else "",
        "empty": {
            "icon": "list",
            "title": _("No rule yet"),
            "text": _("A rule does by itself what people would do every time: when, if, then."),
        },
    }
    return render(request, "desk/automation.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def rule(request: StaffRequest, number: int) -> HttpResponse:
    """Show a rule, what it did on which ticket, and what was changed on it."""
    found, reader = find_rule(request, number), request.reader
    names = names_on(found.desk, reader)
    show = request.GET.get("show", "")
    show = show if show in run_names() else ""
    before = request.GET.get("before", "")
    start = read_number(before)
    runs = runs_of(found, outcome=show, before=start, most=MOST_RUNS + 1)
    address = reverse("desk:rule", args=[found.pk])
    older = {"show": show, "before": runs[MOST_RUNS - 1].pk} if len(runs) > MOST_RUNS else {}
    edits = reader.may(Right.EDIT_AUTOMATION, found.desk_id) and found.deleted_at is None
    context = {
        "shell": build_shell(request, found.desk, place="automation"),
        "rule": show_rule(found, names) | {"is_deleted": found.deleted_at is not None},
        "filters": list_filters(found, current=show),
        "runs": [show_run(one, reader) for one in runs[:MOST_RUNS]],
        "older_url": f"{address}?{urlencode(older)}" if older else "",
        "history": list_history(found, names, reader),
        "back_url": address_of_list(found.desk),
        "try_url": reverse("desk:rule-try", args=[found.pk]),
        "edit_url": reverse("desk:rule-edit", args=[found.pk]) if edits else "",
        "act_url": reverse("desk:rule-act", args=[found.pk]) if edits else "",
    }
    return render(request, "desk/rule.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_AUTOMATION)
def rule_new(request: StaffRequest) -> HttpResponse:
    """Write a rule; it is off until it is switched on."""
    return edit(request, access.desk(request, Right.EDIT_AUTOMATION), None)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_AUTOMATION)
def rule_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change a rule."""
    found = find_rule(request, number, Right.EDIT_AUTOMATION)
    return edit(request, found.desk, found)


def edit(request: StaffRequest, desk: Desk, found: Rule | None) -> HttpResponse:
    """Show a rule's form, and keep what was sent."""
    reader = request.reader
    teams, people = people_of_desk(desk.pk)
    first = (
        fill_form(found.name, read_instruction(found.says), number=found.number) if found else {}
    )
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        names=names_on(desk, reader),
        teams=teams,
        people=people,
        initial=first,
    )
    if form.is_valid():
        with form.acting():
            kept = save_rule(
                desk,
                form.cleaned_data["name"],
                form.instruction,
                by=reader.actor,
                at=reader.at,
                rule=found.pk if found else None,
                seen=form.cleaned_data["seen"] if found else None,
            )
            messages.success(request, say_kept(kept))
            return HttpResponseRedirect(reverse("desk:rule", args=[kept.pk]))
    back = reverse("desk:rule", args=[found.pk]) if found else address_of_list(desk)
    context = {
        "shell": build_shell(request, desk, place="automation"),
        "form": form,
        "title": found.name if found else _("New rule"),
        "back_url": back,
    }
    return render(request, "desk/rule_form.html", context, status=form.status)


def say_kept(kept: Rule) -> str:
    """Return what is said once a rule was kept."""
    if kept.on_since is None:
        return _("Kept. It does nothing until it is switched on.")
    return _("Kept. It acts so from now on.")


@require_POST
@staff_page(Right.EDIT_AUTOMATION)
def rule_act(request: StaffRequest, number: int) -> HttpResponse:
    """Switch a rule on or off, let it change places with its neighbour, or delete it."""
    found = find_rule(request, number, Right.EDIT_AUTOMATION)
    reader, desk = request.reader, found.desk
    chosen = request.POST.get("act", "")
    form = DeskForm(request.POST)
    told: Shown = {"by": reader.actor, "at": reader.at}
    with form.acting():
        if chosen in {"up", "down"}:
            move_rule(desk, found.pk, up=chosen == "up", **told)
        elif chosen in SWITCHES:
            SWITCHES[chosen](desk, found.pk, **told)
        else:
            raise Http404
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    if chosen in {"on", "off"} and request.POST.get("from") == "rule":
        return HttpResponseRedirect(reverse("desk:rule", args=[found.pk]))
    return HttpResponseRedirect(address_of_list(desk))


SWITCHES = {"on": switch_on, "off": switch_off, "delete": delete_rule}


def find_rule(request: StaffRequest, number: int, right: Right = Right.READ_TICKETS) -> Rule:
    """Return a rule of a desk of the reader; else 404, and refused without the right."""
    found = Rule.objects.select_related("desk").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    if not request.reader.may(right, found.desk_id):
        raise PermissionDenied
    if right == Right.EDIT_AUTOMATION and found.deleted_at is not None:
        raise Http404
    return found


def address_of_list(desk: Desk) -> str:
    """Return the address of the list of rules."""
    return f"{reverse('desk:automation')}?{urlencode({'desk': desk.key})}"
