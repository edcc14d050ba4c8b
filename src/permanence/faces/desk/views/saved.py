"""Views of one's own: a list narrowed by questions, kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.sieve import SaveForm
from permanence.faces.desk.forms.view_questions import Frame, ViewForm, read_questions
from permanence.faces.desk.presenting.columns import add_columns, added_names
from permanence.faces.desk.presenting.shell import view_url
from permanence.faces.desk.presenting.tickets import show_rows
from permanence.faces.desk.presenting.words import say_count
from permanence.faces.desk.views.tickets import (
    answer_list,
    answer_table,
    order_names,
    say_tickets,
    shown_axis,
)
from permanence.faces.ui.numbers import read_number
from permanence.overview.worklists.actions import ViewDraft, drop_view, save_view
from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.queries import (
    Look,
    Page,
    count_sieved,
    list_sieved,
    people_of_desk,
)
from permanence.overview.worklists.rules import (
    MOST_WRITTEN,
    Order,
    Span,
    crowd_of,
    holds_work,
    order_of,
    read_place,
    write_place,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.rules.order import gravity_of
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
PLACES = ("after", "before")
# Columns of a list without any left out.
USUAL = 8


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the questions answered, and the kept view they come from."""

    desk: Desk
    form: ViewForm
    order: Order
    view: SavedView | None
    is_kept: bool


@require_safe
@staff_page(Right.READ_TICKETS)
def narrowed(request: StaffRequest) -> HttpResponse:
    """Show a list narrowed by what the address says."""
    desk = access.desk(request)
    return answer_view(request, ask(request, desk, request.GET))


@require_safe
@staff_page(Right.READ_TICKETS)
def saved(request: StaffRequest, number: int) -> HttpResponse:
    """Show a view that was kept."""
    view = find_view(request, number)
    return answer_view(request, ask(request, view.desk, query_of(view), view))


@require_safe
@staff_page(Right.READ_TICKETS)
def narrowed_file(request: StaffRequest) -> HttpResponse:
    """Answer with a narrowed list as CSV."""
    desk = access.desk(request)
    asked = ask(request, desk, request.GET)
    page = list_asked(request, asked, span=Span(most=MOST_WRITTEN))
    return answer_table(
        request, desk, asked.view.name if asked.view else "view", page, added_columns(asked.form)
    )


@require_POST
@staff_page(Right.READ_TICKETS)
def save(request: StaffRequest) -> HttpResponse:
    """Keep a narrowed list under a name, change a kept one, or delete it."""
    form = SaveForm(request.POST)
    desk = access.desk(request, Right.ANSWER)
    number = read_number(request.POST.get("view", ""))
    view = find_view(request, number) if number is not None else None
    if view is not None and request.POST.get("do") == "delete":
        return delete(request, view, form)
    asked = ask(request, desk, QueryDict(request.POST.get("query", "")), view)
    if not form.is_valid() or not asked.form.is_valid():
        return answer_view(request, asked, form)
    reader, kept = request.reader, None
    with form.acting():
        kept = save_view(
            ViewDraft(
                form.cleaned_data["name"],
                form.cleaned_data["is_shared"],
                asked.form.sieve,
                asked.order,
                tuple(asked.form.cleaned_data["hidden"]),
                tuple(asked.form.cleaned_data["added"]),
            ),
            desk=desk,
            owner=reader.specialist,
            by=reader.actor,
            at=reader.at,
            view=view if request.POST.get("do") == "change" else None,
        )
    if kept is None:
        return answer_view(request, asked, form)
    messages.success(request, _("The view is saved."))
    return HttpResponseRedirect(reverse("desk:saved-view", args=[kept.pk]))


def delete(request: StaffRequest, view: SavedView, form: SaveForm) -> HttpResponse:
    """Delete a view and go back to the work."""
    reader, desk = request.reader, view.desk
    with form.acting():
        drop_view(view, owner=reader.specialist, by=reader.actor, at=reader.at)
    if form.refusal is not None:
        return answer_view(request, ask(request, desk, query_of(view), view), form)
    messages.success(request, _("The view is deleted."))
    return HttpResponseRedirect(view_url(desk, "next"))


def find_view(request: StaffRequest, number: int) -> SavedView:
    """Return a kept view that the reader may see; else 404."""
    found = SavedView.objects.filter(pk=number).first()
    desks = {desk.pk: desk for desk in access.desks(request)}
    mine = found is not None and (found.is_shared or found.owner_id == request.reader.specialist.pk)
    if found is None or not mine or found.desk_id not in desks:
        raise Http404
    found.desk = desks[found.desk_id]
    return found


def query_of(view: SavedView) -> QueryDict:
    """Return the answers of a kept view as its form would send them."""
    query = QueryDict(mutable=True)
    looks = {"hidden": view.hidden, "added": view.added, "order": view.order}
    for name, value in (view.sieve | looks).items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def ask(
    request: StaffRequest, desk: Desk, query: QueryDict, view: SavedView | None = None
) -> Asked:
    """Return what is asked for, understood."""
    is_kept = view is not None
    number = read_number(query.get("view", ""))
    if view is None and number is not None:
        view = find_view(request, number)
    version, policy = policy_in_force(desk.key, at=request.reader.at)
    by_severity = policy.ordered_by == "severity"
    order = order_of("next", str(query.get("order", "")), by_severity=by_severity)
    orders: list[Order] = ["severity", "due"] if by_severity else ["due"]
    teams, people = people_of_desk(desk.pk, anybody=True)
    told = query.copy()
    told["desk"], told["order"] = desk.key, order
    if view is not None:
        told["view"] = str(view.pk)
    # Where a page begins is no question: every page of a list has the same ones.
    for name in PLACES:
        told.pop(name, None)
    frame = Frame(
        version=version,
        teams=tuple(teams.items()),
        people=tuple(people.items()),
        orders=tuple((one, order_names()[one]) for one in orders),
        language=get_language(),
    )
    form = read_questions(told.urlencode(), frame)
    if form.is_valid() and not holds_work(form.sieve):
        order = "newest"
    return Asked(desk, form, order, view, is_kept)


