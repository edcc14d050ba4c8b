"""Mail that leaves: waiting, sent, failed; and each as its reader sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
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
from permanence.faces.desk.presenting.mails import hide_tokens, show_message, show_message_row
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.files import answer_file, answer_html
from permanence.faces.ui.numbers import read_number
from permanence.ground.outbox.actions import draft_of, files_of, send_again
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.rules import write_mail
from permanence.overview.worklists.queries import Kind, list_messages, references_of
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 50


@require_safe
@staff_page(Right.READ_OUTGOING)
def outgoing(request: StaffRequest) -> HttpResponse:
    """Show the mails of a desk, the newest first."""
    desk = access.desk(request, Right.READ_OUTGOING)
    kind, before = request.GET.get("kind", "all"), request.GET.get("before", "")
    if kind not in kind_names():
        raise Http404
    found = list_messages(
        desk.pk,
        cast(Kind, kind),
        before=read_number(before),
        most=MOST + 1,
    )
    references = references_of([message.owner for message in found])
    context: Shown = {
        "list": {"refresh_url": request.get_full_path(), "topic": "ticket:"},
        "rows": [
            show_message_row(one, request.reader, reference=references.get(one.owner, ""))
            for one in found[:MOST]
        ],
        "empty": {
            "icon": "send",
            "title": _("No mail"),
            "text": _("Confirmations, answers and calls of the ladder come here."),
        },
        "pager": show_pager(desk, kind, found),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/outgoing.html#rows", context)
    shell = build_shell(request, desk, place="outgoing")
    failed = next((one["count"] for one in shell["places"] if one["current"]), None)
    context["list"] |= {
        "summary": ngettext("%(count)s failed", "%(count)s failed", 2) % {"count": failed}
        if failed
        else "",
        "folder": "" if settings.SMTP_URL else str(settings.MAIL_FOLDER),
        "filters": [
            {"label": label, "url": outgoing_url(desk, kind=key), "current": key == kind}
            for key, label in kind_names().items()
        ],
    }
    return render(request, "desk/outgoing.html", context | {"shell": shell})


@require_safe
@staff_page(Right.READ_OUTGOING)
def message(request: StaffRequest, number: int) -> HttpResponse:
    """Show one mail as its reader sees it."""
    return answer_page(request, access.message(request, number))


@require_POST
@staff_page(Right.ANSWER)
def retry(request: StaffRequest, number: int) -> HttpResponse:
    """Try a mail again that was given up."""
    found = access.message(request, number)
    access.check(request, Right.ANSWER, found.desk_id or 0)
    form = DeskForm(request.POST)
    with form.acting():
        send_again(found, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return answer_page(request, found, status=form.status)
    messages.success(request, _("The message is tried again now."))
    return HttpResponseRedirect(reverse("desk:message", args=[number]))


@require_safe
@staff_page(Right.READ_OUTGOING)
def message_html(request: StaffRequest, number: int) -> HttpResponse:
    """Show the HTML part of a mail, alone and without any right."""
    found = access.message(request, number)
    if not found.html:
        raise Http404
    return answer_html(hide_tokens(found.html))


@require_safe
@staff_page(Right.READ_OUTGOING)
def message_raw(request: StaffRequest, number: int) -> HttpResponse:
    """Download a mail as it goes over the wire."""
    found = access.message(request, number)
    draft = draft_of(found)
    draft = replace(draft, text=hide_tokens(draft.text), html=hide_tokens(draft.html))
    mail = write_mail(draft, at=found.queued_at, files=files_of(found))
    return answer_file(mail, name=f"message-{number}.eml", kind="message/rfc822")


def answer_page(request: StaffRequest, found: Message, *, status: int = 200) -> HttpResponse:
    """Return the page of a mail."""
    desk = next(one for one in request.reader.desks if one.pk == found.desk_id)
    reference = references_of([found.owner]).get(found.owner, "")
    may_retry = found.failed_at and request.reader.may(Right.ANSWER, desk.pk)
    context = {
        "shell": build_shell(request, desk, place="outgoing"),
        "message": show_message(
            found, request.reader, reference=reference, back_url=outgoing_url(desk)
        ),
        "retry_url": reverse("desk:message-retry", args=[found.pk]) if may_retry else "",
    }
    return render(request, "desk/outgoing_message.html", context, status=status)


def kind_names() -> dict[str, str]:
    """Return by what the list may be narrowed."""
    return {"all": _("All"), "waiting": _("Waiting to leave"), "failed": _("Failed")}


def outgoing_url(desk: Desk, **asked: object) -> str:
    """Return the address of a desk's outgoing mail."""
    return f"{reverse('desk:outgoing')}?{urlencode({'desk': desk.key, **asked})}"


def show_pager(desk: Desk, kind: str, found: list[Message]) -> Shown:
    """Return the way to older mails."""
    more = len(found) > MOST
    following = outgoing_url(desk, kind=kind, before=found[MOST - 1].pk) if more else ""
    return {"previous_url": "", "next_url": following}
