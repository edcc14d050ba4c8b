"""The agreement of a ticket, what waits on a desk, and who approves for whom."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.agreements import (
    MORE_ROWS,
    DelegationForm,
    EndingForm,
    ProposalForm,
    ReasonForm,
    first_words,
)
from permanence.faces.desk.presenting.agreements import (
    show_delegation,
    show_dossier,
    show_open_row,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.ticket import show_ticket
from permanence.faces.desk.views.files import answer_file
from permanence.overview.worklists.queries import people_of_desk
from permanence.promises.policies.queries import policy_in_force, policy_of_version
from permanence.service.agreements.actions import (
    approve_version,
    end_delegation,
    give_delegation,
    propose_version,
    send_back,
    take_back,
    write_paper,
)
from permanence.service.agreements.actions.papers import name_paper
from permanence.service.agreements.actions.proposing import judged_level
from permanence.service.agreements.models import AgreementVersion, Delegation
from permanence.service.agreements.queries import (
    Dossier,
    delegations_of,
    open_agreements,
    read_dossier,
    standing_of,
)
from permanence.service.agreements.rules import Proposal, is_lapsed, may_propose
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist
from permanence.world.accounts.rules import Right
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_TICKETS)
def agreement(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what is agreed on a ticket, or take a proposal."""
    if request.method != "POST":
        found = access.ticket(request, reference)
        return answer_page(request, found)
    found = access.ticket(request, reference, Right.ANSWER)
    rows = count_rows(request)
    if "more" in request.POST:
        form = ProposalForm(initial=request.POST.dict(), zone=zone_of(found), rows=rows + MORE_ROWS)
        return answer_page(request, found, form)
    form = ProposalForm(request.POST, zone=zone_of(found), rows=rows)
    if form.is_valid():
        with form.acting():
            propose(request, found, form.proposal(), base=form.cleaned_data["base"])
    if form.errors:
        return answer_page(request, found, form, status=form.status)
    messages.success(request, _("It is proposed, and waits for its approval."))
    return go_back(found)


@require_POST
@staff_page(Right.ANSWER)
def end_agreement(request: StaffRequest, reference: str) -> HttpResponse:
    """Propose to end what is agreed."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = EndingForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        governing = read_dossier(found).governing
        language = governing.language if governing else found.language
        ending = Proposal(reason, zone_of(found), language, kind="withdrawal")
        with form.acting():
            propose(request, found, ending, base=form.cleaned_data["base"])
    if form.errors:
        return answer_page(request, found, ending=form, status=form.status)
    messages.success(request, _("It is proposed, and waits for its approval."))
    return go_back(found)


@require_POST
@staff_page(Right.READ_TICKETS)
def act(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Approve a version, send it back, or take it back."""
    found = access.ticket(request, reference)
    version = version_of(found, number)
    form, chosen = ReasonForm(request.POST), request.POST.get("act", "")
    if not form.is_valid():
        return answer_page(request, found, acting=form, status=form.status)
    reason, at = form.cleaned_data["reason"], request.reader.at
    who = request.reader.specialist
    with form.acting():
        if chosen == "approve":
            approve_version(version, approver=who, at=at)
        elif chosen == "send_back":
            send_back(version, reason=reason, approver=who, at=at)
        elif chosen == "take_back":
            access.check(request, Right.ANSWER, found.desk_id)
            take_back(version, reason=reason, by=who, at=at)
        else:
            raise Http404
    if form.errors:
        return answer_page(request, found, acting=form, status=form.status)
    if chosen == "approve":
        messages.success(request, _("It is approved and on its way to the customer."))
    return go_back(found)


