"""What each customer agreed with a desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.contracts import (
    list_clauses,
    show_contract,
    show_row,
    show_version,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.files import answer_file
from permanence.promises.contracts.models import Contract, ContractVersion
from permanence.promises.contracts.queries import (
    LoadedContract,
    Place,
    page_contracts,
    versions_of_contract,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 50


@require_safe
@staff_page(Right.READ_CONTRACTS)
def contracts(request: StaffRequest) -> HttpResponse:
    """Show the contracts of a desk by customer, and find them by name or number."""
    desk = access.desk(request, Right.READ_CONTRACTS)
    search = request.GET.get("search", "").strip()[:100]
    after = request.GET.get("after", "").partition("|")
    found = page_contracts(
        desk=desk.pk,
        at=request.reader.at,
        search=search,
        after=Place(after[0], after[2]) if after[1] else None,
        most=MOST + 1,
    )
    policy = policy_in_force(desk.key, at=request.reader.at)[1]
    context = {
        "shell": build_shell(request, desk, place="contracts"),
        "rows": [show_row(one, policy) for one in found[:MOST]],
        "search": search,
        "desk_key": desk.key,
        "pager": {"next_url": next_url(desk, search, found)},
        "new_url": address_of_new(request, desk),
        "empty": {
            "icon": "book",
            "title": _("No contract"),
            "text": _("What a customer agreed with the desk beyond its policy stands here."),
        },
    }
    return render(request, "desk/contracts.html", context)


def next_url(desk: Desk, search: str, found: list[LoadedContract]) -> str:
    """Return where the list goes on; empty at its end."""
    if len(found) <= MOST:
        return ""
    last = found[MOST - 1]
    asked = {"desk": desk.key, "after": f"{last.organisation_name}|{last.terms.number}"}
    return f"?{urlencode(asked | ({'search': search} if search else {}))}"


def address_of_new(request: StaffRequest, desk: Desk) -> str:
    """Return where a contract is made; empty for who may not."""
    if not request.reader.may(Right.EDIT_CONTRACTS, desk.pk):
        return ""
    return f"{reverse('desk:contract-new')}?{urlencode({'desk': desk.key})}"


@require_safe
@staff_page(Right.READ_CONTRACTS)
def contract(request: StaffRequest, number: int) -> HttpResponse:
    """Show a contract: how it stands, what it gives, and every version of it."""
    found = find_contract(request, number)
    return render(request, "desk/contract.html", page_of_contract(request, found))


def page_of_contract(request: StaffRequest, found: Contract, **more: Any) -> Shown:
    """Return what the page of a contract shows."""
    reader, desk = request.reader, found.desk
    versions = versions_of_contract(found.pk, at=reader.at)
    present = present_of(versions, request)
    policy = policy_in_force(desk.key, at=reader.at)[1]
    may_edit = reader.may(Right.EDIT_CONTRACTS, desk.pk)
    return {
        "shell": build_shell(request, desk, place="contracts"),
        "contract": show_contract(present, policy, reader, desk),
        "chapters": list_clauses(present.terms),
        "versions": [show_version(one, reader) for one in versions],
        "edit_url": reverse("desk:contract-edit", args=[found.pk]) if may_edit else "",
        "document_url": reverse("desk:contract-document", args=[found.pk]) if may_edit else "",
        "suspend_url": reverse("desk:contract-suspend", args=[found.pk]) if may_edit else "",
        "is_suspended": present.terms.is_suspended,
        "may_suspend": may_edit and present.effective_at <= reader.at,
        **more,
    }


def present_of(versions: list[LoadedContract], request: StaffRequest) -> LoadedContract:
    """Return the version in effect, or the first that will be."""
    held = [one for one in versions if one.effective_at <= request.reader.at]
    return held[0] if held else versions[-1]


@require_safe
@staff_page(Right.READ_CONTRACTS)
def contract_source(request: StaffRequest, number: int, version: int) -> HttpResponse:
    """Download the document of a version as it was made."""
    found = find_contract(request, number)
    row = ContractVersion.objects.filter(contract=found, number=version).first()
    if row is None:
        raise Http404
    name = f"{found.number}-{version}.toml"
    return answer_file(row.document.encode(), name=name, kind="application/toml")


def find_contract(
    request: StaffRequest, number: int, right: Right = Right.READ_CONTRACTS
) -> Contract:
    """Return a contract of a desk on which the reader has the right; any other is not there."""
    found = Contract.objects.select_related("desk", "organisation").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_CONTRACTS, found.desk_id):
        raise Http404
    access.check(request, right, found.desk_id)
    access.note_read(request, f"contract:{found.pk}")
    return found
