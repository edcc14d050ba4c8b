"""Who carries SMS, chat messages and phone calls: a page of administration."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.ways import FORMS, WayForm, WayTrialForm
from permanence.faces.desk.presenting.settings import list_settings
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.ways import (
    kind_names,
    list_new,
    show_trials,
    show_watch,
    show_ways,
    way_names,
)
from permanence.ground.ways.actions.keeping import (
    add_provider,
    change_provider,
    end_provider,
    try_provider,
)
from permanence.ground.ways.actions.sealing import address_of_reports
from permanence.ground.ways.models import Provider
from permanence.ground.ways.queries import all_providers, trials_of
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.providers import KINDS, Kind
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right

ADDRESSES = {"url", "base"}
MAY_HOLD_KEYS = {"extra"}
SECRETS = ("authorization", "address", "token", "password")


@require_safe
@staff_page(Right.READ_SETTINGS)
def ways(request: StaffRequest) -> HttpResponse:
    """Show who carries what, in the order in which they are tried."""
    desk = access.desk(request, Right.READ_SETTINGS)
    names = dict(Desk.objects.values_list("pk", "name"))
    may_edit = access.has_everywhere(request, Right.EDIT_WAYS)
    context = {
        "shell": build_shell(request, desk, place="ways"),
        "ways": show_ways(all_providers(), request.reader, names),
        "may_read": access.has_everywhere(request, Right.READ_SETTINGS),
        "may_edit": may_edit,
        "new_urls": list_new("") if may_edit else [],
        "watch": show_watch(request.reader),
    }
    return render(request, "desk/ways.html", context)


@never_cache
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "POST"])
@staff_page(Right.EDIT_WAYS)
def way_new(request: StaffRequest) -> HttpResponse:
    """Write down somebody who carries calls."""
    access.check_everywhere(request, Right.EDIT_WAYS)
    way, kind = read_kind(request)
    form = build_form(request, None, way, kind)
    if form.is_bound and form.is_valid():
        with form.acting():
            made = add_provider(form.card(), secrets=form.typed_secrets(), **told_by(request))
        if form.refusal is None:
            messages.success(request, _("It is kept. Send a test before people depend on it."))
            return HttpResponseRedirect(reverse("desk:way", args=[made.pk]))
    return answer_way(request, None, form)


@never_cache
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_SETTINGS)
def way(request: StaffRequest, number: int) -> HttpResponse:
    """Show what is kept of somebody who carries calls; what is sent changes it."""
    right = Right.EDIT_WAYS if request.method == "POST" else Right.READ_SETTINGS
    found = find_provider(request, number, right)
    if request.GET.get("part") == "trials":
        return render(request, "desk/parts/way_trials.html", show_trial_part(request, found))
    form = build_form(request, found, Way(found.way), Kind(found.kind))
    if form.is_bound and form.is_valid():
        secrets = form.typed_secrets()
        with form.acting():
            change_provider(found, form.card(), secrets=secrets, **told_by(request))
        if form.refusal is None:
            messages.success(request, _("The provider is changed."))
            return HttpResponseRedirect(reverse("desk:way", args=[found.pk]))
    return answer_way(request, found, form)


@require_POST
@staff_page(Right.EDIT_WAYS)
def way_try(request: StaffRequest, number: int) -> HttpResponse:
    """Send a test by one provider; what becomes of it is shown as it comes."""
    found = find_provider(request, number)
    trial = WayTrialForm(request.POST, way=Way(found.way))
    if not trial.is_valid():
        form = build_form(request, found, Way(found.way), Kind(found.kind), is_sent=False)
        return answer_way(request, found, form, trial=trial)
    text = _("This is a test of Permanence. Nothing has to be done.")
    address, language = trial.cleaned_data["address"], request.reader.user.language
    try_provider(found, address, language=language, text=text, at=request.reader.at)
    return HttpResponseRedirect(f"{reverse('desk:way', args=[found.pk])}#trials")


@require_POST
@staff_page(Right.EDIT_WAYS)
def way_end(request: StaffRequest, number: int) -> HttpResponse:
    """Let a provider carry nothing any more."""
    found = find_provider(request, number)
    end_provider(found, **told_by(request))
    messages.success(request, _("This provider carries nothing any more."))
    return HttpResponseRedirect(reverse("desk:ways"))


def find_provider(request: StaffRequest, number: int, right: Right = Right.EDIT_WAYS) -> Provider:
    """Return a provider that the reader may change, or do this with."""
    access.check_everywhere(request, right)
    found = Provider.objects.active().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def read_kind(request: StaffRequest) -> tuple[Way, Kind]:
    """Return which way and kind of provider is asked for."""
    asked, kind = request.GET.get("way", ""), request.GET.get("kind", "")
    if asked not in set(Way) or kind not in KINDS[Way(asked)]:
        raise Http404
    return Way(asked), Kind(kind)


def told_by(request: StaffRequest) -> dict[str, Any]:
    """Return who acts, and when."""
    at: datetime = request.reader.at
    return {"by": request.reader.actor, "at": at}


def build_form(
    request: StaffRequest, found: Provider | None, way: Way, kind: Kind, *, is_sent: bool = True
) -> WayForm:
    """Return the form of a provider, with what was sent or what is kept."""
    sent = (request.POST,) if request.method == "POST" and is_sent else ()
    initial: dict[str, Any] = {}
    if found is not None:
        within = found.receipt_within
        initial = {
            **found.settings,
            "name": found.name,
            "rank": found.rank,
            "desk": found.desk_id,
            "per_minute": found.per_minute,
            "receipt_seconds": None if within is None else round(within.total_seconds()),
        }
    form = FORMS[kind](*sent, way=way, desks=list(Desk.objects.order_by("pk")), initial=initial)
    if found is None and hasattr(form, "needs_address"):
        form.needs_address = True
    return form


def show_trial_part(request: StaffRequest, found: Provider) -> dict[str, Any]:
    """Return what the part with the trials of a provider reads."""
    may_edit = access.has_everywhere(request, Right.EDIT_WAYS)
    shown = show_trials(trials_of(found), request.reader, is_plain=not may_edit)
    return {
        "trials": shown,
        "is_waiting": any(one["is_open"] for one in shown),
        "part_url": f"{reverse('desk:way', args=[found.pk])}?part=trials",
    }


def answer_way(
    request: StaffRequest,
    found: Provider | None,
    form: WayForm,
    *,
    trial: WayTrialForm | None = None,
) -> HttpResponse:
    """Return the page of a provider; without one, that of a new one."""
    desk = access.desk(request, Right.READ_SETTINGS)
    may_edit = access.has_everywhere(request, Right.EDIT_WAYS)
    context: dict[str, Any] = {
        "shell": build_shell(request, desk, place="ways"),
        "form": form,
        "settings": None if may_edit else list_settings(form, but=MAY_HOLD_KEYS, hosts=ADDRESSES),
        "title": found.name if found else _("New provider"),
        "kind": f"{way_names()[form.way]} · {kind_names()[form.kind]}",
        "back_url": reverse("desk:ways"),
        "provider": None,
    }
    if found is not None:
        reports = address_of_reports(found) if may_edit and form.kind in {Kind.GATEWAY} else ""
        context |= show_trial_part(request, found)
        context["trial"] = trial or WayTrialForm(way=form.way)
        context["provider"] = {
            "url": reverse("desk:way", args=[found.pk]),
            "try_url": reverse("desk:way-try", args=[found.pk]),
            "end_url": reverse("desk:way-end", args=[found.pk]),
            "receipt_url": f"{reports}receipt" if reports else "",
            "reply_url": f"{reports}reply" if reports else "",
        }
    status = trial.status if trial is not None else form.status
    return render(request, "desk/way.html", context, status=status)
