"""Making, changing and suspending contracts; every change is a dated version."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.contract_drafts import (
    draft_of_form,
    form_values,
    target_values,
)
from permanence.faces.desk.forms.contracts import (
    ContractDocumentForm,
    ContractForm,
    SuspendForm,
    Targets,
)
from permanence.faces.desk.presenting.components import name_components
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.contracts import find_contract, page_of_contract
from permanence.promises.contracts.actions import (
    load_contract,
    resume_contract,
    suspend_contract,
)
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.rules import (
    ContractDraft,
    draft_of_document,
    read_names,
    write_contract,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.terms.rules import Fault, Faults
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.accounts.rules import Right

FILE = "contract"
Shown = dict[str, Any]


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CONTRACTS)
def contract_new(request: StaffRequest) -> HttpResponse:
    """Make a contract of a customer with the desk."""
    desk = access.desk(request, Right.EDIT_CONTRACTS)
    return edit(request, desk, None)


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CONTRACTS)
def contract_edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change a contract, from now on or from a day; what it said before stays."""
    found = find_contract(request, number, Right.EDIT_CONTRACTS)
    return edit(request, found.desk, found)


def edit(request: StaffRequest, desk: Desk, contract: Contract | None) -> HttpResponse:
    """Show the form of a contract, or put what was typed into force."""
    before = draft_of_document(last_document(contract)) if contract else None
    form, targets = make_forms(request, desk, before)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid() and targets.is_valid():
        rows = [row.cleaned_data for row in targets]
        text = write_contract(draft_of_form(form, rows, before=before))
        faults = load(request, form, text, at=form.cleaned_data["effective"])
        if form.is_valid() and not faults:
            return HttpResponseRedirect(address_of(desk, form.cleaned_data["number"]))
    context = {
        "shell": build_shell(request, desk, place="contracts"),
        "form": form,
        "targets": targets,
        "faults": faults,
        "is_new": contract is None,
        "customers": Organisation.objects.order_by("name").values_list("name", flat=True)[:500],
        "back_url": back_url(desk, contract),
        "document_url": reverse("desk:contract-document", args=[contract.pk]) if contract else "",
    }
    wrong = form.is_bound and (faults or not targets.is_valid())
    return render(request, "desk/contract_form.html", context, status=422 if wrong else form.status)


def make_forms(
    request: StaffRequest, desk: Desk, before: ContractDraft | None
) -> tuple[ContractForm, Any]:
    """Return the form and its rows of times, as they stand or as they were sent."""
    policy = policy_in_force(desk.key, at=request.reader.at)[1]
    own = before.rest.get("coverage", {}).get("calendar", ()) if before else ()
    calendars = list(dict.fromkeys([*(item["key"] for item in own), *policy.calendars]))
    told: dict[str, Any] = {
        "policy": policy,
        "calendars": calendars,
        "components": name_components(desk),
        "zone": ZoneInfo(policy.zone),
    }
    rows: dict[str, Any] = {"prefix": "target", "form_kwargs": {"calendars": calendars}}
    if request.method == "POST":
        return ContractForm(request.POST, **told), Targets(request.POST, **rows)
    if before is None:
        return ContractForm(**told), Targets(**rows)
    return (
        ContractForm(initial=form_values(before), **told),
        Targets(initial=target_values(before), **rows),
    )


@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_CONTRACTS)
def contract_document(request: StaffRequest, number: int) -> HttpResponse:
    """Change a contract as a whole document, for what the form has no field for."""
    found = find_contract(request, number, Right.EDIT_CONTRACTS)
    zone = ZoneInfo(policy_in_force(found.desk.key, at=request.reader.at)[1].zone)
    told: dict[str, Any] = {"zone": zone, "at": request.reader.at}
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        form = ContractDocumentForm(request.POST, request.FILES, **told)
        if form.is_valid():
            faults = load(request, form, form.text, at=form.effective_at, only=found)
            if form.is_valid() and not faults:
                return HttpResponseRedirect(reverse("desk:contract", args=[found.pk]))
        keep_document(form)
    else:
        form = ContractDocumentForm(initial={"document": last_document(found)}, **told)
    context = {
        "shell": build_shell(request, found.desk, place="contracts"),
        "form": form,
        "faults": faults,
        "contract_number": found.number,
        "back_url": back_url(found.desk, found),
    }
    return render(
        request, "desk/contract_document.html", context, status=422 if faults else form.status
    )


def load(
    request: StaffRequest,
    form: DeskForm,
    text: str,
    *,
    at: datetime | None,
    only: Contract | None = None,
) -> tuple[Fault, ...]:
    """Put a document into force and say so; return what is wrong in it, or leave it to the form."""
    try:
        if only and read_names(text, file=FILE).number != only.number:
            form.add_error(None, _("This is the document of another contract."))
            return ()
        with form.acting():
            loading = load_contract(
                text, file=FILE, at=request.reader.at, effective_at=at, by=request.reader.actor
            )
            told = {
                "number": loading.number,
                "instant": say_moment(loading.effective_at, request.reader),
            }
            said = (
                _("Version %(number)s takes effect %(instant)s.")
                if loading.new
                else _("Nothing is new: this is version %(number)s.")
            )
            messages.success(request, said % told)
    except Faults as faults:
        return faults.faults
    return ()


@require_POST
@staff_page(Right.EDIT_CONTRACTS)
def contract_suspend(request: StaffRequest, number: int) -> HttpResponse:
    """Stop what a contract gives, or let it give again, for a reason."""
    found = find_contract(request, number, Right.EDIT_CONTRACTS)
    form = SuspendForm(request.POST)
    if form.is_valid():
        act = resume_contract if request.POST.get("act") == "resume" else suspend_contract
        with form.acting():
            act(
                found,
                reason=form.cleaned_data["reason"],
                at=request.reader.at,
                by=request.reader.actor,
            )
            return HttpResponseRedirect(reverse("desk:contract", args=[found.pk]))
    page = page_of_contract(request, found, suspend_form=form)
    return render(request, "desk/contract.html", page, status=form.status)


def last_document(contract: Contract | None) -> str:
    """Return the document that a change begins with: the one that was made last."""
    versions = ContractVersion.objects.filter(contract=contract).order_by("-number")
    return str(versions.values_list("document", flat=True)[0])


def keep_document(form: ContractDocumentForm) -> None:
    """Let the form hold what was uploaded as if it had been pasted."""
    kept = cast(QueryDict, form.data).copy()
    kept["document"] = form.given or kept.get("document", "")
    form.data = kept


def address_of(desk: Desk, number: str) -> str:
    """Return the page of the contract with that number."""
    found = Contract.objects.get(desk=desk, number=number)
    return reverse("desk:contract", args=[found.pk])


def back_url(desk: Desk, contract: Contract | None) -> str:
    """Return the page that a change was begun from."""
    if contract:
        return reverse("desk:contract", args=[contract.pk])
    return f"{reverse('desk:contracts')}?{urlencode({'desk': desk.key})}"
