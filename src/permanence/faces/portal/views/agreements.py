"""An agreement on a request: read it, accept or decline it, ask for another (SPEC B5).

Two ways lead here: signed in, from the request; or by the signed link of an offer, which is for
one version, for a limited time, and for one decision.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.portal.access import (
    Guest,
    enter_desk,
    find_request,
    read_identity,
    speak_language,
)
from permanence.faces.portal.agreeing import (
    begin_forms,
    describe_version,
    find_offer,
    say_outcome,
)
from permanence.faces.portal.shell import describe_centre, furnish_bare_page, furnish_page
from permanence.faces.portal.throttle import sends_too_much
from permanence.faces.portal.views.requests import say_crowded
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions import (
    Consent,
    accept_version,
    ask_change,
    decline_version,
    version_of_token,
    write_paper,
)
from permanence.service.agreements.actions.papers import name_paper
from permanence.service.agreements.models import AgreementVersion
from permanence.service.agreements.queries import Dossier, read_dossier
from permanence.service.tickets.models import Ticket

Forms = dict[str, forms.Form]
DECISIONS = {"accept", "decline"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer to whom its link was sent; only a button decides.

    Opening the page decides nothing: programs that check mails open every link. Once it is
    decided or has ended, the link shows no more of it.
    """
    with house():
        version = version_of_token(token)
        if version is None:
            raise Http404
        speak_language(request, version.language)
        act = request.POST.get("act", "")
        sent = begin_forms(request.POST or None, act=act)
        if request.method != "POST":
            return show_offer(request, version, token, sent)
        if act not in DECISIONS:
            raise Http404
        if not decide(version, sent[act], act, way="link"):
            fresh = version_of_token(token) or version
            return show_offer(request, fresh, token, sent, status=status_of(sent[act]))
    return redirect("portal:agree", token)


@never_cache
@require_safe
def agree_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Send an offer as PDF, as long as it can be decided on."""
    with house():
        version = version_of_token(token)
        if version is None or say_outcome(version, at=now()):
            raise Http404
        return answer_paper(version)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_agreement(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Show what is agreed on a contact's own request, or take a decision or a wish."""
    if request.method == "POST":
        return take_word(request, desk, reference)
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        return show_file(request, guest, find_request(guest, reference), begin_forms())


def take_word(request: HttpRequest, desk: str, reference: str) -> HttpResponse:
    """Take what a signed-in contact decided or asks for, on the version that they read."""
    crowded = sends_too_much(request, read_identity(request).contact, at=now())
    act = request.POST.get("act", "")
    with enter_desk(request, desk) as guest:
        ticket = find_request(guest, reference)
        version = find_version(read_dossier(ticket), request.POST.get("version", ""))
        sent = begin_forms(request.POST, act=act)
        if act not in sent or (act in DECISIONS and version is None):
            raise Http404
        if crowded:
            sent[act].add_error(None, say_crowded())
    with house():
        ticket = Ticket.objects.get(pk=ticket.pk)
        if version and act in DECISIONS:
            done = decide(version, sent[act], act, way="portal")
        else:
            done = ask(ticket, sent[act])
    if done:
        messages.success(request, say_done(act))
        return redirect("portal:agreement", desk, reference)
    with enter_desk(request, desk) as guest:
        ticket = find_request(guest, reference)
        return show_file(request, guest, ticket, sent, status=status_of(sent[act]))


@never_cache
@require_safe
def agreement_paper(request: HttpRequest, desk: str, reference: str, number: int) -> HttpResponse:
    """Send a version that was offered on a contact's own request as PDF."""
    with enter_desk(request, desk) as guest:
        ticket = find_request(guest, reference)
        version = find_version(read_dossier(ticket), str(number))
        if version is None:
            raise Http404
        version.ticket = ticket
        return answer_paper(version)


