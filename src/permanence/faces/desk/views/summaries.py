"""The summary of an incident for customers: written, approved, asked for, and who got which."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.reviews import AskSummaryForm, SummaryForm, WhyForm
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.summaries import (
    act_url,
    askable,
    language_names,
    page_url,
    show_summary,
)
from permanence.faces.desk.views.files import answer_file
from permanence.faces.desk.views.post_mortem import demand_somewhere
from permanence.faces.desk.views.ticket import go_on
from permanence.faces.ui.numbers import read_number
from permanence.service.incidents.models import Incident
from permanence.service.reviews.actions.closing import close_with_summary
from permanence.service.reviews.actions.papers import name_copy, write_copy
from permanence.service.reviews.actions.requesting import ask_summary, decide_request
from permanence.service.reviews.actions.summarising import (
    approve_summary,
    hand_in_summary,
    languages_of,
    revise_summary,
    send_back_summary,
    write_summary,
)
from permanence.service.reviews.models import Summary, SummaryCopy, SummaryRequest
from permanence.service.reviews.queries.summaries import approved_of, summary_of
from permanence.service.reviews.rules.standing import may_judge
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
WRITE, JUDGE = Right.WRITE_POST_MORTEMS, Right.CLOSE_POST_MORTEMS
ACTS: Final[dict[str, Right]] = {
    "write": WRITE,
    "hand-in": WRITE,
    "revise": WRITE,
    "send-back": JUDGE,
    "approve": JUDGE,
    "grant": JUDGE,
    "refuse": JUDGE,
    "close": JUDGE,
}


@require_safe
@staff_page(Right.READ_TICKETS)
def summary(request: StaffRequest, number: int) -> HttpResponse:
    """Show the summary of an incident with its requests and its register; 404 until it begins."""
    incident = open_incident(request, number)
    return answer_page(request, find_summary(incident))


@require_POST
@staff_page(Right.READ_TICKETS)
def act(request: StaffRequest, number: int, act: str) -> HttpResponse:
    """Carry out one act on a summary; what came back wrong is shown with the page."""
    if act not in ACTS:
        raise Http404
    demand_somewhere(request, ACTS[act])
    found = find_summary(open_incident(request, number, ACTS[act]))
    form = make_form(request, found, act)
    if form.is_valid():
        with form.acting():
            carry_out(request, found, act, form)
    if form.errors:
        return answer_page(request, found, {act: form}, status=form.status)
    messages.success(request, say_done(act))
    return HttpResponseRedirect(page_url(found.incident))


@require_safe
@staff_page(Right.READ_TICKETS)
def copy(request: StaffRequest, number: int, copy: int) -> HttpResponse:
    """Download what one customer got, word for word."""
    incident = open_incident(request, number)
    rows = SummaryCopy.objects.filter(incident=incident, pk=copy)
    found = rows.select_related("ticket", "incident").first()
    if found is None:
        raise Http404
    access.ticket(request, found.ticket.reference)
    return answer_file(write_copy(found), name=name_copy(found), kind="application/pdf")


@require_POST
@staff_page(Right.ANSWER)
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Note on a file that its customer asks for a summary, by phone or mail."""
    found = access.ticket(request, reference, Right.ANSWER)
    incidents = askable(found, request.reader)
    form = AskSummaryForm(request.POST, incidents=incidents)
    if form.is_valid():
        given = form.cleaned_data
        incident = Incident.objects.get(pk=given["incident"])
        with form.acting():
            ask_summary(
                incident, found, way=given["way"], by=request.reader.actor, at=request.reader.at
            )
    return go_on(request, found, "summary", form, done=_("The request is noted on this file."))


def find_summary(incident: Incident) -> Summary:
    """Return the summary of an incident; else 404."""
    found = summary_of(incident)
    if found is None:
        raise Http404
    found.incident = incident
    return found


