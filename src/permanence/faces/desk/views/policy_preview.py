"""A new version of a policy: looked at first, then loaded (SPEC C1)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.policies import PolicyForm
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.policies import show_preview
from permanence.faces.desk.presenting.shell import build_shell
from permanence.overview.previews.queries import Preview, preview_policy
from permanence.promises.policies.actions import Loading, load_policy
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.promises.terms.rules import Fault, Faults
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

FILE = "document"


@require_http_methods(["GET", "POST"])
@staff_page(Right.LOAD_POLICIES)
def policy_new(request: StaffRequest) -> HttpResponse:
    """Show what a document would change, and load it once that has been seen."""
    desk = access.desk(request, Right.LOAD_POLICIES)
    zone, at = zone_of(request, desk), request.reader.at
    if request.method != "POST":
        return show_form(request, desk, PolicyForm(zone=zone, at=at))
    form = PolicyForm(request.POST, request.FILES, zone=zone, at=at)
    if not form.is_valid():
        return show_form(request, desk, form)
    try:
        preview = preview_policy(form.text, file=FILE, at=at, effective_at=form.effective_at)
    except Faults as faults:
        form.add_error("document", _("The document cannot be loaded as it is."))
        return show_form(request, desk, form, faults=faults.faults)
    if preview.policy.desk != desk.key:
        form.add_error("document", say_other_desk(preview.policy.desk))
        return show_form(request, desk, form)
    if request.POST.get("act") == "load" and form.cleaned_data["seen"] == mark_seen(form, preview):
        with form.acting():
            loading = load_policy(
                form.text,
                file=FILE,
                at=at,
                effective_at=form.effective_at,
                by=request.reader.actor,
            )
            return confirm(request, desk, loading)
    elif request.POST.get("act") == "load":
        form.add_error(None, _("This is not what you looked at: see again what it would change."))
    return show_form(request, desk, form, preview=preview)


def show_form(
    request: StaffRequest,
    desk: Desk,
    form: PolicyForm,
    *,
    faults: tuple[Fault, ...] = (),
    preview: Preview | None = None,
) -> HttpResponse:
    """Return the page with the document kept, and what is wrong in it or would change by it."""
    context: dict[str, Any] = {
        "shell": build_shell(request, desk, place="policies"),
        "form": keep_document(form, preview),
        "faults": [
            {"line": one.line, "key": one.key, "wrong": one.wrong, "right": one.right}
            for one in faults
        ],
        "preview": show_preview(preview, request.reader) if preview else None,
        "back_url": f"{reverse('desk:policies')}?{urlencode({'desk': desk.key})}",
        "action": f"{reverse('desk:policy-new')}?{urlencode({'desk': desk.key})}",
    }
    return render(request, "desk/policy_new.html", context, status=form.status)


def keep_document(form: PolicyForm, preview: Preview | None) -> PolicyForm:
    """Let the form hold what was uploaded as if pasted, and the mark of what is looked at."""
    if form.is_bound:
        kept = cast(QueryDict, form.data).copy()
        kept["document"] = form.given or kept.get("document", "")
        kept["seen"] = mark_seen(form, preview) if preview else ""
        form.data = kept
    return form


def mark_seen(form: PolicyForm, preview: Preview) -> str:
    """Return the mark of what was looked at: document, date, the version it is held against."""
    shown = (form.text, form.effective_at, preview.before and preview.before.version)
    return sha256(repr(shown).encode()).hexdigest()


def confirm(request: StaffRequest, desk: Desk, loading: Loading) -> HttpResponse:
    """Say which version was made and since when it holds, and lead to it."""
    told = {
        "number": loading.number,
        "instant": say_moment(loading.effective_at, request.reader),
        "who": request.reader.specialist.name,
    }
    if not loading.new:
        text = _("Nothing is new: this is version %(number)s.") % told
    elif loading.effective_at > request.reader.at:
        text = _("Version %(number)s is loaded by %(who)s and takes effect %(instant)s.") % told
    else:
        text = _("Version %(number)s is loaded by %(who)s and in force.") % told
    messages.success(request, text)
    return HttpResponseRedirect(reverse("desk:policy-version", args=[desk.key, loading.number]))


def say_other_desk(key: str) -> str:
    """Return that a document is not of the desk at which one looks."""
    return _("This is the policy of another desk: %(desk)s.") % {"desk": key}


def zone_of(request: StaffRequest, desk: Desk) -> ZoneInfo:
    """Return the desk's own zone, as its policy in force names it."""
    try:
        return ZoneInfo(policy_in_force(desk.key, at=request.reader.at)[1].zone)
    except NoPolicy:
        return request.reader.zone
