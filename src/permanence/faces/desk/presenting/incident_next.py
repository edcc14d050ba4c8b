"""What is owed next in an incident, to whom, and the one act that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import say_moment
from permanence.faces.desk.presenting.written_notices import stage_names
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries import last_revision
from permanence.service.incidents.queries.impact import confirmation_of
from permanence.service.incidents.queries.notifying import notices_of_incident
from permanence.service.notices.models import Notice, Reach
from permanence.service.reviews.queries.analysis import post_mortem_of
from permanence.service.reviews.queries.summaries import approved_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@dataclass(frozen=True)
class Next:
    """One sentence, and the act: a link, or with `key` a button that is posted as `act`."""

    text: str
    label: str = ""
    url: str = ""
    icon: str = "right"
    key: str = ""
    is_posted: bool = False


def show_next(incident: Incident, reader: Reader) -> Next | None:
    """Return what comes next for the whole incident; None when nothing is owed any more."""
    found = {
        Incident.State.SUSPECTED: next_of_suspicion,
        Incident.State.DECLARED: next_of_declared,
        Incident.State.RESOLVED: next_of_resolved,
    }.get(Incident.State(incident.state))
    return found(incident, reader) if found else None


def next_of_suspicion(incident: Incident, reader: Reader) -> Next:
    """A person says whether it is one."""
    text = _("Is it an incident? Customers are told once somebody says so.")
    if not reader.may(Right.LEAD_INCIDENTS, incident.desk_id):
        return Next(_("Whoever leads incidents confirms it, or says that it is none."))
    url = reverse("desk:incident-confirm", args=[incident.pk])
    return Next(text, _("Confirm the incident"), url, "check", is_posted=True)


def next_of_declared(incident: Incident, reader: Reader) -> Next | None:
    """Who is touched is found right, then they are told, then told again."""
    revision = last_revision(incident)
    if revision is not None and confirmation_of(revision) is None:
        text = _("Nobody is on the list of customers touched: is that right?")
        if revision.told:
            text = ngettext(
                "%(count)s customer may be touched: is the list right?",
                "%(count)s customers may be touched: is the list right?",
                revision.told,
            ) % {"count": revision.told}
        url = reverse("desk:incident-customers", args=[incident.pk])
        return Next(text, _("Look at the list"), url)
    notices = notices_of_incident(incident)
    return next_notice(notices, incident, reader) or next_report(notices, incident, reader)


def next_notice(notices: list[Notice], incident: Incident, reader: Reader) -> Next | None:
    """A notice waits for approval."""
    waiting = [one for one in notices if one.released_at is None and one.withdrawn_at is None]
    if not waiting:
        return None
    notice = waiting[-1]
    count = Reach.objects.filter(notice=notice).count()
    text = ngettext(
        "%(notice)s waits for approval: for %(count)s customer.",
        "%(notice)s waits for approval: for %(count)s customers.",
        count,
    ) % {"notice": stage_names()[notice.stage], "count": count}
    if notice.release_at is not None:
        at = say_moment(notice.release_at, reader)
        text += " " + _("If nobody decides, the short text goes out at %(at)s.") % {"at": at}
    may = reader.may(Right.APPROVE_NOTICES, incident.desk_id)
    label = _("Read and approve") if may else _("Read it")
    return Next(text, label, reverse("desk:written-notice", args=[notice.pk]))


def next_report(notices: list[Notice], incident: Incident, reader: Reader) -> Next | None:
    """Those who were told are told again."""
    sent = next((one for one in notices if one.released_at is not None), None)
    if sent is None:
        return None
    text = _("Customers were told; no report waits.")
    if sent.next_report_at is not None:
        at = say_moment(sent.next_report_at, reader)
        text = _("Customers were told that they hear more by %(at)s.") % {"at": at}
    return begin(incident, "report", text, _("Write the next situation report"), reader)


def begin(incident: Incident, key: str, text: str, label: str, reader: Reader) -> Next:
    """A notice is begun by who works on incidents; everybody reads that it is owed."""
    if not reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id):
        return Next(text)
    url = reverse("desk:incident-notices", args=[incident.pk])
    return Next(text, label, url, "write", key, is_posted=True)


def next_of_resolved(incident: Incident, reader: Reader) -> Next | None:
    """Customers hear that it is over; then the desk looks back and sums it up."""
    notices = notices_of_incident(incident)
    waits = next_notice(notices, incident, reader)
    if waits is not None:
        return waits
    sent = {one.stage for one in notices if one.released_at is not None}
    if sent and "resolved" not in sent:
        text = _("Customers have not heard yet that it is over.")
        return begin(incident, "resolved", text, _("Write that it is over"), reader)
    post_mortem = post_mortem_of(incident)
    if post_mortem is not None and post_mortem.closed_at is None:
        text = _("What went well, what failed, and what keeps it from coming back?")
        url = reverse("desk:post-mortem", args=[incident.pk])
        return Next(text, _("Go on with the post-mortem"), url)
    url = reverse("desk:incident-summary", args=[incident.pk])
    if approved_of(incident) is None:
        return Next(_("Customers may ask for a summary."), _("Write the summary"), url)
    return Next(_("All is said and done: the incident can be closed."), _("Close it"), url)
