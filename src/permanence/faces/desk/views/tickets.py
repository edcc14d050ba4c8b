"""The list of the work: what must I do next, and by when? And the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import DESK_COOKIE, StaffRequest, staff_page
from permanence.faces.desk.presenting.picking import add_picking
from permanence.faces.desk.presenting.shell import build_shell, view_names, view_url
from permanence.faces.desk.presenting.tickets import show_rows, write_tickets
from permanence.faces.ui.numbers import read_number
from permanence.ground.journal.actions import record
from permanence.overview.worklists.queries import (
    Page,
    list_tickets,
)
from permanence.overview.worklists.rules import (
    MOST_COUNTED,
    MOST_WRITTEN,
    VIEWS,
    Order,
    Span,
    order_of,
    read_place,
    write_place,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.rules.order import gravity_of
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
YEAR = 365 * 24 * 3600


@require_safe
@staff_page(Right.READ_TICKETS)
def go_home(request: StaffRequest) -> HttpResponse:
    """Go to what is due next on the desk looked at last."""
    return HttpResponseRedirect(view_url(access.desk(request), "next"))


@require_safe
@staff_page(Right.READ_TICKETS)
def tickets(request: StaffRequest) -> HttpResponse:
    """Show one page of a view; htmx gets the rows alone."""
    desk = access.desk(request)
    view = view_asked(request)
    span = Span(
        after=read_place(request.GET.get("after", "")),
        before=read_place(request.GET.get("before", "")),
    )
    order, orders = orders_of(request, desk, view)
    whose = request.reader.whose(desk)
    page = list_tickets(view, whose, span=span, at=request.reader.at, order=order)
    rows = show_rows(page.rows, request.reader, order=order)
    context: Shown = {
        "list": {
            "title": view_names()[view],
            "refresh_url": request.get_full_path(),
            "topic": "ticket: writing:",
            "shows": shown_axis(page.rows, rows),
            "filters": show_orders(desk, view, order, orders),
            "file_url": file_url(desk, view, order),
            "narrow_url": f"{reverse('desk:narrowed')}?{urlencode({'desk': desk.key})}",
        },
        "rows": rows,
        "empty": show_empty(view),
        "pager": show_pager(request, desk, view, page),
    }
    asked = {"view": view, "order": order}
    return answer_list(request, desk, context, view=view, question=asked)


@require_safe
@staff_page(Right.READ_TICKETS)
def tickets_file(request: StaffRequest) -> HttpResponse:
    """Answer with a view as CSV, in its order, as far as a table goes; the journal keeps it."""
    desk = access.desk(request)
    view = view_asked(request)
    order, _orders = orders_of(request, desk, view)
    page = list_tickets(
        view,
        request.reader.whose(desk),
        span=Span(most=MOST_WRITTEN),
        at=request.reader.at,
        order=order,
    )
    return answer_table(request, desk, view, page)


@require_safe
@staff_page(Right.READ_TICKETS)
def rail(request: StaffRequest) -> HttpResponse:
    """Answer with the views and their counts alone."""
    number = request.GET.get("saved", "")
    shell = build_shell(
        request,
        access.desk(request),
        view=request.GET.get("view", ""),
        saved=read_number(number) or 0,
        afresh=True,
    )
    return render(request, "ui/parts/rail_views.html", {"shell": shell})


def answer_list(
    request: StaffRequest,
    desk: Desk,
    context: Shown,
    *,
    view: str = "",
    query: str = "",
    saved: int = 0,
    question: Shown | None = None,
    count: str = "",
) -> HttpResponse:
    """Return the whole page, or its rows to htmx; remember the desk for the next visit.

    `question` is what all of the view is asked by, when its tickets are changed together.
    """
    if request.headers.get("HX-Request"):
        add_picking(request, desk, context, question=question or {})
        return render(request, "desk/tickets.html#rows", context)
    shell = build_shell(request, desk, view=view, query=query, saved=saved)
    if view:
        count = count_of(shell)
        context["list"]["summary"] = say_tickets(count) if count else ""
    add_picking(request, desk, context, question=question or {}, count=count)
    response = render(request, "desk/tickets.html", context | {"shell": shell})
    if request.COOKIES.get(DESK_COOKIE) != desk.key:
        response.set_cookie(
            DESK_COOKIE,
            desk.key,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def answer_table(
    request: StaffRequest, desk: Desk, name: str, page: Page, added: Sequence[str] = ()
) -> HttpResponse:
    """Return rows of a view as CSV; the journal keeps who wrote them out."""
    record(
        "tickets.written_out",
        f"desk:{desk.pk}",
        at=request.reader.at,
        actor=request.reader.actor,
        desk=desk.pk,
        view=name,
        tickets=len(page.rows),
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{desk.key}-{slugify(name) or "view"}.csv"'
    }
    return HttpResponse(
        write_tickets(page.rows, request.reader, added),
        "text/csv; charset=utf-8",
        headers=headers,
    )


def count_of(shell: Shown) -> str:
    """Return how many tickets the view looked at holds, in words; empty where none counts them."""
    return next((view["count"] for view in shell["views"] if view["current"]), None) or ""


def say_tickets(count: str) -> str:
    """Return so many tickets in words; the count is in the reader's figures already."""
    one_or_many = 1 if count == "1" else MOST_COUNTED
    return ngettext("%(count)s ticket", "%(count)s tickets", one_or_many) % {"count": count}


