"""Who asks, and what they may see: the door of every page of the desk (SPEC C6).

Sessions and log-ins are readable by the log-in role alone, so they are read before the page enters
the house; then the whole page is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from permanence.faces.desk.entrance import go_on
from permanence.faces.desk.sealed import GlassBefore, is_sealed, look_at, owner_of_mail
from permanence.faces.ui.moments import writing_dates
from permanence.faces.ui.sessions import HOW, STRONG
from permanence.ground.journal.actions import record_read
from permanence.ground.journal.rules import Actor, Look
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import door, staff
from permanence.ground.lib.prepared import Prepared
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.queries.holding import IS_HELD
from permanence.overview.worklists.queries import Whose
from permanence.service.agreements.queries import HAS_AGREEMENT
from permanence.service.escalation.queries import is_climbed
from permanence.service.incidents.queries.joining import KNOWN_JOINED, KNOWN_NEAR
from permanence.service.intake.models import Letter
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.queries import GATHERS
from permanence.service.tickets.queries.drafts import IS_DRAFTED
from permanence.service.tickets.queries.places import CHANGED
from permanence.service.timesheets.queries import SHEET
from permanence.world.accounts.models import Desk, Specialist, StaffRole, User
from permanence.world.accounts.rules import Right, demands_second_factor, may

P = ParamSpec("P")
ROLES_OF = Prepared(
    lambda user: StaffRole.objects.filter(specialist__user=user).select_related(
        "specialist", "desk"
    ),
    "user",
)
TICKET_FIELDS = ("organisation", "contact", "contract", "team", "assignee", "installation")
STANDS = {
    "gathers": GATHERS,
    "changed_before": CHANGED,
    "is_drafted": IS_DRAFTED,
    "has_agreement": HAS_AGREEMENT,
    "is_climbed": is_climbed("ticket"),
    "is_held": IS_HELD,
    "known_joined": KNOWN_JOINED,
    "known_near": KNOWN_NEAR,
}
TICKET_BY = Prepared(
    lambda reference: (
        Ticket.objects.select_related(*TICKET_FIELDS)
        .annotate(**STANDS, **SHEET)
        .found_by(reference)
    ),
    "reference",
)
DESK_COOKIE = "desk"


@dataclass(frozen=True)
class Reader:
    """The member of staff behind a request, with what they may do on each desk."""

    user: User
    specialist: Specialist
    roles: Mapping[int, frozenset[str]]
    desks: tuple[Desk, ...]
    zone: ZoneInfo
    at: datetime

    @property
    def actor(self) -> Actor:
        """Who the journal says did it."""
        return self.specialist.actor

    def may(self, right: Right, desk: int) -> bool:
        """Say whether this person has a right on a desk."""
        return may(self.roles.get(desk, frozenset()), right)

    @property
    def must_prove_more(self) -> bool:
        """Whether one of this person's roles asks for a second factor."""
        return any(
            demands_second_factor(self.roles[desk.pk], desk.strict_roles) for desk in self.desks
        )

    def whose(self, desk: Desk) -> Whose:
        """Return for whom lists are made."""
        return Whose(desk.pk, self.specialist.pk)


class StaffRequest(HttpRequest):
    """A request that `staff_page` let in."""

    reader: Reader


Page = Callable[Concatenate[StaffRequest, P], HttpResponse]


def staff_page(right: Right) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], Any]]:
    """Let in who is logged in and has the right on some desk; the page runs in the house."""

    def guard(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], Any]:
        @wraps(view)
        def page(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                return ask_to_log_in(request)
            at = now()
            with staff(reader=user.pk, at=at, tuning=tuning_of(request)):
                reader = read_reader(user, at=at)
                if reader.must_prove_more and not request.session.get(STRONG):
                    return ask_for_more(request, reader)
                if not any(reader.may(right, desk.pk) for desk in reader.desks):
                    raise PermissionDenied
                request.reader = reader
                try:
                    with writing_dates(user.dates):
                        response = view(request, *args, **kwargs)
                except GlassBefore as sealed:
                    response = lead_to(request, reverse("desk:glass", args=[sealed.reference]))
            response.headers.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, ["HX-Request"])
            return response

        return page  # type: ignore[return-value]  # the request is one of staff from here on

    return guard


def tuning_of(request: HttpRequest) -> dict[str, str]:
    """Let joins be taken in the order in which they are written, and a page that shows not wait.

    To try all orders of a ticket's joins takes PostgreSQL longer than the page. A power failure
    may cost the counts of what was looked at in its last moment, but never an act.
    """
    shows = request.method in {"GET", "HEAD"}
    return {"join_collapse_limit": "1", "synchronous_commit": "off" if shows else "on"}


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the log-in and back here."""
    return lead_to(request, f"{reverse('desk:login')}?{urlencode({'next': way_back(request)})}")


def ask_for_more(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Take a log-in back to where a second factor is asked for, and then come back here.

    So it is for who logged in before the rule was made.
    """
    how = request.session.get(HOW, "")
    with door():
        step = go_on(request, reader.user, how=how, at=reader.at, back=way_back(request))
    return lead_to(request, step["Location"])


