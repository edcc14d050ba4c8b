"""What a desk adds of its own to its mails: written, previewed, saved, with every version."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.mail_texts import MailTextForm
from permanence.faces.desk.presenting.mail_texts import (
    list_mail_variables,
    list_mails,
    mail_names,
    show_mail_versions,
    show_mails,
)
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.wording import address_of_list
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.wording.actions import FaultyWording, save_mail_text
from permanence.world.wording.queries import mail_text_versions
from permanence.world.wording.rules import MAILS, tidy_mail_texts


@require_safe
@staff_page(Right.EDIT_WORDING)
def mail_texts(request: StaffRequest) -> HttpResponse:
    """Show the mails to which the desk may add a text."""
    desk = access.desk(request, Right.EDIT_WORDING)
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "rows": list_mails(desk),
        "back_url": address_of_list(desk),
    }
    return render(request, "desk/mail_texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.EDIT_WORDING)
def mail_text(request: StaffRequest, mail: str) -> HttpResponse:
    """Show a mail as customers read it, with what the desk adds; save or preview another text."""
    desk = access.desk(request, Right.EDIT_WORDING)
    if mail not in MAILS:
        raise Http404
    versions = mail_text_versions(desk.pk, mail)
    texts = dict(versions[0].texts) if versions else {}
    sent = request.POST if request.method == "POST" else None
    form = MailTextForm(sent, texts=texts, number=versions[0].number if versions else 0)
    here = f"{reverse('desk:mail-text', args=[mail])}?{urlencode({'desk': desk.key})}"
    if form.is_valid():
        texts = tidy_mail_texts(form.texts)
        if request.POST.get("act") != "preview" and save(request, desk, mail, form):
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(here)
    context = {
        "shell": build_shell(request, desk, place="wordings"),
        "title": mail_names()[mail],
        "form": form,
        "variables": list_mail_variables(),
        "previews": show_mails(mail, texts, desk, request.reader),
        "history": show_mail_versions(versions, request.reader),
        "back_url": f"{reverse('desk:mail-texts')}?{urlencode({'desk': desk.key})}",
    }
    return render(request, "desk/mail_text.html", context, status=form.status)


def save(request: StaffRequest, desk: Desk, mail: str, form: MailTextForm) -> bool:
    """Save what was typed; False when it was refused, which the form says."""
    reader, seen = request.reader, form.cleaned_data["seen"] or 0
    with form.acting():
        save_mail_text(desk, mail, form.texts, by=reader.actor, at=reader.at, seen=seen)
        return True
    if isinstance(form.refusal, FaultyWording):
        form.point_at(form.refusal.faults)
    return False
