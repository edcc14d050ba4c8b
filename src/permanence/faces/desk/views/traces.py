"""What became of messages: looking for them, and the path of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import Reader, StaffRequest, staff_page
from permanence.faces.desk.forms.traces import TOLD, TraceAddForm, TraceSearchForm
from permanence.faces.desk.presenting.failing import failing_url
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.trace_acts import show_trace_acts
from permanence.faces.desk.presenting.trace_beginning import begin_url
from permanence.faces.desk.presenting.trace_sources import trace_sources_url
from permanence.faces.desk.presenting.trace_words import passage_states
from permanence.faces.desk.presenting.traces import (
    show_passage,
    show_passages,
    traces_url,
    write_passages_csv,
)
from permanence.faces.ui.numbers import read_number
from permanence.ground.journal.queries import last_acts
from permanence.service.tickets.queries.tracing import tickets_with
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.trace.actions import note_look, note_search
from permanence.service.trace.models import Passage
from permanence.service.trace.queries import After, find_passages, path_of
from permanence.service.trace.rules.events import Kind
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

ROWS, MOST_IN_FILE, LINES = 50, 5000, 20
BACK = timedelta(days=7)


@never_cache
@require_safe
@staff_page(Right.READ_TRACES)
def traces(request: StaffRequest) -> HttpResponse:
    """Show the messages that fit what is asked, the last submitted first; nothing unasked."""
    desk = access.desk(request, Right.READ_TRACES)
    form = read_search(request)
    reference = read_reference(request)
    after = read_after(request.GET.get("after", ""))
    rows = look_up(request, desk, form, after=after) if form.is_asked and form.is_valid() else None
    context = {
        "shell": build_shell(request, desk, place="traces"),
        "form": form,
        "page_url": reverse("desk:traces"),
        "desk_key": desk.key,
        "rows": show_passages(rows[:ROWS], desk, request.reader, ticket=reference) if rows else [],
        "ticket": reference,
        "ticket_name": speak_reference(reference) if reference else "",
        "is_week": rows is not None and is_week(form),
        "file_url": address_of(request, desk, "desk:traces-file") if rows else "",
        "pager": show_pages(request, desk, rows or [], after=after),
        "quick": list_quick(desk),
        "sources_url": sources_url(request, desk),
        "looks": show_looks_for(request, desk),
        "empty": show_nothing(is_asked=rows is not None),
    }
    return render(request, "desk/traces.html", context, status=form.status)


@never_cache
@require_safe
@staff_page(Right.READ_TRACES)
def traces_file(request: StaffRequest) -> HttpResponse:
    """Return the messages that fit what is asked as a table; the journal keeps who took it."""
    desk = access.desk(request, Right.READ_TRACES)
    form = read_search(request)
    if not form.is_asked or not form.is_valid():
        raise Http404
    rows = look_up(request, desk, form, most=MOST_IN_FILE, as_file=True)
    headers = {"Content-Disposition": f'attachment; filename="{desk.key}-messages.csv"'}
    return HttpResponse(write_passages_csv(rows), "text/csv; charset=utf-8", headers=headers)


@never_cache
@require_safe
@staff_page(Right.READ_TRACES)
def trace(request: StaffRequest, number: int) -> HttpResponse:
    """Show the path of one message, hop by hop; the journal keeps who read it."""
    found = find_passage(request, number)
    note_look(found, by=request.reader.actor, at=request.reader.at)
    form = TraceAddForm(initial={"reference": read_reference(request)})
    return answer_trace(request, found, form)


def answer_trace(request: StaffRequest, found: Passage, form: TraceAddForm) -> HttpResponse:
    """Return the page of a message, with the form that puts it into a request."""
    reader = request.reader
    context = {
        "shell": build_shell(request, found.desk, place="traces"),
        "back_url": traces_url(found.desk, ticket=read_reference(request)),
        "passage": show_passage(found, path_of(found), reader),
        "form": form if reader.may(Right.ANSWER, found.desk_id) else None,
        "add_url": reverse("desk:trace-add", args=[found.pk]),
        "begin_url": begin_url(found, reader),
        "requests": show_requests(found, reader),
    }
    return render(request, "desk/trace.html", context, status=form.status)


def show_requests(found: Passage, reader: Reader) -> list[dict[str, str]]:
    """Return the requests in which a message stands, of those that the reader knows of."""
    return [
        {
            "reference": speak_reference(one.reference),
            "subject": one.subject,
            "url": reverse("desk:ticket", args=[one.reference]),
        }
        for one in tickets_with(found.pk)
        if reader.may(Right.READ_TICKETS, one.desk_id)
    ]


def read_reference(request: StaffRequest) -> str:
    """Return the request for which somebody looks, as its number."""
    digits = "".join(one for one in request.GET.get("ticket", "") if one.isdecimal())
    return digits[:20]


def find_passage(request: StaffRequest, number: int) -> Passage:
    """Return a passage of a desk on which the reader may read them."""
    found = Passage.objects.select_related("desk", "organisation").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TRACES, found.desk_id):
        raise Http404
    return found


def read_search(request: StaffRequest) -> TraceSearchForm:
    """Return what is asked."""
    return TraceSearchForm(request.GET or None, states=passage_states(), zone=request.reader.zone)


def look_up(
    request: StaffRequest,
    desk: Desk,
    form: TraceSearchForm,
    *,
    after: After | None = None,
    most: int = ROWS + 1,
    as_file: bool = False,
) -> list[Passage]:
    """Return the messages that are asked for, and record that they were."""
    reader = request.reader
    rows = find_passages(
        desk.pk,
        since=form.since_when(reader.at - BACK),
        until=form.cleaned_data["until"],
        after=after,
        most=most,
        **form.asked,
    )
    if after is None:
        told = {name: request.GET.get(name, "").strip() for name in (*TOLD, "since", "until")}
        note_search(
            desk.pk,
            told,
            organisation=form.cleaned_data["organisation"],
            found=len(rows),
            as_file=as_file,
            by=reader.actor,
            at=reader.at,
        )
    return rows


def is_week(form: TraceSearchForm) -> bool:
    """Say whether only the last days were looked through."""
    return not form.names_one and form.cleaned_data["since"] is None


def read_after(text: str) -> After | None:
    """Return where the page before ended; None for the first page, and for what is none."""
    instant, _mark, number = text.partition("~")
    try:
        first_at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    key = read_number(number)
    return (first_at, key) if first_at.tzinfo is not None and key is not None else None


def address_of(request: StaffRequest, desk: Desk, page: str = "desk:traces", **more: str) -> str:
    """Return the address of a page with all that is asked."""
    asked = {one: request.GET.get(one, "") for one in (*TOLD, "since", "until", "ticket")}
    return traces_url(desk, page, **asked | more)


def show_pages(
    request: StaffRequest, desk: Desk, rows: list[Passage], *, after: After | None
) -> dict[str, Any]:
    """Return where the list goes on, and where it begins."""
    is_more = len(rows) > ROWS
    last = f"{rows[ROWS - 1].first_at.isoformat()}~{rows[ROWS - 1].pk}" if is_more else ""
    return {
        "previous_url": address_of(request, desk) if after else "",
        "next_url": address_of(request, desk, after=last) if is_more else "",
    }


def list_quick(desk: Desk) -> list[dict[str, str]]:
    """Return what is looked for most: what fails unusually, what failed, what waits."""
    return [
        {"label": _("Failing now, above the usual"), "url": failing_url(desk)},
        *(
            {"label": label, "url": traces_url(desk, state=state)}
            for state, label in (
                (Kind.FAILED, _("Failed in the last seven days")),
                (Kind.DEFERRED, _("Waiting for another try")),
            )
        ),
    ]


def sources_url(request: StaffRequest, desk: Desk) -> str:
    """Return where sources are; nothing for who may not read settings."""
    if not request.reader.may(Right.READ_SETTINGS, desk.pk):
        return ""
    return trace_sources_url(desk)


def show_looks_for(request: StaffRequest, desk: Desk) -> list[dict[str, Any]]:
    """Return who looked for which messages of late, for whoever audits."""
    if not request.reader.may(Right.READ_LOOKS, desk.pk):
        return []
    acts = last_acts(f"traces:{desk.pk}", most=LINES)
    return show_trace_acts(acts, request.reader)


def show_nothing(*, is_asked: bool) -> dict[str, str]:
    """Return what stands where no message does."""
    if is_asked:
        return {
            "icon": "search",
            "title": _("No message fits"),
            "text": _("Say less, or look further back."),
        }
    return {
        "icon": "search",
        "title": _("Where is a message?"),
        "text": _("Look by what the customer knows: the job number, an address, the time."),
    }
