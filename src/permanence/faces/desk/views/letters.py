"""The quarantine: letters that could not be understood, or that only a person may decide about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.words import LetterForm
from permanence.faces.desk.presenting.letters import (
    kind_of,
    read_mail,
    show_letter,
    show_letter_row,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.service.intake.actions import (
    attach_letter,
    bring_into_enquiry,
    discard_letter,
    open_letter_as_ticket,
    replay_letter,
)
from permanence.service.intake.models import Letter
from permanence.service.intake.queries import letters_for_a_person
from permanence.service.intake.rules import ReadMail
from permanence.service.tickets.models import Enquiry, Ticket
from permanence.service.tickets.queries.enquiries import enquiries_answered, enquiries_of
from permanence.service.tickets.rules.reference import find_references
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 50
ENQUIRY = "enquiry-"


@require_safe
@staff_page(Right.READ_LETTERS)
def quarantine(request: StaffRequest) -> HttpResponse:
    """Show the letters that wait, the newest first."""
    desk = access.desk(request, Right.READ_LETTERS)
    before = request.GET.get("before", "")
    letters = letters_for_a_person(
        [desk],
        before=read_number(before),
        most=MOST + 1,
    )
    rows = [show_letter_row(letter, request.reader) for letter in letters[:MOST]]
    blocked_url = f"{reverse('desk:blocked')}?{urlencode({'desk': desk.key})}"
    context: Shown = {
        "list": {
            "refresh_url": request.get_full_path(),
            "topic": "letter:",
            "blocked_url": blocked_url,
        },
        "rows": rows,
        "empty": {
            "icon": "hold",
            "title": _("No message waits"),
            "text": _("What cannot be understood, or only a person may decide, comes here."),
        },
        "pager": show_pager(desk, letters),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/quarantine.html#rows", context)
    shell = build_shell(request, desk, place="quarantine")
    count = next((one["count"] for one in shell["places"] if one["current"]), None) or "0"
    context["list"]["summary"] = ngettext(
        "%(count)s message waits", "%(count)s messages wait", 1 if count == "1" else 2
    ) % {"count": count}
    return render(request, "desk/quarantine.html", context | {"shell": shell})


@require_safe
@staff_page(Right.READ_LETTERS)
def letter(request: StaffRequest, number: int) -> HttpResponse:
    """Show one letter with what the reader may do about it."""
    return answer_page(request, sortable(request, number, Right.READ_LETTERS))


@require_POST
@staff_page(Right.SORT_LETTERS)
def attach(request: StaffRequest, number: int) -> HttpResponse:
    """Bring a letter into a file, on a person's judgement."""
    found = sortable(request, number)
    form, ticket = LetterForm(request.POST), None
    if form.is_valid():
        ticket = find_target(request, form.cleaned_data["reference"])
        if ticket is None:
            form.add_error("reference", _("No ticket of this desk has this reference."))
        elif form.cleaned_data["is_answer"]:
            attach_to_enquiry(request, found, ticket, form)
        else:
            with form.acting():
                attach_letter(found, ticket, by=request.reader.actor, at=request.reader.at)
    if form.errors:
        here = sortable(request, number)
        return answer_page(request, here, form, status=form.status, target=ticket)
    messages.success(request, _("The message is in the ticket now."))
    return HttpResponseRedirect(quarantine_url(found.desk))


def attach_to_enquiry(
    request: StaffRequest, found: Letter, ticket: Ticket, form: LetterForm
) -> None:
    """Bring a letter into the only enquiry of a ticket; with several, somebody has to choose."""
    enquiries = enquiries_of(ticket)
    if not enquiries:
        form.add_error("reference", _("Nobody outside was asked about this ticket."))
    elif len(enquiries) > 1:
        form.add_error("reference", _("Several were asked about it: choose one of them below."))
    else:
        with form.acting():
            bring_into_enquiry(found, enquiries[0], by=request.reader.actor, at=request.reader.at)


@require_POST
@staff_page(Right.SORT_LETTERS)
def sort(request: StaffRequest, number: int) -> HttpResponse:
    """Do what was decided about a letter: a ticket of its own, another try, or nothing."""
    found = sortable(request, number)
    form = DeskForm(request.POST)
    chosen, target = request.POST.get("act", ""), quarantine_url(found.desk)
    told: Shown = {"by": request.reader.actor, "at": request.reader.at}
    with form.acting():
        if chosen == "open":
            ticket = open_letter_as_ticket(found, **told)
            target = reverse("desk:ticket", args=[ticket.reference])
        elif chosen.startswith(ENQUIRY):
            bring_into_enquiry(found, find_enquiry(request, chosen), **told)
            messages.success(request, _("The message is in the enquiry now."))
        elif chosen == "replay":
            replay_letter(found, **told)
            messages.success(request, _("Intake reads the message again in a moment."))
        elif chosen == "discard":
            discard_letter(found, **told)
            messages.success(request, _("The message is discarded; it stays stored."))
        else:
            raise Http404
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return answer_page(request, sortable(request, number), status=form.status)
    return HttpResponseRedirect(target)


