"""Notices to customers: looked through, edited, approved, proved; and calls that are to be made."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.written_notices import CallBackForm, TextsForm, WithdrawForm
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.written_notices import (
    address_of_list,
    list_notices,
    list_variables,
    preview_notice,
    show_call_back,
    show_notice,
    show_proof,
)
from permanence.faces.desk.views.files import answer_file
from permanence.ground.lib.documents import write_csv
from permanence.service.incidents.queries.notifying import OWNER
from permanence.service.notices.actions import (
    FaultyTemplate,
    approve_notice,
    edit_notice,
    settle_call_back,
    withdraw_notice,
)
from permanence.service.notices.models import CallBack, Notice
from permanence.service.notices.queries import Proof, call_backs_of, notice_of, prove_notice
from permanence.service.notices.rules import Text
from permanence.service.notices.rules.wording import tidy_texts
from permanence.world.accounts.rules import Right

COLUMNS = tuple(Proof.__dataclass_fields__)
MOST_SHOWN = 500


@require_safe
@staff_page(Right.READ_OUTGOING)
def written_notices(request: StaffRequest) -> HttpResponse:
    """Show the notices of a desk, those that wait for a decision first."""
    desk = access.desk(request, Right.READ_OUTGOING)
    context = {
        "shell": build_shell(request, desk, place="written-notices"),
        "rows": list_notices(desk, request.reader),
        "templates_url": f"{reverse('desk:notice-templates')}?desk={desk.key}",
    }
    return render(request, "desk/written_notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_OUTGOING)
def written_notice(request: StaffRequest, number: int) -> HttpResponse:
    """Show a notice with its languages side by side; keep what is written in it, or approve it."""
    notice = find_notice(request, number)
    words = notice.words if notice.stage in {"report", "resolved"} else None
    sent = request.POST if request.method == "POST" else None
    form = TextsForm(sent, texts=notice.said, seen=notice.revision, words=words)
    if form.is_valid() and act_on(request, notice, form):
        return HttpResponseRedirect(reverse("desk:written-notice", args=[number]))
    return show_page(request, notice, form, words)


def act_on(request: StaffRequest, notice: Notice, form: TextsForm) -> bool:
    """Save what was typed, or approve it as well; a preview changes nothing."""
    act, reader = request.POST.get("act", "save"), request.reader
    if act == "preview":
        return False
    access.check(
        request, Right.APPROVE_NOTICES if act == "approve" else Right.ANSWER, notice.desk_id
    )
    with form.acting():
        kept = notice
        if is_changed(notice, form):
            kept = edit_notice(
                notice,
                form.texts,
                form.words if form.has_words else notice.words,
                seen=form.cleaned_data["seen"],
                by=reader.actor,
                at=reader.at,
            )
        seen = form.cleaned_data["seen"] if kept is notice else kept.revision
        if act == "approve":
            approve_notice(kept, seen=seen, by=reader.actor, at=reader.at)
        messages.success(request, _("It is on its way.") if act == "approve" else _("Kept."))
        return True
    if isinstance(form.refusal, FaultyTemplate):
        form.point_at(form.refusal.faults)
    return False


def is_changed(notice: Notice, form: TextsForm) -> bool:
    """Say whether something else was typed than what stands."""
    if tidy_texts(form.texts) != notice.said:
        return True
    typed = {code: one.replace("\r\n", "\n").strip() for code, one in form.words.items() if one}
    return form.has_words and typed != {code: one for code, one in notice.words.items() if one}


def show_page(
    request: StaffRequest, notice: Notice, form: TextsForm, words: dict[str, str] | None
) -> HttpResponse:
    """Return the page of a notice with what was typed, as its readers would get it."""
    texts: dict[str, Text] = notice.said
    if form.is_bound and form.is_valid():
        texts, words = tidy_texts(form.texts) or texts, form.words
    refreshed = Notice.objects.select_related("desk").get(pk=notice.pk)
    waits = refreshed.released_at is None and refreshed.withdrawn_at is None
    may = {
        "edit": waits and request.reader.may(Right.ANSWER, notice.desk_id),
        "approve": waits and request.reader.may(Right.APPROVE_NOTICES, notice.desk_id),
        "call": request.reader.may(Right.ANSWER, notice.desk_id),
    }
    form.notes = preview_notice(notice, texts, words or {}, request.reader)
    tasks = call_backs_of(notice)
    context = {
        "shell": build_shell(request, notice.desk, place="written-notices"),
        "notice": show_notice(refreshed, request.reader),
        "form": form,
        "variables": list_variables(notice.stage),
        "may": may,
        "withdraw": WithdrawForm(auto_id="withdraw-%s"),
        "withdraw_url": reverse("desk:written-notice-withdraw", args=[notice.pk]),
        "calls": [
            show_call_back(one, request.reader)
            | ({} if one.done_at else {"form": CallBackForm(auto_id=f"call-{one.pk}-%s")})
            for one in tasks[:100]
        ],
        "back_url": address_of_list(notice.desk),
        "incident_name": notice.title if notice.owner == OWNER else "",
        "incident_url": reverse("desk:incident", args=[notice.subject]),
    }
    return render(request, "desk/written_notice.html", context, status=form.status)


@require_POST
@staff_page(Right.APPROVE_NOTICES)
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """Take a draft back: it goes to nobody."""
    notice = find_notice(request, number, Right.APPROVE_NOTICES)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with form.acting():
            withdraw_notice(
                notice,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    tell_errors(request, form)
    return HttpResponseRedirect(reverse("desk:written-notice", args=[number]))


@require_POST
@staff_page(Right.ANSWER)
def call(request: StaffRequest, number: int) -> HttpResponse:
    """Tick off that a customer was called, with what came of it."""
    task = CallBack.objects.select_related("reach__notice__desk").filter(pk=number).first()
    if task is None or not request.reader.may(Right.ANSWER, task.reach.notice.desk_id):
        raise Http404
    form = CallBackForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        with form.acting():
            settle_call_back(
                task,
                way=told["way"],
                is_reached=told["is_reached"],
                result=told["result"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    tell_errors(request, form)
    return HttpResponseRedirect(reverse("desk:written-notice", args=[task.reach.notice_id]))


def tell_errors(request: StaffRequest, form: WithdrawForm | CallBackForm) -> None:
    """Say on the next page what could not be done."""
    for errors in form.errors.values():
        for one in errors:
            messages.error(request, str(one))


@require_safe
@staff_page(Right.READ_OUTGOING)
def proof(request: StaffRequest, number: int) -> HttpResponse:
    """Show who got a notice, by whose decision, by which way, and what was answered."""
    notice = find_notice(request, number)
    rows = prove_notice(notice)
    asked = request.GET.get("q", "").casefold().strip()
    found = [one for one in rows if asked in f"{one.customer} {one.name} {one.address}".casefold()]
    context = {
        "shell": build_shell(request, notice.desk, place="written-notices"),
        "notice": show_notice(notice, request.reader),
        "rows": [show_proof(one, request.reader) for one in found[:MOST_SHOWN]],
        "asked": asked,
        "found": len(found),
        "more": max(len(found) - MOST_SHOWN, 0),
        "csv_url": reverse("desk:written-notice-file", args=[number, "csv"]),
        "json_url": reverse("desk:written-notice-file", args=[number, "json"]),
        "back_url": reverse("desk:written-notice", args=[number]),
    }
    return render(request, "desk/written_notice_proof.html", context)


@require_safe
@staff_page(Right.READ_OUTGOING)
def proof_file(request: StaffRequest, number: int, form: str) -> HttpResponse:
    """Download the whole proof."""
    notice = find_notice(request, number)
    rows = [asdict(one) for one in prove_notice(notice)]
    name = f"{notice.title}-{notice.pk}-proof.{form}"
    if form == "csv":
        table = [[say_cell(row[column]) for column in COLUMNS] for row in rows]
        return answer_file(write_csv(COLUMNS, table), name=name, kind="text/csv")
    if form == "json":
        written = json.dumps(rows, default=say_cell, ensure_ascii=False, indent=1)
        return answer_file(written.encode(), name=name, kind="application/json")
    raise Http404


def say_cell(value: object) -> str:
    """Return a value of the proof as a file says it: instants as ISO 8601."""
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def find_notice(request: StaffRequest, number: int, right: Right = Right.READ_OUTGOING) -> Notice:
    """Return a notice of a desk on which the reader has the right; else 404."""
    notice = notice_of(number)
    if notice is None or not request.reader.may(right, notice.desk_id):
        raise Http404
    return notice