def way_back(request: HttpRequest) -> str:
    """Return the page that somebody is on."""
    if request.headers.get("HX-Request"):
        return request.headers.get("HX-Current-URL", "")
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return request.headers.get("Referer", "")


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to an address; a part of a page takes the whole page there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def read_reader(user: User, *, at: datetime) -> Reader:
    """Return who a log-in is; nobody without a role gets further."""
    given = ROLES_OF(user=user.pk)
    if not given:
        raise PermissionDenied
    roles: dict[int, frozenset[str]] = {}
    for one in given:
        roles[one.desk_id] = roles.get(one.desk_id, frozenset()) | {one.role}
    desks = {one.desk_id: one.desk for one in given}.values()
    return Reader(
        user=user,
        specialist=given[0].specialist,
        roles=roles,
        desks=tuple(sorted(desks, key=lambda desk: (desk.position, desk.pk))),
        zone=ZoneInfo(user.zone),
        at=at,
    )


def specialist(request: StaffRequest) -> Specialist:
    """Return the member of staff who asks."""
    return request.reader.specialist


def desks(request: StaffRequest, right: Right = Right.READ_TICKETS) -> list[Desk]:
    """Return the desks on which the reader has a right, in their order."""
    reader = request.reader
    return [desk for desk in reader.desks if reader.may(right, desk.pk)]


def has_everywhere(request: StaffRequest, right: Right) -> bool:
    """Say whether the reader has a right on every desk: for what all of them depend on."""
    return len(desks(request, right)) == Desk.objects.count()


def check_everywhere(request: StaffRequest, right: Right) -> None:
    """Refuse who could change what other desks depend on."""
    if not has_everywhere(request, right):
        raise PermissionDenied


def desk(request: StaffRequest, right: Right = Right.READ_TICKETS) -> Desk:
    """Return the desk that the address names, else the one looked at last, else the first."""
    allowed = {one.key: one for one in desks(request, right)}
    if not allowed:
        raise PermissionDenied
    named = request.GET.get("desk", "")
    if named:
        if named not in allowed:
            raise Http404
        return allowed[named]
    return allowed.get(request.COOKIES.get(DESK_COOKIE, "")) or next(iter(allowed.values()))


def check(request: StaffRequest, right: Right, desk_id: int) -> None:
    """Refuse who sees a thing and may not do this with it."""
    if not request.reader.may(right, desk_id):
        raise PermissionDenied


def ticket(request: StaffRequest, reference: str, right: Right = Right.READ_TICKETS) -> Ticket:
    """Return the file a reference finds, and note that it was looked at.

    Unknown, of a desk on which the reader does not work, or kept from them: all the same, 404.
    """
    found = next(iter(TICKET_BY(reference=reference)), None)
    if found is None and request.method in {"GET", "HEAD"} and may_open(request, reference):
        raise GlassBefore(reference)
    if found is None or not request.reader.may(Right.READ_TICKETS, found.desk_id):
        raise Http404
    check(request, right, found.desk_id)
    found.desk = next(one for one in request.reader.desks if one.pk == found.desk_id)
    note_look(request, found)
    return found


def may_open(request: StaffRequest, reference: str) -> bool:
    """Say whether a reference finds what the reader may open by breaking the glass."""
    return is_sealed(reference, [one.pk for one in desks(request, Right.BREAK_GLASS)])


def note_read(request: StaffRequest, subject: str, *, what: str = "", desk: int = 0) -> None:
    """Keep that the reader looked at customer data (SPEC C6)."""
    look = Look(subject, what, desk=desk or None)
    record_read(look, actor=request.reader.actor, at=request.reader.at)


def note_look(request: StaffRequest, ticket: Ticket, what: str = "") -> None:
    """Keep that the reader looked at a file, and by which way if it is confidential."""
    look = look_at(ticket, what, by=request.reader.specialist)
    record_read(look, actor=request.reader.actor, at=request.reader.at)


def letter(request: StaffRequest, number: int) -> Letter:
    """Return a letter whose file, or what is held with it, the reader may see; else 404."""
    found = Letter.objects.select_related("desk", "ticket").filter(pk=number).first()
    if found is None:
        raise Http404
    right = Right.READ_TICKETS if found.ticket_id else Right.READ_LETTERS
    if not request.reader.may(right, found.desk_id):
        raise Http404
    if found.ticket is not None:
        note_look(request, found.ticket, f"letter:{number}")
    else:
        note_read(request, f"letter:{number}", desk=found.desk_id)
    return found


def entry(request: StaffRequest, number: int, what: str = "entry") -> Entry:
    """Return an entry of a file that the reader may see; else 404. `what` of it is looked at."""
    found = Entry.objects.select_related("ticket").filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.ticket.desk_id):
        raise Http404
    note_look(request, found.ticket, f"{what}:{number}")
    return found


def attachment(request: StaffRequest, number: int) -> Attachment:
    """Return a file of an entry that the reader may see; else 404."""
    rows = Attachment.objects.select_related("entry__ticket", "blob")
    found = rows.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_TICKETS, found.entry.ticket.desk_id):
        raise Http404
    note_look(request, found.entry.ticket, f"attachment:{number}")
    return found


def message(request: StaffRequest, number: int) -> Message:
    """Return an outgoing message of a desk whose mail the reader may see; else 404."""
    found = Message.objects.filter(pk=number).first()
    if found is None or not request.reader.may(Right.READ_OUTGOING, found.desk_id or 0):
        raise Http404
    file = owner_of_mail(found.owner)
    if file is not None:
        note_look(request, file, f"message:{number}")
    else:
        note_read(request, found.owner, what=f"message:{number}", desk=found.desk_id or 0)
    return found