def sortable(request: StaffRequest, number: int, right: Right = Right.SORT_LETTERS) -> Letter:
    """Return a letter of a desk whose letters the reader may sort, or do this with; else 404."""
    found = access.letter(request, number)
    if not request.reader.may(right, found.desk_id):
        raise Http404
    return found


def find_enquiry(request: StaffRequest, chosen: str) -> Enquiry:
    """Return the enquiry that was chosen, of a desk whose letters the reader may sort; else 404."""
    number = read_number(chosen.removeprefix(ENQUIRY)) or 0
    found = Enquiry.objects.select_related("ticket").filter(pk=number).first()
    if found is None or not request.reader.may(Right.SORT_LETTERS, found.ticket.desk_id):
        raise Http404
    return found


def find_target(
    request: StaffRequest, reference: str, right: Right = Right.SORT_LETTERS
) -> Ticket | None:
    """Return the file that a letter shall be brought to, or that it names."""
    found = Ticket.objects.found_by(reference).select_related("contact").first()
    if found is None or not request.reader.may(right, found.desk_id):
        return None
    return found


def answer_page(
    request: StaffRequest,
    found: Letter,
    form: LetterForm | None = None,
    *,
    status: int = 200,
    target: Ticket | None = None,
) -> HttpResponse:
    """Return the page of a letter; the form is one that came back wrong."""
    mail = read_mail(found)
    may_sort = request.reader.may(Right.SORT_LETTERS, found.desk_id)
    waits = may_sort and kind_of(found) != "settled"
    named = find_references(mail.subject) if mail else []
    ticket = target or (find_target(request, named[0], Right.READ_LETTERS) if named else None)
    first = LetterForm(initial={"reference": ticket.reference if ticket else ""})
    context = {
        "shell": build_shell(request, found.desk, place="quarantine"),
        "letter": show_letter(found, mail, request.reader, back_url=quarantine_url(found.desk)),
        "ticket": show_target(ticket) if ticket else None,
        "acts": [*list_enquiries(found, mail, ticket), *list_acts(found)] if waits else [],
        "act_url": reverse("desk:letter-sort", args=[found.pk]),
        "attach": {"form": form or first, "url": reverse("desk:letter-attach", args=[found.pk])}
        if waits and mail
        else None,
    }
    return render(request, "desk/letter.html", context, status=status)


def show_target(ticket: Ticket) -> Shown:
    """Return the file that a letter names."""
    return {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "url": reverse("desk:ticket", args=[ticket.reference]),
        "organisation": ticket.customer_name,
    }


def list_enquiries(found: Letter, mail: ReadMail | None, ticket: Ticket | None) -> list[Shown]:
    """Return the enquiries that a letter may answer: of its ticket, and those of its sender."""
    if mail is None:
        return []
    address = mail.sender.address if mail.sender else ""
    return [
        {
            "value": f"{ENQUIRY}{one.pk}",
            "label": _("Bring it into the enquiry: %(who)s") % {"who": one.who},
            "icon": "in",
            "explains": f"{one.ticket.reference} · {one.subject}",
        }
        for one in enquiries_answered(found.desk_id, address=address, ticket=ticket)
    ]


def list_acts(found: Letter) -> list[Shown]:
    """Return what may be done about a letter that waits."""
    opening = {
        "value": "open",
        "label": _("Open as a new ticket"),
        "icon": "open",
        "explains": _("The sender becomes its contact and gets a confirmation."),
    }
    again = {
        "value": "replay",
        "label": _("Read it again"),
        "icon": "again",
        "explains": _("After a correction of a contact or of the rules."),
    }
    discard = {
        "value": "discard",
        "label": _("Discard"),
        "icon": "discard",
        "explains": _("It stays stored, but waits no longer."),
    }
    return [opening, again, discard] if kind_of(found) == "held" else [again, discard]


def quarantine_url(desk: Desk, **asked: object) -> str:
    """Return the address of a desk's quarantine."""
    return f"{reverse('desk:quarantine')}?{urlencode({'desk': desk.key, **asked})}"


def show_pager(desk: Desk, letters: list[Letter]) -> Shown:
    """Return the way to older letters."""
    more = len(letters) > MOST
    following = quarantine_url(desk, before=letters[MOST - 1].pk) if more else ""
    return {"previous_url": "", "next_url": following}
