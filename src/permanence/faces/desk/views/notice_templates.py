"""Templates of notices to customers: written side by side, in force once somebody approves."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.written_notices import TextsForm
from permanence.faces.desk.presenting.notice_templates import (
    address_of,
    list_templates,
    name_template,
    show_version,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.written_notices import address_of_list, list_variables
from permanence.service.notices.actions import (
    FaultyTemplate,
    approve_template,
    save_template_version,
)
from permanence.service.notices.models import TemplateVersion
from permanence.service.notices.queries import template_in_force, versions_of
from permanence.service.notices.rules import KINDS, SEVERITIES, STAGES, Text
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Sort = tuple[str, int, str]


@require_safe
@staff_page(Right.READ_OUTGOING)
def notice_templates(request: StaffRequest) -> HttpResponse:
    """Show every sort of notice, and which text is in force for it."""
    desk = access.desk(request, Right.READ_OUTGOING)
    context = {
        "shell": build_shell(request, desk, place="written-notices"),
        "rows": list_templates(desk),
        "back_url": address_of_list(desk),
    }
    return render(request, "desk/notice_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_OUTGOING)
def notice_template(request: StaffRequest, kind: str, severity: int, stage: str) -> HttpResponse:
    """Show a template in all languages; write another version, or approve the one that waits."""
    if kind not in KINDS or severity not in SEVERITIES or stage not in STAGES:
        raise Http404
    desk = access.desk(request, Right.READ_OUTGOING)
    sort = (kind, severity, stage)
    versions = versions_of(desk.pk, *sort)
    found = template_in_force(desk.pk, *sort)
    waiting = versions[0] if versions and versions[0].approved_at is None else None
    texts = waiting.said if waiting else dict(found.texts) if found else {}
    sent = request.POST if request.method == "POST" else None
    form = TextsForm(sent, texts=texts, seen=versions[0].number if versions else 0)
    if form.is_valid() and act_on(request, desk, sort, form, waiting):
        return HttpResponseRedirect(address_of(desk, *sort))
    context = {
        "shell": build_shell(request, desk, place="written-notices"),
        "title": name_template(*sort),
        "form": form,
        "variables": list_variables(stage),
        "waiting": show_version(waiting, request.reader) if waiting else None,
        "versions": [show_version(one, request.reader) for one in versions],
        "may": {
            "write": request.reader.may(Right.EDIT_WORDING, desk.pk),
            "approve": request.reader.may(Right.APPROVE_NOTICES, desk.pk),
        },
        "back_url": f"{reverse('desk:notice-templates')}?desk={desk.key}",
    }
    return render(request, "desk/notice_template.html", context, status=form.status)


def act_on(
    request: StaffRequest,
    desk: Desk,
    sort: Sort,
    form: TextsForm,
    waiting: TemplateVersion | None,
) -> bool:
    """Write a version, or approve the one that waits as it was seen; False when it was refused."""
    reader = request.reader
    if request.POST.get("act") == "approve":
        access.check(request, Right.APPROVE_NOTICES, desk.pk)
        if waiting is None or waiting.number != form.cleaned_data["seen"]:
            raise Http404
        with form.acting():
            approve_template(waiting, by=reader.actor, at=reader.at)
            messages.success(request, _("It is in force."))
            return True
        return False
    access.check(request, Right.EDIT_WORDING, desk.pk)
    texts: dict[str, Text] = form.texts
    with form.acting():
        save_template_version(
            desk, sort, texts, seen=form.cleaned_data["seen"], by=reader.actor, at=reader.at
        )
        messages.success(request, _("Kept. It is used once somebody has approved it."))
        return True
    if isinstance(form.refusal, FaultyTemplate):
        form.point_at(form.refusal.faults)
    return False