def make_form(request: StaffRequest, found: Summary, act: str) -> DeskForm:
    """Return the form of an act with what was sent."""
    if act == "write":
        return SummaryForm(request.POST, languages=language_names(languages_of(found.incident)))
    if act in {"send-back", "grant", "refuse"}:
        return WhyForm(request.POST, auto_id=f"{act}-%s")
    return DeskForm(request.POST)


def carry_out(request: StaffRequest, found: Summary, act: str, form: Any) -> None:
    """Do what the form says."""
    by, at = request.reader.actor, request.reader.at
    if act == "write":
        write_summary(found, form.texts(), base=form.cleaned_data["base"], by=by, at=at)
    elif act == "hand-in":
        hand_in_summary(found, by=by, at=at)
    elif act == "revise":
        revise_summary(found, by=by, at=at)
    elif act == "send-back":
        send_back_summary(found, remarks=form.cleaned_data["reason"], by=by, at=at)
    elif act == "approve":
        approve_summary(found, by=by, at=at)
    elif act == "close":
        close_with_summary(found.incident, by=by, at=at)
    else:
        waiting = request_of(request, found.incident)
        reason = form.cleaned_data["reason"]
        decide_request(waiting, grant=act == "grant", reason=reason, by=by, at=at)


def request_of(request: StaffRequest, incident: Incident) -> SummaryRequest:
    """Return the request on which somebody decides; else 404."""
    number = read_number(request.POST.get("request", "")) or 0
    rows = SummaryRequest.objects.filter(incident=incident)
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def say_done(act: str) -> str:
    """Return what a person is told once an act is done."""
    return {
        "write": _("Saved."),
        "hand-in": _("It is handed in: somebody else approves it."),
        "revise": _("The next version is open; until it is approved, the last one goes out."),
        "send-back": _("It is back with its authors."),
        "approve": _("It is approved; whoever waits for it gets it now."),
        "grant": _("They get it: as soon as it is approved, or now."),
        "refuse": _("It is decided; tell the customer on their request."),
        "close": _("The incident is closed."),
    }[act]


def answer_page(
    request: StaffRequest,
    found: Summary,
    sent: dict[str, DeskForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a summary; forms that came back wrong are kept."""
    kept = sent or {}
    access.note_read(request, found.incident.subject, what="summary", desk=found.desk_id)
    context = {
        "shell": build_shell(request, found.incident.desk, place="incidents"),
        **show_summary(found, request.reader),
        "forms": offer_forms(request, found, kept),
        "refused": next((form for act, form in kept.items() if act != "write"), None),
    }
    return render(request, "desk/summary.html", context, status=status)


def offer_forms(request: StaffRequest, found: Summary, sent: dict[str, DeskForm]) -> Shown:
    """Return the acts that the reader may carry out now, each with its address."""
    reader, incident = request.reader, found.incident
    may_write, may_review = (reader.may(right, found.desk_id) for right in (WRITE, JUDGE))
    offered: dict[str, DeskForm] = {}
    if may_write and found.state == "open":
        offered["write"] = sent.get("write") or begin_writing(found)
        offered["hand-in"] = DeskForm()
    if may_write and found.state == "closed":
        offered["revise"] = DeskForm()
    if may_review and found.state == "handed_in":
        offered["send-back"] = WhyForm(auto_id="send-back-%s")
        if may_judge(reader.actor.key, found.authors):
            offered["approve"] = DeskForm()
    if may_review and incident.state == "resolved" and approved_of(incident) is not None:
        offered["close"] = DeskForm()
    return {
        act.replace("-", "_"): {"form": form, "url": act_url(incident, act), "is_kept": act in sent}
        for act, form in offered.items()
    } | {"may_decide": may_review}


def begin_writing(found: Summary) -> SummaryForm:
    """Return the form of the texts as they stand: nothing gets in by itself."""
    first: Shown = {"base": found.revision}
    for language, fields in found.texts.items():
        first |= {f"{field}_{language}": text for field, text in fields.items()}
    return SummaryForm(initial=first, languages=language_names(languages_of(found.incident)))
