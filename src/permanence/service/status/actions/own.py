"""Being told of one's own services: a customer's contact, signed in, at their own address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from permanence.ground.lib.prepared import Prepared
from permanence.service.status.actions.subscribing import forget_same
from permanence.service.status.models import Subscriber
from permanence.service.status.queries.news import facts_of
from permanence.service.status.queries.own import own_page
from permanence.service.status.rules.telling import begin_hearing
from permanence.world.accounts.models import Contact, Desk

OWN = Prepared(
    lambda desk, contact, email: Subscriber.objects.filter(
        desk=desk, contact=contact, email=email
    ).order_by("pk")[:1],
    "desk",
    "contact",
    "email",
)


@transaction.atomic
def tell_contact(
    contact: Contact, desk: Desk, *, language: str, components: Sequence[int], at: datetime
) -> Subscriber:
    """Tell a contact of changes from now on, in a language; no components are all of their own.

    Nothing has to be confirmed: the link by which they came in was mailed to the same address.
    """
    shown = own_page(contact.organisation_id, desk=desk.pk, at=at).shown
    own = {one.number for one in shown.components}
    chosen = sorted(own & set(components))
    known = begin_hearing(facts_of(shown, chosen)).states
    found = own_subscription(contact, desk)
    subscriber = found or Subscriber(desk=desk, way="mail", asked_at=at, contact=contact)
    heard = {key: state for key, state in subscriber.states.items() if key in known}
    subscriber.email, subscriber.organisation_id = contact.email, contact.organisation_id
    subscriber.language, subscriber.components = language, chosen
    subscriber.states = dict(known) | heard
    subscriber.confirmed_at = subscriber.confirmed_at or at
    subscriber.look_at = at
    forget_same(subscriber)
    subscriber.save()
    return subscriber


def leave_contact_alone(contact: Contact, desk: Desk) -> None:
    """Tell a contact of nothing any more, and forget that they asked for it."""
    Subscriber.objects.filter(desk=desk, contact=contact).delete()


def own_subscription(contact: Contact, desk: Desk) -> Subscriber | None:
    """Return what a contact is told of; None for nothing."""
    return next(iter(OWN(desk=desk.pk, contact=contact.pk, email=contact.email)), None)