@require_safe
@staff_page(Right.READ_TICKETS)
def paper(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Download a version as PDF."""
    version = version_of(access.ticket(request, reference), number)
    content = write_paper(version, at=request.reader.at)
    return answer_file(content, name=name_paper(version), kind="application/pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_TICKETS)
def agreements(request: StaffRequest) -> HttpResponse:
    """Show what waits on a desk and who approves, or let the head name a delegate."""
    desk = access.desk(request)
    _teams, staff = people_of_desk(desk.pk, anybody=True)
    people = {pk: name for pk, name in staff.items() if pk != request.reader.specialist.pk}
    if request.method != "POST":
        return answer_list(request, desk, DelegationForm(people=people))
    access.check(request, Right.APPROVE_AGREEMENTS, desk.pk)
    form = DelegationForm(request.POST, people=people)
    if form.is_valid():
        with form.acting():
            delegate(request, desk, form)
    if form.errors:
        return answer_list(request, desk, form, status=form.status)
    return HttpResponseRedirect(list_url(desk))


@require_POST
@staff_page(Right.APPROVE_AGREEMENTS)
def end_delegated(request: StaffRequest, number: int) -> HttpResponse:
    """End a delegation before its time."""
    found = Delegation.objects.select_related("desk", "specialist").filter(pk=number).first()
    if found is None or not request.reader.may(Right.APPROVE_AGREEMENTS, found.desk_id):
        raise Http404
    end_delegation(found, by=request.reader.specialist, at=request.reader.at)
    return HttpResponseRedirect(list_url(found.desk))


def propose(request: StaffRequest, ticket: Ticket, proposal: Proposal, *, base: int) -> None:
    """Propose a version in the reader's name."""
    reader = request.reader
    propose_version(ticket, proposal, base=base, by=reader.actor, at=reader.at)


def delegate(request: StaffRequest, desk: Desk, form: DelegationForm) -> None:
    """Let somebody approve from the first day to the end of the last, by the desk's clocks."""
    given = form.cleaned_data
    zone = find_zone(policy_in_force(desk.key, at=request.reader.at)[1].zone)
    give_delegation(
        desk,
        Specialist.objects.get(pk=given["specialist"]),
        from_at=datetime.combine(given["from_day"], time(), tzinfo=zone),
        until_at=datetime.combine(given["until_day"] + timedelta(days=1), time(), tzinfo=zone),
        by=request.reader.specialist,
        at=request.reader.at,
    )


def answer_page(
    request: StaffRequest,
    ticket: Ticket,
    form: ProposalForm | None = None,
    *,
    ending: DeskForm | None = None,
    acting: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a ticket's agreement; forms that came back wrong are kept."""
    dossier, reader = read_dossier(ticket), request.reader
    back = reverse("desk:ticket", args=[ticket.reference])
    context = {
        "shell": build_shell(request, ticket.desk),
        "ticket": show_ticket(ticket, reader, back_url=back),
        **show_dossier(ticket, dossier, reader),
        "acting": acting,
        **offer_forms(request, ticket, dossier, form, ending),
    }
    return render(request, "desk/agreement.html", context, status=status)


def offer_forms(
    request: StaffRequest,
    ticket: Ticket,
    dossier: Dossier,
    form: ProposalForm | None,
    ending: DeskForm | None,
) -> Shown:
    """Return the forms by which a version can be proposed now; none where none can."""
    reader, waiting, governs = request.reader, dossier.open, dossier.governing is not None
    lapsed = waiting and is_lapsed(waiting.state, waiting.expires_at, at=reader.at)
    may = reader.may(Right.ANSWER, ticket.desk_id) and not ticket.ended
    may = may and (waiting is None or bool(lapsed))
    base = dossier.latest.number if dossier.latest else 0
    is_kept = form is not None
    if form is None and may and may_propose(judged_level(ticket), governs=governs, kind="date"):
        form = begin_proposal(ticket, dossier, base=base)
    if ending is None and may and governs:
        ending = EndingForm(initial={"base": base}, auto_id="ending-%s")
    address = reverse("desk:agreement", args=[ticket.reference])
    return {
        "proposal": {"form": form, "url": address, "is_kept": is_kept} if form else None,
        "ending": {"form": ending, "url": reverse("desk:agreement-end", args=[ticket.reference])}
        if ending
        else None,
    }


def begin_proposal(ticket: Ticket, dossier: Dossier, *, base: int) -> ProposalForm:
    """Return the form of the next version, filled with what the last dated one said."""
    last = next((one for one in dossier.versions if one.kind == "date"), None)
    first = first_words(last.proposal if last else None, language=ticket.language, base=base)
    steps = len(last.steps) if last else 0
    return ProposalForm(initial=first, zone=zone_of(ticket), rows=steps + 1)


def answer_list(
    request: StaffRequest, desk: Desk, form: DelegationForm, *, status: int = 200
) -> HttpResponse:
    """Return the page of a desk's agreements."""
    reader = request.reader
    is_head = standing_of(reader.specialist, desk=desk.pk, at=reader.at) == "head"
    context = {
        "shell": build_shell(request, desk, place="agreements"),
        "rows": [show_open_row(one, reader) for one in open_agreements(desk.pk)],
        "delegations": [
            show_delegation(one, reader, may_end=is_head)
            for one in delegations_of(desk.pk, at=reader.at)
        ],
        "delegate": {"form": form, "url": list_url(desk)} if is_head else None,
        "empty": {
            "icon": "flag",
            "title": _("No agreement waits"),
            "text": _("What is proposed on a request of level 3 waits here until it is decided."),
        },
    }
    return render(request, "desk/agreements.html", context, status=status)


def version_of(ticket: Ticket, number: int) -> AgreementVersion:
    """Return a version of a ticket's agreement; else 404."""
    found = AgreementVersion.objects.of_ticket(ticket).filter(number=number).first()
    if found is None:
        raise Http404
    found.ticket = ticket
    return found


def zone_of(ticket: Ticket) -> str:
    """Return the zone by whose clocks a delivery is said."""
    return policy_of_version(ticket.policy_version_id).zone


def count_rows(request: StaffRequest) -> int:
    """Return how many steps the form had that came back."""
    return sum(1 for name in request.POST if name.startswith("title_"))


def list_url(desk: Desk) -> str:
    """Return the address of a desk's agreements."""
    return f"{reverse('desk:agreements')}?{urlencode({'desk': desk.key})}"


def go_back(ticket: Ticket) -> HttpResponse:
    """Go back to the page of the ticket's agreement."""
    return HttpResponseRedirect(reverse("desk:agreement", args=[ticket.reference]))
