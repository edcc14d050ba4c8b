"""Drafts: kept while they are written, taken back while they wait, listed for their author."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.drafting import read_sent
from permanence.faces.desk.forms import CallForm, DeskForm
from permanence.faces.desk.presenting.composer import note_form, reply_form
from permanence.faces.desk.presenting.drafts import list_drafts, say_there, show_files
from permanence.faces.desk.presenting.inserting import show_kept
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.files import answer_file
from permanence.faces.desk.views.ticket import address_of, go_on
from permanence.ground.files.actions import read_content
from permanence.ground.files.models import Blob
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.drafts import ChangedElsewhere, keep_draft
from permanence.service.tickets.actions.holding import take_back
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.tickets.queries.drafts import drafts_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST = 100
AUTOMATIC = "X-Draft"


@require_safe
@staff_page(Right.ANSWER)
def drafts(request: StaffRequest) -> HttpResponse:
    """Show what the reader has written and not sent."""
    desk = access.desk(request, Right.ANSWER)
    desks = [one.pk for one in access.desks(request, Right.ANSWER)]
    found = drafts_of(request.reader.specialist, desks=desks, most=MOST)
    context: Shown = {
        "shell": build_shell(request, desk, place="drafts"),
        "rows": list_drafts(found, request.reader),
        "empty": {
            "icon": "write",
            "title": _("No drafts"),
            "text": _("What you begin to write on a ticket waits here until you send it."),
        },
    }
    return render(request, "desk/drafts.html", context)


@require_POST
@staff_page(Right.ANSWER)
def keep(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Keep what is being written: by the button, or by the page itself while somebody types."""
    if kind not in Draft.Kind.values:
        raise Http404
    found = access.ticket(request, reference, Right.ANSWER)
    form, draft = form_of(kind, request, found), None
    if form.is_valid():
        called_at = form.cleaned_data.get("called_at")
        sent = read_sent(request, found, kind, form, called_at=called_at)
        with form.acting():
            draft = keep_draft(
                found,
                sent.writing,
                by=request.reader.specialist,
                known=sent.known,
                at=request.reader.at,
            )
    if AUTOMATIC in request.headers:
        return tell_page(request, form, draft)
    if form.errors:
        return go_on(request, found, kind, form)
    messages.success(request, _("Kept as a draft.") if draft else _("The draft is gone."))
    return HttpResponseRedirect(f"{address_of(found)}?write={kind}#composer")


def form_of(kind: str, request: StaffRequest, ticket: Ticket) -> DeskForm:
    """Return the form of a kind of draft, with what was sent."""
    if kind == "call":
        return CallForm(request.POST, zone=request.reader.zone, at=request.reader.at)
    if kind == "note":
        return note_form(policy_of(ticket), request)
    return reply_form(policy_of(ticket), request.reader, request)


def tell_page(request: StaffRequest, form: DeskForm, draft: Draft | None) -> JsonResponse:
    """Tell the script of the page which version is kept, or why it is not."""
    if form.errors:
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        stale = isinstance(form.refusal, ChangedElsewhere)
        return JsonResponse({"said": said, "stale": stale}, status=form.status)
    if draft is None:
        return JsonResponse({"version": 0, "said": "", "files": ""})
    told = {"instant": say_moment(draft.kept_at, request.reader)}
    shown = show_files(draft, draft.ticket.reference)
    named = {"files": shown, "articles": show_kept(draft)}
    files = render_to_string("desk/parts/draft_files.html", named).strip()
    said = _("Draft kept at %(instant)s") % told
    return JsonResponse({"version": draft.version, "said": said, "files": files})


@require_safe
@staff_page(Right.ANSWER)
def file(request: StaffRequest, reference: str, kind: str, key: str) -> HttpResponse:
    """Show a file of one's own draft."""
    found = access.ticket(request, reference, Right.ANSWER)
    drafts = Draft.objects.filter(ticket=found, kind=kind, specialist=request.reader.specialist)
    kept = next((one for draft in drafts for one in draft.files if one.get("key") == key), None)
    blob = Blob.objects.filter(pk=kept["blob"]).first() if kept else None
    if kept is None or blob is None:
        raise Http404
    return answer_file(read_content(blob), name=kept["name"], kind=kept["content_type"])


@require_POST
@staff_page(Right.ANSWER)
def back(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take an answer back that has not left."""
    found = access.ticket(request, reference, Right.ANSWER)
    try:
        take_back(number, by=request.reader.specialist, at=request.reader.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(address_of(found))
    messages.success(request, _("Taken back: nothing was sent."))
    return HttpResponseRedirect(f"{address_of(found)}?write=reply#composer")


@require_safe
@staff_page(Right.ANSWER)
def there(request: StaffRequest, reference: str) -> HttpResponse:
    """Say which time it is for the customer at an instant that is being chosen."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = reply_form(policy_of(found), request.reader)
    try:
        instant = form.fields["later"].clean(request.GET.get("later", ""))
    except ValidationError:
        instant = None
    return HttpResponse(escape(say_there(found, instant) if instant else ""))
