"""The templates for new requests of a desk, and writing one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.request_templates import TemplateForm
from permanence.faces.desk.presenting.kinds import say_kind
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.wording import address_of_list
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk, Team
from permanence.world.accounts.rules import Right
from permanence.world.wording.actions import delete_template, save_template
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.queries import templates_of


@require_safe
@staff_page(Right.READ_TICKETS)
def templates(request: StaffRequest) -> HttpResponse:
    """Show the templates of a desk."""
    desk = access.desk(request)
    policy = policy_in_force(desk.key, at=request.reader.at)[1]
    may_edit = request.reader.may(Right.EDIT_WORDING, desk.pk)
    new_url = f"{reverse('desk:template-new')}?{urlencode({'desk': desk.key})}"
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "rows": [
            {
                "title": one.title,
                "url": reverse("desk:template", args=[one.pk]) if may_edit else "",
                "kind": say_kind(policy, one.kind) if one.kind else "",
                "team": one.team.name if one.team else "",
                "languages": languages_of(one),
            }
            for one in templates_of(desk.pk)
        ],
        "new_url": new_url if may_edit else "",
        "back_url": address_of_list(desk),
        "empty": {
            "icon": "phone",
            "title": _("No template here yet"),
            "text": _("A template is chosen when a call or a fax is written down."),
        },
    }
    return render(request, "desk/request_templates.html", context)


def languages_of(template: RequestTemplate) -> list[str]:
    """Return the languages in which a template says something."""
    said = {**template.subjects, **template.texts}
    return [code for code, _name in settings.LANGUAGES if said.get(code)]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_WORDING)
def template_new(request: StaffRequest) -> HttpResponse:
    """Write a template."""
    return edit(request, access.desk(request, Right.EDIT_WORDING), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_WORDING)
def template(request: StaffRequest, number: int) -> HttpResponse:
    """Change a template, or take it away."""
    found = RequestTemplate.objects.filter(pk=number).first()
    desks = {one.pk: one for one in access.desks(request, Right.EDIT_WORDING)}
    if found is None or found.desk_id not in desks:
        raise Http404
    return edit(request, desks[found.desk_id], found)


def edit(request: StaffRequest, desk: Desk, found: RequestTemplate | None) -> HttpResponse:
    """Show a template's form, and save or delete what was sent."""
    reader = request.reader
    sent = (request.POST,) if request.method == "POST" else ()
    form = TemplateForm(
        *sent,
        policy=policy_in_force(desk.key, at=reader.at)[1],
        teams=dict(Team.objects.filter(desk=desk).order_by("position").values_list("pk", "name")),
        template=found,
    )
    back = f"{reverse('desk:templates')}?{urlencode({'desk': desk.key})}"
    if sent and found and request.POST.get("act") == "delete":
        delete_template(desk, found.pk, by=reader.actor, at=reader.at)
        return HttpResponseRedirect(back)
    if sent and form.is_valid() and keep(request, desk, form, found):
        return HttpResponseRedirect(back)
    context: dict[str, Any] = {
        "shell": build_shell(request, desk, place="wordings"),
        "form": form,
        "title": found.title if found else _("New template"),
        "is_new": found is None,
        "list_name": _("Templates for requests"),
        "back_url": back,
    }
    return render(request, "desk/wording_form.html", context, status=form.status)


def keep(
    request: StaffRequest, desk: Desk, form: TemplateForm, found: RequestTemplate | None
) -> bool:
    """Save what was sent; say whether no rule refused."""
    with form.acting():
        save_template(
            desk,
            form.draft,
            by=request.reader.actor,
            at=request.reader.at,
            template=found.pk if found else None,
            seen=form.cleaned_data["seen"],
        )
    return form.refusal is None
