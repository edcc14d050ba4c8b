"""A customer's account of hours, and its answer when it is asked for more."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import Guest, enter_desk, speak_language
from permanence.faces.portal.hours import list_questions, own_contracts
from permanence.faces.portal.shell import describe_centre, furnish_bare_page, furnish_page
from permanence.faces.ui.hours.papers import (
    explain_statement,
    write_statement_csv,
    write_statement_pdf,
)
from permanence.faces.ui.hours.statement import Told, read_told, show_statement
from permanence.faces.ui.numbers import read_number
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.lengths import say_length
from permanence.promises.policies.queries import policy_in_force
from permanence.service.timesheets.actions import answer_extra_time as take_answer
from permanence.service.timesheets.actions import question_of_token
from permanence.service.timesheets.models import ExtraTime
from permanence.service.timesheets.queries import people_asked
from permanence.world.accounts.models import Contact

FILES = {
    "csv": (write_statement_csv, "text/csv; charset=utf-8"),
    "pdf": (write_statement_pdf, "application/pdf"),
}


@never_cache
@require_safe
def show_hours_page(request: HttpRequest, desk: str) -> HttpResponse:
    """Show a technical contact the account of the organisation's hours."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        contracts = own_contracts(guest)
        named = request.GET.get("contract", "")
        chosen = next((one for one in contracts if str(one.contract) == named), None)
        if not contracts or (named and chosen is None):
            raise Http404
        number = (chosen or contracts[0]).contract
        told = find_told(request, guest, number)
        shown = show_statement(told)
        days = urlencode({"first": shown["first"], "last": shown["last"]})
        address = reverse("portal:hours", args=[desk])
        files = {
            form: f"{reverse('portal:hours-file', args=[desk, number, form])}?{days}"
            for form in FILES
        }
        context = furnish_page(
            request,
            guest,
            place="hours",
            statement=shown,
            explanation=explain_statement(),
            questions=list_questions(guest),
            contracts=[
                {
                    "number": one.number,
                    "url": f"{address}?{urlencode({'contract': one.contract})}",
                    "current": one.contract == number,
                }
                for one in contracts
            ],
            contract_key=number,
            csv_url=files["csv"],
            pdf_url=files["pdf"],
        )
        return render(request, "portal/hours.html", context)


@never_cache
@require_safe
def download_hours(request: HttpRequest, desk: str, number: int, form: str) -> HttpResponse:
    """Download the account in the organisation's language."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        if form not in FILES or number not in [one.contract for one in own_contracts(guest)]:
            raise Http404
        told = find_told(request, guest, number)
        write, kind = FILES[form]
        response = HttpResponse(write(told), content_type=kind)
    name = f"{told.number}-{told.first}-{told.last}.{form}"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def find_told(request: HttpRequest, guest: Guest, number: int) -> Told:
    """Return the account of the days that the address names."""
    days = {name: read_day(request.GET.get(name, "")) for name in ("first", "last")}
    told = read_told(number, at=guest.at, **days)
    if told is None:
        raise Http404
    return told


def read_day(text: str) -> date | None:
    """Return a day of the address; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_extra_time(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked beyond the hours to whom the link was sent; only a button answers.

    Opening the page answers nothing: programs that check mails open every link.
    """
    with house():
        question, contact = find_question(token)
        speak_language(request, contact.language)
        if request.method != "POST":
            return show_question(request, question, contact, token=token)
        try:
            take_answer(
                question,
                agrees=read_choice(request),
                seconds=read_number(request.POST.get("seconds", "")) or 0,
                by=Actor(f"contact:{contact.pk}", contact.name),
                at=now(),
            )
        except Refusal as refusal:
            fresh, _contact = find_question(token)
            return show_question(
                request, fresh, contact, token=token, refusal=str(refusal), status=409
            )
    return redirect("portal:extra-time", token)


def find_question(token: str) -> tuple[ExtraTime, Contact]:
    """Return what a link asks, and whom; a false or old one is not there."""
    known = question_of_token(token, days=settings.PORTAL_LINK_DAYS)
    if known is None:
        raise Http404
    questions = ExtraTime.objects.select_related("ticket__desk", "ticket__contact")
    question = questions.filter(pk=known[0]).first()
    contact = Contact.objects.filter(pk=known[1]).first()
    if question is None or contact is None or contact not in people_asked(question):
        raise Http404
    return question, contact


def read_choice(request: HttpRequest) -> bool:
    """Return whether the customer agrees; anything but the two buttons is not there."""
    choices = {"agree": True, "decline": False}
    try:
        return choices[request.POST.get("act", "")]
    except KeyError:
        raise Http404 from None


def show_question(
    request: HttpRequest,
    question: ExtraTime,
    contact: Contact,
    *,
    token: str,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a question, or what became of it."""
    ticket = question.ticket
    _version, policy = policy_in_force(ticket.desk.key, at=now())
    language = get_language() or contact.language
    context: dict[str, Any] = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=language, region=contact.region),
        "question": {
            "time": say_length(question.seconds),
            "seconds": question.seconds,
            "reason": question.reason,
            "reference": ticket.reference,
            "subject": ticket.subject,
            "outcome": say_outcome(question),
        },
        "refusal": refusal,
        "action": reverse("portal:extra-time", args=[token]),
    }
    return render(request, "portal/extra_time.html", context, status=status)


def say_outcome(question: ExtraTime) -> str:
    """Return how the question was answered; empty while it was not."""
    told = {"time": say_length(question.seconds)}
    return {
        "": "",
        "agreed": gettext("Agreed: %(time)s beyond your hours. We go on.") % told,
        "declined": gettext("Declined. We do no work beyond your hours without your word."),
        "withdrawn": gettext("The question has been taken back: nothing is asked of you."),
    }[question.answer]
