"""Who looks at a portal page, and the one transaction in which it is made.

A customer is known by a signed link, from which the session keeps contact and organisation. The
page then runs under the portal's role: row-level security shows the organisation's rows, and
every look-up here narrows them to the contact's own (SPEC C6).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils import translation

from permanence.faces.ui.language import COOKIE, KNOWN
from permanence.ground.lib.clock import now
from permanence.ground.lib.db import portal
from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.queries import NoPolicy, policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Words, say
from permanence.service.knowledge.models import Article
from permanence.service.knowledge.rules.audiences import CUSTOMERS, EVERYONE
from permanence.service.tickets.models import Attachment, Ticket
from permanence.service.tickets.models.ticket import TicketQuerySet
from permanence.service.tickets.queries import GATHERS
from permanence.world.accounts.models import Contact, Desk
from permanence.world.accounts.rules import CustomerRight

CONTACTS = Prepared(
    lambda contact: Contact.objects.select_related("organisation").filter(pk=contact).staying(),
    "contact",
)
# Row security leaves only articles that this reader may read.
DESKS = Prepared(
    lambda key: Desk.objects.filter(key=key).annotate(
        has_articles=Exists(Article.objects.standing().filter(desk=OuterRef("pk")))
    ),
    "key",
)
READABLE_OF_PERSON = Prepared(
    lambda contact, desk, number: (
        Ticket.objects.found_by(number)
        .filter(contact=contact, desk=desk)
        .select_related("contact")
        .annotate(gathers=GATHERS)
    ),
    "contact",
    "desk",
    "number",
)
READABLE_OF_ALL = Prepared(
    lambda organisation, desk, number: (
        Ticket.objects.found_by(number)
        .filter(organisation=organisation, desk=desk)
        .select_related("contact")
        .annotate(gathers=GATHERS)
    ),
    "organisation",
    "desk",
    "number",
)
IDENTITY = "portal_contact"
SENT = "portal_sent"


@dataclass(frozen=True)
class Identity:
    """Whom a session speaks for."""

    contact: int | None = None
    organisation: int | None = None


NOBODY = Identity()


@dataclass(frozen=True)
class Guest:
    """Who looks at a desk's portal, when and in which language; nobody known has no contact."""

    desk: Desk
    version: int
    policy: Policy
    contact: Contact | None
    at: datetime
    language: str
    has_articles: bool = False

    @property
    def audience(self) -> str:
        """For whom an article must be so that this reader may read it."""
        return CUSTOMERS if self.contact else EVERYONE

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this reader is told instants."""
        contact = self.contact
        own = contact and (contact.zone or (contact.organisation and contact.organisation.zone))
        return ZoneInfo(own or self.policy.zone)

    @property
    def region(self) -> str:
        """The region whose lines and contacts come first; empty when nobody knows."""
        contact = self.contact
        if contact is None:
            return ""
        return contact.region or (contact.organisation.region if contact.organisation else "")

    def say(self, words: Words) -> str:
        """Return a text of the policy in the reader's language."""
        return say(words, self.language, self.policy.default_language)

    def say_clause(self, key: str) -> str:
        """Return a published clause in the reader's language; empty when there is none."""
        clause = self.policy.clause(key)
        return self.say(clause.text) if clause and clause.published else ""


@contextmanager
def enter_desk(request: HttpRequest, desk: str) -> Iterator[Guest]:
    """Run a page of a desk in one transaction that sees what its reader may see.

    The session is read before: only the log-in role may. A contact that has changed hands since
    the link was followed is nobody until a new link says otherwise.
    """
    identity = read_identity(request)
    with portal(organisation=identity.organisation, contact=identity.contact):
        contact = find_contact(identity)
        if contact is not None or identity == NOBODY:
            yield greet_guest(request, desk, contact)
            return
    forget_identity(request)
    with portal(organisation=None, contact=None):
        yield greet_guest(request, desk, None)


def read_identity(request: HttpRequest) -> Identity:
    """Return whom the session speaks for."""
    kept = request.session.get(IDENTITY)
    return Identity(kept["contact"], kept["organisation"]) if kept else NOBODY


def find_contact(identity: Identity) -> Contact | None:
    """Return the session's contact as long as it belongs where it did, and is not merged."""
    if identity.contact is None:
        return None
    found = next(iter(CONTACTS(contact=identity.contact)), None)
    return found if found and found.organisation_id == identity.organisation else None


