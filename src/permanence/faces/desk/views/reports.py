"""How promises were kept: a month's figures, the promises behind each, and why one was late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import LatenessForm
from permanence.faces.desk.presenting.escalation_figures import show_escalated
from permanence.faces.desk.presenting.reports import (
    Asked,
    describe_form,
    link_list,
    say_counted,
    say_narrowed,
    show_more_customers,
    show_promise_row,
    show_promise_rows,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.reports.papers import explain_counting
from permanence.faces.ui.reports.sections import Section, list_sections, section_of_customers
from permanence.faces.ui.reports.showing import show_section, show_whole
from permanence.faces.ui.reports.words import say_lateness, verdict_names
from permanence.ground.lib.db import house
from permanence.overview.reports.queries import (
    Counts,
    Customer,
    Figures,
    count_months,
    count_promises,
    find_commitment,
    find_counts,
    list_promises,
    page_customers,
    read_rows,
    zone_of_desk,
)
from permanence.overview.reports.queries.escalations import count_escalations
from permanence.overview.reports.rules import (
    KINDS,
    PROMISES,
    RANKED,
    Question,
    month_of,
    months_until,
    read_month,
)
from permanence.overview.worklists.rules import read_place, write_place
from permanence.promises.policies.queries import NoPolicy
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.queries import find_organisations
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
CUSTOMERS_SHOWN, CUSTOMERS_ON_PAGE = RANKED, 20
CUSTOMERS_NAMED = 20
LONGEST_NAME = 100


@require_safe
@staff_page(Right.READ_REPORTS)
def reports(request: StaffRequest) -> HttpResponse:
    """Show how a desk kept its promises in a month."""
    asked = read_asked(request)
    with house():
        counts = counts_of(asked)
    figures, sections = read_figures(asked, counts=counts, most=CUSTOMERS_SHOWN)
    link = link_list(asked)
    context = {
        "shell": build_shell(request, asked.desk, place="reports"),
        "about": say_narrowed(asked),
        "counted": say_counted(asked, counts, request.reader),
        **describe_form(asked, request.reader),
        "whole": show_whole(figures.whole, link=link),
        "sections": [
            show_section(one, link=link)
            | (show_more_customers(asked, figures) if one.key == "customers" else {})
            for one in sections
        ],
        "escalated": show_escalated(count_escalations(asked.question, zone=asked.zone)),
        "counting": explain_counting(),
        "csv_url": asked.url("desk:report-file", "csv"),
        "pdf_url": asked.url("desk:report-file", "pdf"),
        "suggestions_url": asked.url("desk:suggestions"),
        "service_url": asked.url("desk:report-service") if asked.customer else "",
        "empty": {
            "icon": "check",
            "title": _("No promise was due"),
            "text": _("Choose another month, or ask for less."),
        },
    }
    return render(request, "desk/reports.html", context)


@require_safe
@staff_page(Right.READ_REPORTS)
def report_customers(request: StaffRequest) -> HttpResponse:
    """Show how the promises to each customer were kept, by name."""
    asked = read_asked(request)
    number, _mark, name = request.GET.get("after", "").replace("\x00", "").partition("|")
    key = read_number(number)
    after = Customer(name, key) if key is not None else None
    with house():
        counts = counts_of(asked)
        page = page_customers(
            asked.question, zone=asked.zone, counts=counts, after=after, most=CUSTOMERS_ON_PAGE
        )
    address = "desk:report-customers"
    following = f"{page.next.number}|{page.next.name}" if page.next else ""
    context = {
        "shell": build_shell(request, asked.desk, place="reports"),
        "about": say_narrowed(asked),
        "counted": say_counted(asked, counts, request.reader),
        **describe_form(asked, request.reader),
        "back_url": asked.url(),
        "section": show_section(
            section_of_customers(page.lines, page.names), link=link_list(asked)
        ),
        "pager": {
            "previous_url": asked.url(address) if after else "",
            "next_url": asked.url(address, after=following) if following else "",
        },
        "counting": explain_counting(),
        "empty": {
            "icon": "check",
            "title": _("No promise was due"),
            "text": _("Choose another month, or ask for less."),
        },
    }
    return render(request, "desk/report_customers.html", context)


@require_safe
@staff_page(Right.READ_REPORTS)
def report_promises(request: StaffRequest) -> HttpResponse:
    """Show the promises behind a figure, the last due first."""
    asked, verdict = read_asked(request), read_verdict(request)
    after = read_place(request.GET.get("after", ""))
    page = list_promises(asked.question, verdict, zone=asked.zone, after=after)
    access.note_read(request, f"report:{asked.desk.key}:{asked.question.month}")
    here = request.get_full_path()
    following = write_place(page.next.order_at, page.next.number) if page.next else ""
    context = {
        "shell": build_shell(request, asked.desk, place="reports"),
        "about": say_narrowed(asked),
        "back_url": asked.url(kind=""),
        "verdicts": [
            {
                "label": label,
                "url": asked.url("desk:report-promises", verdict=key),
                "current": key == verdict,
            }
            for key, label in {"": _("All"), **verdict_names()}.items()
        ],
        "rows": show_promise_rows(page.rows, request.reader, asked.desk, here=here),
        "pager": {
            "previous_url": asked.url("desk:report-promises", verdict=verdict) if after else "",
            "next_url": asked.url("desk:report-promises", verdict=verdict, after=following)
            if following
            else "",
        },
        "csv_url": asked.url("desk:report-promises-file", "csv", verdict=verdict),
        "pdf_url": asked.url("desk:report-promises-file", "pdf", verdict=verdict),
        "empty": {
            "icon": "check",
            "title": _("No promise is behind this figure"),
            "text": _("Choose another month, or ask for less."),
        },
    }
    return render(request, "desk/report_promises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.READ_REPORTS)
def report_reason(request: StaffRequest, number: int) -> HttpResponse:
    """Let who answers customers write why a promise was not kept."""
    commitment = find_commitment(number)
    if commitment is None or commitment.missed_at is None:
        raise Http404
    ticket = access.ticket(request, commitment.ticket.reference, Right.ANSWER)
    form = LatenessForm(request.POST or None, initial={"reason": commitment.late_reason})
    back = back_to(request, f"{reverse('desk:reports')}?desk={ticket.desk.key}")
    if request.method == "POST" and form.is_valid():
        with form.acting():
            explain_lateness(
                commitment,
                form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
        if form.refusal is None:
            messages.success(request, _("The reason is written; the customer reads it in reports."))
            return HttpResponseRedirect(back)
    row = read_rows([commitment.pk])[0]
    context = {
        "shell": build_shell(request, ticket.desk, place="reports"),
        "row": show_promise_row(row, request.reader, ticket.desk, here=back)
        | {"late_by": say_lateness(row, at=request.reader.at)},
        "form": form,
        "back_url": back,
    }
    return render(request, "desk/report_reason.html", context, status=form.status)


def read_asked(request: StaffRequest) -> Asked:
    """Return what the address asks for; what it names that is not there is 404."""
    desk = access.desk(request, Right.READ_REPORTS)
    try:
        policy, zone = zone_of_desk(desk.key, at=request.reader.at)
    except NoPolicy:
        raise Http404 from None
    said = {
        name: request.GET.get(name, "")
        for name in ("month", "customer", "severity", "level", "promise", "kind")
    }
    month = read_month(said["month"]) if said["month"] else month_of(request.reader.at, zone)
    known = {"promise": ("", *PROMISES), "kind": ("", *KINDS)}
    if month is None or any(said[name] not in values for name, values in known.items()):
        raise Http404
    question = Question(
        desk.pk,
        month,
        organisation=require_number(said["customer"]),
        severity=require_number(said["severity"]),
        level=require_number(said["level"]),
        promise=said["promise"],
        kind=said["kind"],
    )
    typed = request.GET.get("name", "").replace("\x00", "").strip()[:LONGEST_NAME]
    meant = find_organisations(typed, most=CUSTOMERS_NAMED) if typed else []
    if len(meant) == 1:
        question = replace(question, organisation=meant[0].pk)
        said["customer"] = str(meant[0].pk)
    customer = find_customer(question)
    query = {**said, "desk": desk.key, "month": str(month)}
    return Asked(desk, policy, zone, question, query, customer, typed, meant)


def require_number(text: str) -> int | None:
    """Return the number that an address names; None for none, 404 for what is no number."""
    number = read_number(text, digits=9)
    if text and number is None:
        raise Http404
    return number


def find_customer(question: Question) -> str:
    """Return the name of the customer asked for; one who is not there is 404."""
    if question.organisation is None:
        return ""
    found = Organisation.objects.filter(pk=question.organisation).first()
    if found is None:
        raise Http404
    return found.name


def read_verdict(request: StaffRequest) -> str:
    """Return which promises of a figure are asked for."""
    verdict = request.GET.get("verdict", "")
    if verdict not in ("", *verdict_names()):
        raise Http404
    return verdict


def counts_of(asked: Asked) -> Counts:
    """Return what is kept of the months that a report shows."""
    months = months_until(asked.question.month)
    return find_counts(asked.desk.pk, months, zone=asked.zone)


def read_figures(
    asked: Asked, *, counts: Counts | None = None, most: int | None = None
) -> tuple[Figures, list[Section]]:
    """Return the figures of a report, whole and table by table; what is confidential counts.

    They are counted now but for those that `counts` has; at most so many customers are named.
    """
    with house():
        figures = count_promises(asked.question, zone=asked.zone, counts=counts, most=most)
        months = count_months(asked.question, zone=asked.zone, counts=counts)
    return figures, list_sections(figures, months)


def back_to(request: StaffRequest, otherwise: str) -> str:
    """Return the page that the reader came from, when it is one of ours."""
    back = request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours and back.startswith("/desk/") else otherwise