def decide(version: AgreementVersion, form: forms.Form, act: str, *, way: Any) -> bool:
    """Carry out a decision; a refusal becomes the form's error."""
    if not form.is_valid():
        return False
    consent = Consent(form.cleaned_data["name"], way)
    try:
        with transaction.atomic():
            if act == "accept":
                accept_version(version, consent, at=now())
            else:
                decline_version(version, consent, reason=form.cleaned_data["reason"], at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def ask(ticket: Ticket, form: forms.Form) -> bool:
    """Ask for another agreement, or for its end."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        with transaction.atomic():
            ask_change(ticket, given["wanted"], text=given["text"], at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def show_offer(
    request: HttpRequest,
    version: AgreementVersion,
    token: str,
    sent: Forms,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a link: the offer with both buttons, or only what became of it."""
    at, ticket = now(), version.ticket
    policy = policy_of_version(ticket.policy_version_id)
    language = get_language() or policy.default_language
    outcome = say_outcome(version, at=at)
    pdf_url = reverse("portal:agree-paper", args=[token])
    zone = ZoneInfo(version.zone)
    context = {
        **furnish_bare_page(request),
        "centre": describe_centre(policy, language=language),
        "file": {"reference": ticket.reference, "subject": "" if outcome else ticket.subject},
        "offer": None if outcome else describe_version(version, at=at, zone=zone, pdf_url=pdf_url),
        "outcome": outcome,
        "action": reverse("portal:agree", args=[token]),
        "file_url": reverse("portal:request", args=[policy.desk, ticket.reference]),
        **sent,
    }
    return render(
        request,
        "portal/agreement.html",
        context,
        status=409 if outcome and status != 200 else status,
    )


def show_file(
    request: HttpRequest, guest: Guest, ticket: Ticket, sent: Forms, *, status: int = 200
) -> HttpResponse:
    """Return the page of a request's agreement; without one it is not there."""
    dossier = read_dossier(ticket)
    if dossier.latest is None:
        raise Http404
    told = {
        one.pk: describe_version(
            one, at=guest.at, zone=guest.zone, pdf_url=paper_url(guest, ticket, one)
        )
        for one in dossier.versions
    }
    offer, governing = find_offer(dossier, at=guest.at), dossier.governing
    context = furnish_page(
        request,
        guest,
        place="requests",
        file={"reference": ticket.reference, "subject": ticket.subject},
        offer=told[offer.pk] if offer else None,
        governing=told[governing.pk] if governing else None,
        versions=[shown for pk, shown in told.items() if offer is None or pk != offer.pk],
        wishes=[wish.text for wish in dossier.wishes],
        may_ask=governing is not None and not ticket.ended,
        action=reverse("portal:agreement", args=[guest.desk.key, ticket.reference]),
        file_url=reverse("portal:request", args=[guest.desk.key, ticket.reference]),
        **sent,
    )
    return render(request, "portal/agreement.html", context, status=status)


def summarise_agreement(guest: Guest, ticket: Ticket) -> dict[str, Any] | None:
    """Return what the page of a request says of its agreement; None without one."""
    dossier = read_dossier(ticket)
    if dossier.latest is None:
        return None
    offer, governing = find_offer(dossier, at=guest.at), dossier.governing
    shown = {
        one.pk: describe_version(one, at=guest.at, zone=guest.zone, pdf_url="")
        for one in (offer, governing)
        if one
    }
    return {
        "url": reverse("portal:agreement", args=[guest.desk.key, ticket.reference]),
        "offer": shown[offer.pk] if offer else None,
        "governing": shown[governing.pk] if governing else None,
    }


def find_version(dossier: Dossier, number: str) -> AgreementVersion | None:
    """Return the version of that number, if the reader's role sees it."""
    return next((one for one in dossier.versions if str(one.number) == number), None)


def paper_url(guest: Guest, ticket: Ticket, version: AgreementVersion) -> str:
    """Return where a version is downloaded."""
    return reverse(
        "portal:agreement-paper", args=[guest.desk.key, ticket.reference, version.number]
    )


def answer_paper(version: AgreementVersion) -> HttpResponse:
    """Return a version as a PDF to be saved."""
    response = HttpResponse(write_paper(version, at=now()), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name_paper(version)) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def say_done(act: str) -> str:
    """Return what a person is told once their word is taken."""
    return {
        "accept": gettext("It is agreed. We have sent you a copy by mail."),
        "decline": gettext("You have declined the offer. Your reason is in the file."),
        "ask": gettext("Your wish is in the file. Until both sides agree, nothing changes."),
    }[act]


def status_of(form: forms.Form) -> int:
    """Return the answer to a form that came back: refused by a rule, or wrong in its shape."""
    return 409 if form.non_field_errors() else 422
