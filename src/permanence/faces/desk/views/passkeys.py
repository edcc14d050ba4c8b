"""Passkeys: logging in with one, and keeping one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.entrance import go_on, open_session, read_pending, safe_address
from permanence.faces.desk.factor_mails import tell_factor
from permanence.faces.desk.forms import LogInForm
from permanence.faces.desk.forms.second import PasskeyForm, ProofForm
from permanence.faces.desk.passkey_asking import ask_device, read_answer, take_question
from permanence.faces.desk.passkey_setup import take_passkey
from permanence.faces.desk.presenting.passkeys import passkey_door, passkey_workshop
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.sign_on import list_ways_in
from permanence.faces.desk.proving import check_proof
from permanence.faces.desk.views.second import answer_proof, show_codes
from permanence.faces.desk.views.second_step import show_codes_once
from permanence.faces.ui.sessions import STRONG, whereabouts_of
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door
from permanence.world.accounts.actions import count_attempt, note_log_in
from permanence.world.accounts.actions.passkeys import (
    Proof,
    accept_passkey,
    ask_for_new_passkey,
    ask_for_passkey,
    remove_passkey,
)
from permanence.world.accounts.models import Passkey
from permanence.world.accounts.queries import factors_of
from permanence.world.accounts.rules import LogInAct, Right

TRIES_OF_PLACE = 60
TOO_MANY = 429


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a device for a passkey; who it belongs to is not known yet."""
    at, where = now(), whereabouts_of(request)
    if count_attempt(f"passkey:place:{where.place}", at=at) > TRIES_OF_PLACE:
        return HttpResponse(status=TOO_MANY)
    return ask_device(request, ask_for_passkey(), at=at)


@never_cache
@sensitive_post_parameters("credential")
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Let in whom a passkey proves; its device asked for more, so it counts as both factors."""
    at = now()
    back = safe_address(request, request.POST.get("next", ""))
    state, answer = take_question(request, at=at), read_answer(request.POST.get("credential", ""))
    proof = None
    if state:
        with door():
            proof = accept_passkey(state=state, answer=answer, at=at)
            note_outcome(request, proof)
    if proof is None or proof.is_twin:
        if proof is not None:
            tell_factor(proof.passkey.user, "passkey_doubted", at=at)
        form = LogInForm(initial={"next": back})
        messages.error(request, _("This passkey does not open the desk. Sign in another way."))
        context = {"form": form, "ways_in": list_ways_in(back), "passkey": passkey_door(back)}
        return render(request, "desk/login.html", context, status=422)
    return go_on(request, proof.passkey.user, how="passkey", at=at, back=back, is_both=True)


def note_outcome(request: HttpRequest, proof: Proof | None) -> None:
    """Write down a passkey that was refused."""
    at, where = now(), whereabouts_of(request)
    if proof is None:
        note_log_in(None, LogInAct.PASSKEY_REFUSED, at=at, where=where)
    elif proof.is_twin:
        key = proof.passkey
        note_log_in(key.user, LogInAct.PASSKEY_DOUBTED, at=at, where=where, name=key.name)


@never_cache
@require_POST
@staff_page(Right.READ_TICKETS)
def ask_new(request: StaffRequest) -> HttpResponse:
    """Ask the reader's device to make a passkey."""
    with door():
        question = ask_for_new_passkey(request.reader.user)
    return ask_device(request, question, at=request.reader.at)


@never_cache
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def add(request: StaffRequest) -> HttpResponse:
    """Keep a passkey that the reader's device has made."""
    user, at = request.reader.user, request.reader.at
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        codes = take_passkey(request, user, form, at=at)
        if not form.errors:
            request.session[STRONG] = True
            messages.success(request, _("The passkey is kept. It opens your log-in alone."))
            return show_codes(request, codes)
    context = {
        "shell": build_shell(request, access.desk(request)),
        "form": form,
        "passkey": passkey_workshop(at_door=False),
    }
    return render(request, "desk/passkey_new.html", context, status=form.status)


@never_cache
@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def remove(request: StaffRequest, number: int) -> HttpResponse:
    """Take a passkey away from who shows once more who they are."""
    user, at = request.reader.user, request.reader.at
    with door():
        passkey = Passkey.objects.select_related("user").filter(user=user, pk=number).first()
    if passkey is None:
        raise Http404
    name = passkey.name
    form = ProofForm(request.POST or None)
    status = form.status
    if form.is_valid():
        status = check_proof(request, user, form, at=at)
        if not form.errors:
            with door(), form.acting():
                remove_passkey(passkey, is_demanded=request.reader.must_prove_more)
                where = whereabouts_of(request)
                note_log_in(user, LogInAct.PASSKEY_REMOVED, at=at, where=where, name=name)
            status = form.status
        if not form.errors:
            tell_factor(user, "passkey_removed", at=at)
            messages.success(request, _("The passkey is removed. It opens nothing any more."))
            return HttpResponseRedirect(reverse("desk:second"))
    words = {
        "title": _("Remove the passkey “%(name)s”") % {"name": name},
        "told": _("It opens your log-in no more. You may delete it on the device, too."),
        "submit": _("Remove the passkey"),
    }
    return answer_proof(request, form, words, status=status)


@never_cache
@require_POST
def ask_at_door(request: HttpRequest) -> HttpResponse:
    """Ask the device of somebody who must set up a second factor to make a passkey."""
    at = now()
    pending = read_pending(request, at=at)
    if pending is None:
        return HttpResponse(status=403)
    with door():
        question = ask_for_new_passkey(pending.user)
    return ask_device(request, question, at=at)


@never_cache
@sensitive_post_parameters("credential")
@require_POST
def add_at_door(request: HttpRequest) -> HttpResponse:
    """Keep the passkey of somebody who must have a second factor, and let them in."""
    at = now()
    pending = read_pending(request, at=at)
    if pending is None:
        return HttpResponseRedirect(reverse("desk:login"))
    with door():
        if factors_of(pending.user):
            return HttpResponseRedirect(reverse("desk:second-step"))
    form = PasskeyForm(request.POST)
    codes = take_passkey(request, pending.user, form, at=at) if form.is_valid() else []
    if form.errors:
        for said in form.errors.values():
            messages.error(request, " ".join(map(str, said)))
        return HttpResponseRedirect(reverse("desk:second-setup"))
    how = "+".join(part for part in (pending.how, "passkey") if part)
    open_session(request, pending.user, how=how, at=at, is_strong=True)
    return show_codes_once(request, pending, codes)
