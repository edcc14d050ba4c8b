"""The macros of a desk, and writing one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.macros import MacroForm
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.wording import address_of_list
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk, Team
from permanence.world.accounts.rules import Right
from permanence.world.wording.actions import delete_macro, save_macro
from permanence.world.wording.models import Macro
from permanence.world.wording.queries import answers_of, macros_of


@require_safe
@staff_page(Right.READ_TICKETS)
def macros(request: StaffRequest) -> HttpResponse:
    """Show the macros of a desk."""
    desk = access.desk(request)
    may_edit = request.reader.may(Right.EDIT_WORDING, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "rows": [
            {
                "title": one.title,
                "url": reverse("desk:macro", args=[one.pk]) if may_edit else "",
            }
            for one in macros_of(desk.pk)
        ],
        "new_url": f"{reverse('desk:macro-new')}?{urlencode({'desk': desk.key})}"
        if may_edit
        else "",
        "back_url": address_of_list(desk),
        "back_label": _("Canned answers"),
        "empty": {"icon": "list", "title": _("No macro here yet"), "text": ""},
    }
    return render(request, "desk/macros.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_WORDING)
def macro_new(request: StaffRequest) -> HttpResponse:
    """Write a macro."""
    return edit(request, access.desk(request, Right.EDIT_WORDING), None)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_WORDING)
def macro(request: StaffRequest, number: int) -> HttpResponse:
    """Change a macro, or take it away."""
    found = Macro.objects.filter(pk=number).first()
    desks = {one.pk: one for one in access.desks(request, Right.EDIT_WORDING)}
    if found is None or found.desk_id not in desks:
        raise Http404
    return edit(request, desks[found.desk_id], found)


def edit(request: StaffRequest, desk: Desk, found: Macro | None) -> HttpResponse:
    """Show a macro's form, and save or delete what was sent."""
    reader = request.reader
    policy = policy_in_force(desk.key, at=reader.at)[1]
    sent = (request.POST,) if request.method == "POST" else ()
    form = MacroForm(
        *sent,
        grades={
            "severity": grades_of(policy, "severities"),
            "level": grades_of(policy, "levels"),
        },
        teams=dict(Team.objects.filter(desk=desk).order_by("position").values_list("pk", "name")),
        answers={one.key: one.title for one in answers_of(desk.pk) if not one.withdrawn_at},
        initial=found.steps | {"title": found.title} if found else {},
    )
    back = f"{reverse('desk:macros')}?{urlencode({'desk': desk.key})}"
    if sent and found and request.POST.get("act") == "delete":
        delete_macro(desk, found.pk, by=reader.actor, at=reader.at)
        return HttpResponseRedirect(back)
    if sent and form.is_valid():
        with form.acting():
            save_macro(
                desk,
                form.cleaned_data["title"],
                form.steps,
                by=reader.actor,
                at=reader.at,
                macro=found.pk if found else None,
            )
        if form.refusal is None:
            return HttpResponseRedirect(back)
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "form": form,
        "title": found.title if found else _("New macro"),
        "is_new": found is None,
        "list_name": _("Macros"),
        "back_url": back,
    }
    return render(request, "desk/wording_form.html", context, status=form.status)