def greet_guest(request: HttpRequest, desk_key: str, contact: Contact | None) -> Guest:
    """Return the guest of a desk's portal; a desk unknown or without policy is not there."""
    at = now()
    try:
        [desk] = DESKS(key=desk_key)
        version, policy = policy_in_force(desk_key, at=at)
    except (ValueError, NoPolicy):
        raise Http404 from None
    language = speak_language(request, contact.language if contact else "")
    return Guest(desk, version, policy, contact, at, language, desk.has_articles)


def speak_language(request: HttpRequest, own: str) -> str:
    """Let the page speak the reader's own language unless another was chosen; return it."""
    chosen = request.GET.get("lang", "") in KNOWN or request.COOKIES.get(COOKIE, "") in KNOWN
    if own in KNOWN and not chosen:
        translation.activate(own)  # the middleware takes it back after the page
    return translation.get_language() or "en"


def remember_identity(request: HttpRequest, contact: Contact) -> None:
    """Let the session speak for a contact, under a fresh key; what it spoke for before is gone."""
    request.session.pop(SENT, None)
    request.session[IDENTITY] = {"contact": contact.pk, "organisation": contact.organisation_id}
    request.session.cycle_key()


def forget_identity(request: HttpRequest) -> None:
    """Let the session speak for nobody."""
    request.session.pop(IDENTITY, None)
    request.session.pop(SENT, None)
    request.session.cycle_key()


def own_requests(guest: Guest, contact: Contact) -> TicketQuerySet:
    """Return the requests of one person on this desk."""
    return Ticket.objects.of_contact(contact).filter(desk=guest.desk).select_related("contact")


def reads_all(contact: Contact) -> bool:
    """Say whether somebody reads whatever their organisation asked."""
    return contact.organisation_id is not None and contact.may(CustomerRight.READ_ALL_REQUESTS)


def readable_requests(guest: Guest) -> TicketQuerySet:
    """Return what somebody may read on this desk: an administrator, what the organisation asked."""
    contact = guest.contact
    if contact is None:
        return Ticket.objects.none()
    if not reads_all(contact):
        return own_requests(guest, contact)
    rows = Ticket.objects.filter(organisation=contact.organisation_id, desk=guest.desk)
    return rows.select_related("contact")


def find_readable(guest: Guest, reference: str) -> Ticket:
    """Return a request that the reader may read, if not answer; any other is not there."""
    contact, desk = guest.contact, guest.desk.pk
    found: list[Ticket] = []
    if contact is not None and reference.isdecimal():
        found = (
            READABLE_OF_ALL(organisation=contact.organisation_id, desk=desk, number=reference)
            if reads_all(contact)
            else READABLE_OF_PERSON(contact=contact.pk, desk=desk, number=reference)
        )
    if not found:
        raise Http404
    return found[0]


def find_request(guest: Guest, reference: str) -> Ticket:
    """Return the contact's own request on this desk; anybody else's is not there."""
    ticket = None
    if guest.contact is not None and reference.isdecimal():
        ticket = (
            Ticket.objects.of_contact(guest.contact)
            .found_by(reference)
            .filter(desk=guest.desk)
            .annotate(gathers=GATHERS)
            .first()
        )
    if ticket is None:
        raise Http404
    return ticket


def find_survivor(guest: Guest, ticket: Ticket) -> Ticket | None:
    """Return the request of the same contact in which a merged one is worked on; None elsewhere.

    A file that was merged into another person's stays a page of its own: nobody reads the other.
    """
    if ticket.merged_into_id is None or guest.contact is None:
        return None
    own = Ticket.objects.of_contact(guest.contact).filter(desk=guest.desk)
    found = None
    while ticket.merged_into_id is not None:
        following = own.filter(pk=ticket.merged_into_id).first()
        if following is None:
            return None
        found = ticket = following
    return found


def find_attachment(ticket: Ticket, number: int) -> Attachment:
    """Return a file that was openly sent in a request."""
    found = (
        Attachment.objects.select_related("blob")
        .filter(pk=number, entry__ticket=ticket, entry__is_public=True)
        .first()
    )
    if found is None:
        raise Http404
    return found
