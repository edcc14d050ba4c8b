"""The canned answers of a desk: the list, and one of them with its versions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.wording import WordingForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.wording import (
    address_of_list,
    list_variables,
    list_wordings,
    show_file,
    show_previews,
    show_version,
)
from permanence.faces.desk.views.files import answer_file
from permanence.ground.files.actions import read_content
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk, Team
from permanence.world.accounts.rules import Right
from permanence.world.wording.actions import (
    FaultyWording,
    restore_answer,
    save_answer,
    withdraw_answer,
)
from permanence.world.wording.models import CannedAnswer, CannedFile
from permanence.world.wording.queries import answers_of, files_of, versions_of
from permanence.world.wording.rules import tidy_wording

Shown = dict[str, Any]


@require_safe
@staff_page(Right.READ_TICKETS)
def wordings(request: StaffRequest) -> HttpResponse:
    """Show the canned answers of a desk."""
    desk = access.desk(request)
    asked = request.GET.get("q", "")
    may_edit = request.reader.may(Right.EDIT_WORDING, desk.pk)
    asked_desk = urlencode({"desk": desk.key})
    new_url = f"{reverse('desk:wording-new')}?{asked_desk}" if may_edit else ""
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "rows": list_wordings(answers_of(desk.pk), asked),
        "asked": asked,
        "desk_key": desk.key,
        "macros_url": f"{reverse('desk:macros')}?{asked_desk}",
        "templates_url": f"{reverse('desk:templates')}?{asked_desk}",
        "mails_url": f"{reverse('desk:mail-texts')}?{asked_desk}" if may_edit else "",
        "new_url": new_url,
        "empty": {"icon": "write", "title": _("No canned answer here yet"), "text": ""},
    }
    return render(request, "desk/wordings.html", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_WORDING)
def wording_new(request: StaffRequest) -> HttpResponse:
    """Write a canned answer."""
    return edit(request, access.desk(request, Right.EDIT_WORDING), None)


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def wording(request: StaffRequest, number: int) -> HttpResponse:
    """Show a canned answer with its versions; who may, changes it."""
    answer = CannedAnswer.objects.select_related("team").filter(pk=number).first()
    desks = {one.pk: one for one in access.desks(request)}
    if answer is None or answer.desk_id not in desks:
        raise Http404
    desk = desks[answer.desk_id]
    if request.method == "POST":
        access.check(request, Right.EDIT_WORDING, desk.pk)
    return edit(request, desk, answer)


def edit(request: StaffRequest, desk: Desk, answer: CannedAnswer | None) -> HttpResponse:
    """Save, preview, take out of use or bring back; else show it."""
    teams = dict(Team.objects.filter(desk=desk).order_by("position").values_list("pk", "name"))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    limit = policy_in_force(desk.key, at=request.reader.at)[1].limits.reply
    form = WordingForm(*sent, teams=teams, limit=limit, answer=answer)
    act = request.POST.get("act", "")
    if sent and answer and act in {"withdraw", "restore"}:
        return change_use(request, desk, answer, act)
    texts = dict(answer.texts) if answer else {}
    if sent and form.is_valid():
        texts = dict(tidy_wording(form.draft).texts)
        if act != "preview" and (saved := save(request, desk, form, answer)):
            messages.success(request, _("The canned answer is saved."))
            return HttpResponseRedirect(reverse("desk:wording", args=[saved.pk]))
    return show(request, desk, answer, form, texts)


@require_safe
@staff_page(Right.READ_TICKETS)
def wording_file(request: StaffRequest, number: int, file: int) -> HttpResponse:
    """Download a file that goes, or once went, with a canned answer."""
    desks = [one.pk for one in access.desks(request)]
    rows = CannedFile.objects.filter(pk=file, answer=number, answer__desk__in=desks)
    found = rows.select_related("blob").first()
    if found is None:
        raise Http404
    return answer_file(read_content(found.blob), name=found.name, kind=found.content_type)


def change_use(request: StaffRequest, desk: Desk, answer: CannedAnswer, act: str) -> HttpResponse:
    """Take a canned answer out of use, or bring it back."""
    form, change = DeskForm(request.POST), withdraw_answer if act == "withdraw" else restore_answer
    with form.acting():
        change(desk, answer.pk, by=request.reader.actor, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:wording", args=[answer.pk]))


def save(
    request: StaffRequest, desk: Desk, form: WordingForm, answer: CannedAnswer | None
) -> CannedAnswer | None:
    """Return the answer as it was saved; None when it was refused."""
    reader = request.reader
    with form.acting():
        return save_answer(
            desk,
            form.draft,
            by=reader.actor,
            at=reader.at,
            answer=answer.pk if answer else None,
            seen=form.cleaned_data["seen"],
            enclosed=form.enclosures,
        )
    if isinstance(form.refusal, FaultyWording):
        form.point_at(form.refusal.faults)
    return None


def show(
    request: StaffRequest,
    desk: Desk,
    answer: CannedAnswer | None,
    form: WordingForm,
    texts: dict[str, str],
) -> HttpResponse:
    """Return the page of a canned answer."""
    reader = request.reader
    files = files_of(answer) if answer else []
    kept = request.POST.getlist("kept") if request.method == "POST" else None
    context: Shown = {
        "shell": build_shell(request, desk, place="wordings"),
        "files": [show_file(one, kept) for one in files if one.until is None],
        "limit": form.limit,
        "lost_files": bool(request.FILES),
        "form": form if reader.may(Right.EDIT_WORDING, desk.pk) else None,
        "title": answer.title if answer else _("New canned answer"),
        "key": answer.key if answer else "",
        "withdrawn": bool(answer and answer.withdrawn_at),
        "is_new": answer is None,
        "previews": show_previews(texts, desk, reader),
        "variables": list_variables(),
        "versions": [show_version(one, files, reader) for one in versions_of(answer)]
        if answer
        else [],
        "back_url": address_of_list(desk),
    }
    return render(request, "desk/wording.html", context, status=form.status)