def look_of(request: StaffRequest, desk: Desk) -> Look:
    """Return who looks, by which clock, and when."""
    reader = request.reader
    return Look(reader.whose(desk), reader.zone, reader.at)


def list_asked(request: StaffRequest, asked: Asked, *, span: Span) -> Page:
    """Return a page of what is asked for; nothing while the questions are not understood."""
    if not asked.form.is_valid():
        return Page([], has_before=False, has_after=False)
    look = look_of(request, asked.desk)
    return list_sieved(asked.form.sieve, look, span=span, order=asked.order)


def answer_view(request: StaffRequest, asked: Asked, form: SaveForm | None = None) -> HttpResponse:
    """Return the list with its questions and the form that keeps it."""
    span = Span(
        after=read_place(request.GET.get("after", "")),
        before=read_place(request.GET.get("before", "")),
    )
    page = list_asked(request, asked, span=span)
    rows = show_rows(page.rows, request.reader, order=asked.order)
    hidden, added = hidden_columns(asked.form), added_columns(asked.form)
    add_columns(rows, page.rows, added, request.reader)
    query = canonical_query(asked.form)
    address = f"{reverse('desk:narrowed')}?{query}"
    if asked.is_kept and asked.view:
        address = f"{reverse('desk:saved-view', args=[asked.view.pk])}?"
    valid = asked.form.is_valid()
    sieves = [asked.form.sieve] if valid else []
    count = sum(count_sieved(sieves, look_of(request, asked.desk)))
    context: Shown = {
        "list": {
            "title": asked.view.name if asked.is_kept and asked.view else _("Narrowed"),
            "summary": say_tickets(say_count(count)),
            "refresh_url": request.get_full_path() if request.method == "GET" else address,
            "topic": "ticket: writing:",
            "shows": shown_axis(page.rows, rows),
            "hides": table_classes(hidden, added),
            "usual": USUAL - len(hidden),
            "added": [{"key": key, "label": added_names()[key]} for key in added],
            "filters": [{"label": order_names()[asked.order], "url": address, "current": True}],
            "file_url": f"{reverse('desk:narrowed-file')}?{query}",
        },
        "rows": rows,
        "empty": {
            "icon": "check",
            "title": _("Nothing is let through"),
            "text": _("What is over is left out unless you ask for it. Ask for less above."),
        },
        "pager": show_places(page, address),
        "sieve": show_sieve(request, asked, query, form),
    }
    number = asked.view.pk if asked.view and asked.is_kept else 0
    status = form.status if form is not None and valid else asked.form.status
    question = {"query": query} if valid else None
    response = answer_list(
        request, asked.desk, context, saved=number, question=question, count=say_count(count)
    )
    response.status_code = status
    return response


def hidden_columns(form: ViewForm) -> list[str]:
    """Return the columns that are left out."""
    return list(form.cleaned_data.get("hidden") or []) if form.is_valid() else []


def added_columns(form: ViewForm) -> list[str]:
    """Return the columns that are added."""
    return list(form.cleaned_data.get("added") or []) if form.is_valid() else []


def table_classes(hidden: Sequence[str], added: Sequence[str]) -> str:
    """Return how a table is laid out that leaves columns out or adds some."""
    classes = [f"hides-{one}" for one in hidden]
    if added:
        classes += ["adds", f"crowds-{crowd_of(len(added), len(hidden))}"]
    return " ".join(classes)


def canonical_query(form: ViewForm) -> str:
    """Return the address of what was asked for, without what was left empty."""
    form.is_valid()
    told = cast(QueryDict, form.data)
    said = [(name, one) for name in form.fields for one in told.getlist(name) if one != ""]
    return urlencode(said)


def show_places(page: Page, address: str) -> Shown:
    """Return the ways to the pages before and after."""
    ways = {"previous_url": "", "next_url": ""}
    for key, name, row, there in (
        ("previous_url", "before", page.rows[:1], page.has_before),
        ("next_url", "after", page.rows[-1:], page.has_after),
    ):
        for one in row if there else []:
            gravity = gravity_of(one["severity"])
            place = write_place(one["order_at"], one["pk"], gravity, is_over=one["ended"])
            ways[key] = f"{address}&{urlencode({name: place})}"
    return ways


def show_sieve(request: StaffRequest, asked: Asked, query: str, form: SaveForm | None) -> Shown:
    """Return the questions, and the form by which the view is kept, changed or deleted."""
    view = asked.view
    is_own = view is not None and view.owner_id == request.reader.specialist.pk
    told: Shown = {"query": query}
    if view is not None:
        told |= {"view": view.pk, "name": view.name, "is_shared": view.is_shared}
    may = request.reader.may(Right.ANSWER, asked.desk.pk)
    return {
        "form": asked.form,
        "url": reverse("desk:narrowed"),
        "is_open": not asked.is_kept or form is not None,
        "save": (form or SaveForm(initial=told)) if may else None,
        "save_url": f"{reverse('desk:view-save')}?{urlencode({'desk': asked.desk.key})}",
        "is_own": is_own,
    }