def shown_axis(rows: list[Shown], shown: list[Shown]) -> str:
    """Return by what the desk sorts urgency, as its rows show it."""
    axes = {axis for row in shown for axis in ("severity", "level") if row[axis]}
    return axes.pop() if len(axes) == 1 else "both"


def view_asked(request: StaffRequest) -> str:
    """Return the view that the address names."""
    view = request.GET.get("view", "next")
    if view not in VIEWS:
        raise Http404
    return view


def file_url(desk: Desk, view: str, order: Order) -> str:
    """Return where a view is written out as a table."""
    asked = urlencode({"desk": desk.key, "view": view, "order": order})
    return f"{reverse('desk:tickets-file')}?{asked}"


def orders_of(request: StaffRequest, desk: Desk, view: str) -> tuple[Order, list[Order]]:
    """Return the order a view stands in, and those the desk can give it."""
    _version, policy = policy_in_force(desk.key, at=request.reader.at)
    by_severity = policy.ordered_by == "severity"
    order = order_of(view, request.GET.get("order", ""), by_severity=by_severity)
    if by_severity and VIEWS[view] == "severity":
        return order, ["severity", "due"]
    return order, [order]


def order_names() -> dict[Order, str]:
    """Return what each order of a list is called."""
    return {
        "severity": _("By severity, then next due"),
        "due": _("By next due"),
        "newest": _("Newest first"),
    }


def show_orders(desk: Desk, view: str, order: Order, orders: list[Order]) -> list[Shown]:
    """Return the orders of a view, with the one in which it stands marked."""
    names = order_names()
    return [
        {
            "label": names[one],
            "url": view_url(desk, view, order=one if len(orders) > 1 else ""),
            "current": one == order,
        }
        for one in orders
    ]


def show_pager(request: StaffRequest, desk: Desk, view: str, page: Page) -> Shown:
    """Return the ways to the pages before and after, in the order that was asked for."""
    if not page.rows:
        return {"previous_url": "", "next_url": ""}
    order = request.GET.get("order", "")
    first, last = (
        write_place(row["order_at"], row["pk"], gravity_of(row["severity"]))
        for row in (page.rows[0], page.rows[-1])
    )
    return {
        "previous_url": view_url(desk, view, order=order, before=first) if page.has_before else "",
        "next_url": view_url(desk, view, order=order, after=last) if page.has_after else "",
    }


def show_empty(view: str) -> Shown:
    """Return what an empty list says: what would be here, and how it comes."""
    texts = {
        "overdue": (_("Nothing is overdue"), _("A ticket comes here when its due instant passes.")),
        "untriaged": (_("Everything is triaged"), _("New requests come here by themselves.")),
        "soon": (
            _("Nothing is due soon"),
            _("A ticket comes here two hours before its due instant."),
        ),
        "escalated": (
            _("No ladder is being climbed"),
            _("A ticket comes here when its ladder is called, until somebody takes it over."),
        ),
        "incidents": (
            _("No incident with requests"),
            _("A ticket comes here when it belongs to an incident that is not closed, or may."),
        ),
        "mine": (_("You have no tickets"), _("Take one from “Nobody's”: it comes here.")),
        "snoozed": (
            _("Nothing is out of sight"),
            _("What is snoozed stands here until its time, the customer, or a promise at risk."),
        ),
        "waiting": (
            _("Nobody is waited for"),
            _("Choose “Send and wait”: it comes here."),
        ),
    }
    title, text = texts.get(
        view,
        (
            _("Nothing is here"),
            _("Requests that come in by mail or the portal appear by themselves."),
        ),
    )
    return {"icon": "check", "title": title, "text": text}
