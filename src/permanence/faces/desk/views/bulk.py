"""Doing one thing to many tickets: ticked, asked for, looked at, carried out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.bulk import BulkForm
from permanence.faces.desk.forms.shape import DeskForm
from permanence.faces.desk.forms.triage import grades_of
from permanence.faces.desk.presenting.bulk import (
    incidents_to_join,
    show_bulk,
    show_bulks,
    write_outcomes,
)
from permanence.faces.desk.presenting.picking import (
    MOST_PICKED,
    PICKED,
    may_pick,
    read_numbers,
    read_picked,
    with_picked,
)
from permanence.faces.desk.presenting.shell import build_shell, view_names, view_url
from permanence.faces.desk.views.saved import ask, look_of
from permanence.faces.desk.views.tickets import orders_of
from permanence.faces.ui.numbers import read_number
from permanence.ground.journal.actions import record
from permanence.ground.lib.errors import Refusal
from permanence.overview.bulk.actions import (
    ask_bulk,
    begin_bulk,
    choose_tickets,
    look_at_rows,
    put_back,
    stop_bulk,
)
from permanence.overview.bulk.models import Bulk
from permanence.overview.bulk.queries import recent_bulks
from permanence.overview.bulk.rules import AT_ONCE, MOST_TICKETS
from permanence.overview.worklists.queries import (
    Look,
    numbers_of_sieve,
    numbers_of_view,
    people_of_desk,
)
from permanence.promises.policies.queries import policy_in_force
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.wording.queries import macros_of

Shown = dict[str, Any]
OLDEST_LIST = timedelta(days=1)
MOST_LISTED = 100


@require_POST
@staff_page(Right.READ_TICKETS)
def pick(request: StaffRequest) -> HttpResponse:
    """Take what was ticked to the next page of the list, or to the act on it."""
    desk = access.desk(request)
    told = request.POST
    back = safe_address(told.get("back", ""), desk)
    picked = list(
        dict.fromkeys([*read_picked(told.get(PICKED, "")), *read_numbers(told.getlist("row"))])
    )
    wanted = told.get("do", "")
    if wanted in {"change", "all", "join"}:
        return choose(request, desk, picked, back, wanted=wanted)
    if wanted == "none":
        return HttpResponseRedirect(with_picked(back, []))
    if wanted == "page":
        picked = list(dict.fromkeys([*picked, *read_numbers(told.get("shown", "").split("."))]))
    if len(picked) > MOST_PICKED:
        messages.error(
            request,
            _("Tick at most %(most)s tickets, or take all of a view.") % {"most": MOST_PICKED},
        )
    if wanted in {"next", "previous"}:
        back = safe_address(told.get(f"{wanted}_url", ""), desk)
    return HttpResponseRedirect(with_picked(back, picked[:MOST_PICKED]))


def choose(
    request: StaffRequest, desk: Desk, picked: list[int], back: str, *, wanted: str
) -> HttpResponse:
    """Keep which tickets are meant, and go to the page that asks what shall change."""
    reader = request.reader
    if not may_pick(request, desk):
        raise Http404
    question: Shown = {"picked": len(picked)}
    if wanted == "all":
        question = {key: request.POST.get(key, "") for key in ("view", "order", "query", "at")}
        picked = numbers_asked(request, desk)
    try:
        made = choose_tickets(
            picked, desk=desk, by=reader.specialist, question=question, at=reader.at
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(back)
    if made.count == MOST_TICKETS:
        messages.warning(
            request, _("These are the first %(most)s of the view.") % {"most": MOST_TICKETS}
        )
    return HttpResponseRedirect(address_of(made) + ("?join" if wanted == "join" else ""))


def numbers_asked(request: StaffRequest, desk: Desk) -> list[int]:
    """Return the tickets of the whole view, as it was when its list was made."""
    told, reader = request.POST, request.reader
    at = instant_asked(told.get("at", ""), reader.at)
    if "query" in told:
        asked = ask(request, desk, QueryDict(told["query"]))
        if not asked.form.is_valid():
            raise Http404
        look = look_of(request, desk)
        then = Look(look.whose, look.zone, at)
        return numbers_of_sieve(asked.form.sieve, then, order=asked.order, most=MOST_TICKETS)
    view = told.get("view", "")
    if view not in view_names():
        raise Http404
    order, _orders = orders_of(request, desk, view)
    return numbers_of_view(view, reader.whose(desk), order=order, at=at, most=MOST_TICKETS)


def instant_asked(text: str, at: datetime) -> datetime:
    """Return when a list was made; one that is not of today is as it is now."""
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        return at
    return made if made.tzinfo and at - OLDEST_LIST <= made <= at else at


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_TICKETS)
def bulk(request: StaffRequest, number: int) -> HttpResponse:
    """Show an act on many tickets, and drive it on."""
    found = find_bulk(request, number)
    form = wish_form(request, found)
    if request.method == "POST":
        done = drive(request, found, form)
        if done is not None:
            return done
        found = find_bulk(request, number)
    after = request.GET.get("after", "")
    part = show_bulk(
        found,
        request.reader,
        show=slugify(request.GET.get("show", ""))[:10],
        after=read_number(after),
    )
    context: Shown = {"bulk": part, "form": form if part["may_ask"] else None}
    if request.headers.get("HX-Request"):
        return render(request, "desk/bulk.html#part", context)
    context["shell"] = build_shell(request, found.desk)
    context["back_url"] = view_url(found.desk, "next")
    return render(request, "desk/bulk.html", context, status=form.status)


def drive(request: StaffRequest, found: Bulk, form: BulkForm) -> HttpResponse | None:
    """Do what a button of the page says; None where it could not be done."""
    reader, wanted = request.reader, request.POST.get("do", "")
    is_own = found.owner_id == reader.specialist.pk
    if wanted in {"look", "begin"} and not is_own:
        raise Http404
    if wanted in {"stop", "back"} and not is_own:
        access.check(request, Right.TRIAGE, found.desk_id)
    if wanted == "look":
        return look(request, found, form)
    plain = DeskForm({})
    goal = found
    with plain.acting():
        if wanted == "begin":
            seen = datetime.fromisoformat(request.POST.get("seen", "") or "1970-01-01T00:00+00:00")
            begin_bulk(found, seen=seen, by=reader.actor, at=reader.at)
        elif wanted == "stop":
            stop_bulk(found, by=reader.actor, at=reader.at)
        elif wanted == "back":
            goal = put_back(found, by=reader.specialist, at=reader.at)
            look_at_rows(goal, most=AT_ONCE, at=reader.at)
        else:
            raise Http404
    if plain.refusal is not None:
        messages.error(request, str(plain.refusal))
    return HttpResponseRedirect(address_of(goal))


def look(request: StaffRequest, found: Bulk, form: BulkForm) -> HttpResponse | None:
    """Look at what would happen; a few tickets at once, many by the workers."""
    if not form.is_valid():
        return None
    with form.acting():
        ask_bulk(found, form.wish, at=request.reader.at)
        if found.count <= AT_ONCE:
            look_at_rows(found, most=AT_ONCE, at=request.reader.at)
    return None if form.refusal else HttpResponseRedirect(address_of(found))


@require_safe
@staff_page(Right.READ_TICKETS)
def bulk_file(request: StaffRequest, number: int) -> HttpResponse:
    """Answer with what became of every ticket, as CSV; the journal keeps it."""
    found = find_bulk(request, number)
    reader = request.reader
    record(
        "tickets.written_out",
        f"desk:{found.desk_id}",
        at=reader.at,
        actor=reader.actor,
        desk=found.desk_id,
        view=f"bulk:{found.pk}",
        tickets=found.count,
    )
    name = f'attachment; filename="{found.desk.key}-bulk-{found.pk}.csv"'
    headers = {"Content-Disposition": name}
    return HttpResponse(write_outcomes(found), "text/csv; charset=utf-8", headers=headers)


@require_safe
@staff_page(Right.READ_TICKETS)
def bulks(request: StaffRequest) -> HttpResponse:
    """Show what was done to many tickets of a desk lately."""
    desk = access.desk(request)
    context: Shown = {
        "shell": build_shell(request, desk, place="bulks"),
        "rows": show_bulks(recent_bulks(desk.pk, most=MOST_LISTED), request.reader),
        "empty": {
            "icon": "list",
            "title": _("Nothing was done to many tickets yet"),
            "text": _("Tick tickets in a list: what you do to them together stands here."),
        },
    }
    return render(request, "desk/bulks.html", context)


def find_bulk(request: StaffRequest, number: int) -> Bulk:
    """Return an act of a desk on which the reader works; one not begun is its maker's alone."""
    found = Bulk.objects.select_related("owner", "desk").filter(pk=number).first()
    reader = request.reader
    if found is None or not reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    if found.begun_at is None and found.owner_id != reader.specialist.pk:
        raise Http404
    return found


def wish_form(request: StaffRequest, found: Bulk) -> BulkForm:
    """Return the questions, answered as they were last."""
    _version, policy = policy_in_force(found.desk.key, at=request.reader.at)
    teams, people = people_of_desk(found.desk_id)
    sent = (request.POST,) if request.POST.get("do") == "look" else ()
    return BulkForm(
        *sent,
        initial=found.wish,
        grades={
            "severity": grades_of(policy, "severities"),
            "level": grades_of(policy, "levels"),
        },
        teams=teams,
        people=people,
        incidents=incidents_to_join(request, found.desk_id),
        begins_with="incident" if "join" in request.GET else "",
        macros={one.pk: one.title for one in macros_of(found.desk_id)},
    )


def safe_address(address: str, desk: Desk) -> str:
    """Return an address of the desk's own pages; the list of what is due for any other."""
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    home = reverse("desk:home")
    return address if is_own and address.startswith(home) else view_url(desk, "next")


def address_of(bulk: Bulk) -> str:
    """Return the page of an act."""
    return reverse("desk:bulk", args=[bulk.pk])
