"""What a customer was told of incidents; opening one marks that it was read (SPEC A12)."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.portal.access import Guest, enter_desk
from permanence.faces.portal.shell import furnish_page
from permanence.faces.portal.touching import (
    has_said,
    incident_told_of,
    own_clocks,
    say_touched,
)
from permanence.faces.ui.moments import say_instant, say_instant_fully
from permanence.ground.lib.prepared import Prepared
from permanence.ground.lib.text import html_of_words
from permanence.service.incidents.models import IncidentClock
from permanence.service.notices.actions import mark_read
from permanence.service.notices.models import Delivery

SHOWN = 100
# Each notice was sent to some people of an organisation: the newest, with as many more as that.
NEWEST = Prepared(
    lambda organisation, desk: Delivery.objects.filter(
        organisation_id=organisation, place_id=desk, queued_at__isnull=False
    ).order_by(F("queued_at").desc(), "pk")[: SHOWN * 3],
    "organisation",
    "desk",
)


@never_cache
@require_safe
def list_notices(request: HttpRequest, desk: str) -> HttpResponse:
    """Show what a customer was told, the newest first, each notice once."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        read = set(
            own_deliveries(guest)
            .filter(readings__contact_id=guest.contact.pk)
            .values_list("notice", flat=True)
        )
        rows = [
            show_delivery(one, guest) | {"is_new": one.notice_id not in read}
            for one in newest_of_each(guest)
        ]
        context = furnish_page(request, guest, place="notices", rows=rows)
        return render(request, "portal/notices.html", context)


@never_cache
@require_safe
def show_notice(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Show one notice as it was sent, and mark that this person has read it."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        found = own_deliveries(guest).filter(pk=number).first()
        if found is None:
            raise Http404
        if request.method == "GET":
            mark_read(found, contact=guest.contact, at=guest.at)
        notice = show_delivery(found, guest) | {
            "html": html_of_words(found.text),
            "language": found.language,
            "back_url": reverse("portal:notices", args=[desk]),
        }
        incident = incident_told_of(found)
        touching = {
            "touch_url": reverse("portal:notice-touched", args=[desk, number]) if incident else "",
            "has_said": bool(incident) and has_said(incident or 0, guest),
            "promises": [show_promise(one, guest) for one in own_clocks(incident or 0, guest)],
        }
        context = furnish_page(request, guest, place="notices", notice=notice, **touching)
        return render(request, "portal/notice.html", context)


@require_POST
def say_it_touches(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Take down that what a notice tells of touches the reader too."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        found = own_deliveries(guest).filter(pk=number).first()
        said = request.POST.get("said", "")
        if found is None or not say_touched(incident_told_of(found), guest, said=said):
            raise Http404
    return redirect("portal:notice", desk, number)


def show_promise(clock: IncidentClock, guest: Guest) -> dict[str, str]:
    """Return a time that runs for this customer alone: until when, and what became of it."""
    names = {"notify": _("Written notice"), "report": _("Next situation report")}
    standing = clock.timing.standing(met_at=clock.met_at, at=guest.at)
    words = {
        "met": (_("in time"), "met"),
        "late": (_("came late"), "overdue"),
        "overdue": (_("overdue"), "overdue"),
    }
    word, tone = words.get(standing, (_("on its way"), "at_risk"))
    told = {"until": say_instant(clock.limit_at, at=guest.at, zone=guest.zone)}
    return {
        "name": names[clock.key],
        "until": _("by %(until)s") % told,
        "until_iso": clock.limit_at.isoformat(),
        "until_title": say_instant_fully(clock.limit_at, zone=guest.zone),
        "contract": clock.contract,
        "word": word,
        "tone": tone,
    }


@require_POST
def say_disruption_touches(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Take down that a disruption which the desk knows of touches the reader too."""
    with enter_desk(request, desk) as guest:
        if guest.contact is None:
            return redirect("portal:ask-link", desk)
        if not say_touched(number, guest, said=request.POST.get("said", "")):
            raise Http404
    return redirect("portal:new", desk)


def own_deliveries(guest: Guest) -> Any:
    """Return what was sent to the organisation of a guest from this desk; of nobody's, nothing."""
    if guest.contact is None or guest.contact.organisation_id is None:
        return Delivery.objects.none()
    return Delivery.objects.filter(
        organisation_id=guest.contact.organisation_id,
        place_id=guest.desk.pk,
        queued_at__isnull=False,
    )


def newest_of_each(guest: Guest) -> list[Delivery]:
    """Return each notice once: the one to the reader where there is one, else a colleague's."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return []
    found: dict[int, Delivery] = {}
    for one in NEWEST(organisation=contact.organisation_id, desk=guest.desk.pk):
        if one.notice_id not in found or one.contact_id == contact.pk:
            found[one.notice_id] = one
    return list(found.values())[:SHOWN]


def show_delivery(delivery: Delivery, guest: Guest) -> dict[str, Any]:
    """Return a notice as a line or the head of its page."""
    at = delivery.queued_at or guest.at
    stages = {
        "first": _("First notice"),
        "report": _("Situation report"),
        "resolved": _("Resolved"),
    }
    return {
        "url": reverse("portal:notice", args=[guest.desk.key, delivery.pk]),
        "subject": delivery.subject,
        "title": delivery.title,
        "stage": stages[delivery.stage],
        "tone": "met" if delivery.stage == "resolved" else "at_risk",
        "at": say_instant(at, at=guest.at, zone=guest.zone),
        "at_iso": at.isoformat(),
        "at_title": say_instant_fully(at, zone=guest.zone),
    }
