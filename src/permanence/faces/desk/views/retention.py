"""For how long a desk keeps things: the table, what would go, and what went."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.retention import ScheduleForm
from permanence.faces.desk.presenting.retention import show_rows, show_run, show_version
from permanence.faces.desk.presenting.shell import build_shell
from permanence.overview.privacy.actions.scheduling import write_schedule
from permanence.overview.privacy.models import Run, ScheduleVersion
from permanence.overview.privacy.queries.due import foresee, schedule_of
from permanence.world.accounts.rules import Right

SHOWN = 10


@require_safe
@staff_page(Right.READ_POLICIES)
def retention(request: StaffRequest) -> HttpResponse:
    """Show a desk's schedule, what it would take, its versions and its last nights."""
    desk = access.desk(request, Right.READ_POLICIES)
    reader, version = request.reader, schedule_of(desk)
    outlooks = foresee(desk, version.schedule, at=reader.at) if version else []
    versions = ScheduleVersion.objects.filter(desk=desk).order_by("-number")[:SHOWN]
    runs = Run.objects.filter(desk=desk).order_by("-day")[:SHOWN]
    may_edit = reader.may(Right.PLAN_RETENTION, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="retention"),
        "version": show_version(version, reader),
        "rows": show_rows(version, outlooks),
        "versions": [
            (show_version(one, reader) or {}) | {"rows": show_rows(one, [])} for one in versions
        ],
        "runs": [show_run(one, reader) for one in runs],
        "edit_url": f"{reverse('desk:retention-edit')}?desk={desk.key}" if may_edit else "",
        "holds_url": reverse("desk:holds"),
    }
    return render(request, "desk/retention.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.PLAN_RETENTION)
def retention_edit(request: StaffRequest) -> HttpResponse:
    """Write the next version of a desk's schedule."""
    desk = access.desk(request, Right.PLAN_RETENTION)
    version = schedule_of(desk)
    form = ScheduleForm(request.POST or None, schedule=version.schedule if version else None)
    back = f"{reverse('desk:retention')}?desk={desk.key}"
    if form.is_valid():
        with form.acting():
            write_schedule(
                desk,
                form.cleaned_data["schedule"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            messages.success(request, _("Kept. It holds from the coming night on."))
            return HttpResponseRedirect(back)
    context = {
        "shell": build_shell(request, desk, place="retention"),
        "form": form,
        "back_url": back,
    }
    return render(request, "desk/retention_form.html", context, status=form.status)
