"""Asking to be told of changes, confirming it by a signed link, and being told no more."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.hosts import may_be_called
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.sealing import seal, unseal
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.status.models import Delivery, Subscriber
from permanence.service.status.queries.news import facts_of, tell_page
from permanence.service.status.rules.telling import begin_hearing
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component

SALT = "permanence.status"
PURPOSE = "status.hook"
CONFIRMED_WITHIN = timedelta(days=2)
MOST_RETURNED = 3


class NotSubscribed(Refusal):
    """Nobody can be told like this."""


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told: a mail, or a call to a program; of which components.

    No components are all of them. The address is needed for a program as well: what is set up
    must be confirmed, and can be changed, by somebody.
    """

    way: str
    email: str
    hook_url: str
    language: str
    components: Sequence[int]


@transaction.atomic
def ask_subscription(desk: Desk, wish: Wish, *, at: datetime) -> Subscriber:
    """Write to an address with a link that begins to tell it; nothing begins without that."""
    check_wish(desk, wish)
    subscriber = Subscriber.objects.create(
        desk=desk,
        way=wish.way,
        email=wish.email.strip().lower(),
        hook_url=wish.hook_url if wish.way == "hook" else "",
        language=wish.language,
        components=public_among(desk, wish.components),
        asked_at=at,
    )
    policy = policy_in_force(desk.key, at=at)[1]
    post_drafts([draft_confirmation(subscriber, policy)], at=at)
    return subscriber


@transaction.atomic
def confirm_subscription(subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """Begin to tell an address of what changes from now on; what it had before goes."""
    subscriber = Subscriber.objects.select_for_update().select_related("desk").get(pk=subscriber.pk)
    if subscriber.confirmed_at is not None:
        return subscriber
    forget_same(subscriber)
    facts = facts_of(tell_page(subscriber.desk_id), subscriber.components)
    subscriber.confirmed_at = subscriber.look_at = at
    subscriber.states = dict(begin_hearing(facts).states)
    if subscriber.way == "hook":
        subscriber.sealed = seal(secrets.token_urlsafe(32), purpose=PURPOSE)
    subscriber.save()
    if subscriber.way == "hook":
        body = {"event": "subscription.confirmed", "desk": subscriber.desk.key}
        Delivery.objects.create(subscriber=subscriber, body=body, made_at=at, due_at=at)
    return subscriber


def forget_same(subscriber: Subscriber) -> None:
    """Forget what an address had before on the desk: what it asks for now stands in its place."""
    Subscriber.objects.confirmed().filter(
        desk=subscriber.desk,
        way=subscriber.way,
        email=subscriber.email,
        hook_url=subscriber.hook_url,
    ).exclude(pk=subscriber.pk).delete()


@transaction.atomic
def change_subscription(
    subscriber: Subscriber, *, language: str, components: Sequence[int]
) -> None:
    """Tell an address in another language, or of other components, from now on."""
    subscriber = Subscriber.objects.select_for_update().select_related("desk").get(pk=subscriber.pk)
    subscriber.language = language
    chosen = public_among(subscriber.desk, components)
    if chosen != subscriber.components:
        facts = facts_of(tell_page(subscriber.desk_id), chosen)
        known = dict(begin_hearing(facts).states)
        subscriber.states = known | {
            key: state for key, state in subscriber.states.items() if key in known
        }
        subscriber.components = chosen
    subscriber.save(update_fields=["language", "components", "states"])


def end_subscription(subscriber: Subscriber) -> None:
    """Forget an address."""
    Subscriber.objects.filter(pk=subscriber.pk).delete()


def forget_unconfirmed(*, at: datetime) -> int:
    """Forget the addresses that nobody has confirmed in time; return how many."""
    late = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=at - CONFIRMED_WITHIN)
    return late.delete()[0]


def check_wish(desk: Desk, wish: Wish) -> None:
    """Refuse an address that cannot be written to, or a program that may not be called."""
    try:
        validate_email(wish.email.strip())
    except ValidationError:
        raise NotSubscribed(_("This is no mail address.")) from None
    if wish.way not in {"mail", "hook"} or wish.language not in dict(settings.LANGUAGES):
        raise NotSubscribed(_("Choose how you want to be told."))
    if wish.way == "hook" and not may_be_called(wish.hook_url, trusted=settings.WAY_HOSTS):
        raise NotSubscribed(_("Write an address that begins with https:// and lies outside."))


def public_among(desk: Desk, components: Sequence[int]) -> list[int]:
    """Return those of the components of which everybody may be told, in their order."""
    rows = Component.objects.standing().filter(desk=desk, pk__in=components, is_public=True)
    return sorted(rows.values_list("pk", flat=True))


def sign_subscriber(subscriber: int) -> str:
    """Return the token by which an address keeps what it is told of, or ends it."""
    return signing.dumps(subscriber, salt=SALT)


def subscriber_of_token(token: str) -> Subscriber | None:
    """Return whose token it is; None when it is not ours, or its address was forgotten."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Subscriber.objects.select_related("desk").filter(pk=number).first()


def secret_of(subscriber: Subscriber) -> str:
    """Return the secret by which a program knows us; empty when the key is another now."""
    return (unseal(subscriber.sealed, purpose=PURPOSE) or "") if subscriber.sealed else ""


def link_subscriber(name: str, subscriber: Subscriber) -> str:
    """Return the address of a page that only this subscriber knows."""
    token = sign_subscriber(subscriber.pk)
    return link_to(name, base=settings.PUBLIC_URL, desk=subscriber.desk.key, token=token)


def draft_confirmation(subscriber: Subscriber, policy: Policy) -> Draft:
    """Return the mail with the link that begins to tell an address."""
    with translation.override(subscriber.language):
        told = {
            "desk": policy.name,
            "link": link_subscriber("status-confirm", subscriber),
            "hook_url": subscriber.hook_url,
            "days": CONFIRMED_WITHIN.days,
        }
        text = render_to_string("status/mail/confirm.txt", told)
        subject = gettext("Please confirm: news on the services of %(desk)s") % told
    return draft_to(subscriber, policy, subject=subject, text=text)


def draft_to(
    subscriber: Subscriber, policy: Policy, *, subject: str, text: str, is_news: bool = False
) -> Draft:
    """Return a mail to a subscriber; it belongs to no desk, so that no list shows the address.

    News carry the way out that mail programs offer in one click (RFC 8058).
    """
    sender = policy.mailboxes[0].address
    mail = draft_automatic(
        PlainMail(subscriber.email, subscriber.language, subject, text),
        sender=Sender(sender, policy.name, policy.desk),
        owner=f"subscriber:{subscriber.pk}",
        kind="status",
        bulk=is_news,
    )
    if not is_news:
        return mail
    ways_out = {
        "List-Unsubscribe": f"<{link_subscriber('status-leave', subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<status.{policy.desk}.{sender.rpartition('@')[2]}>",
    }
    return replace(mail, headers={**mail.headers, **ways_out})
