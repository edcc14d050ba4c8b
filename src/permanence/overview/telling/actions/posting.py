"""Mails to members of staff about themselves."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.world.accounts.models import Specialist


def policy_of_member(member: Specialist, *, at: datetime) -> Policy:
    """Return the policy of the first desk that a member of staff works on."""
    return policy_in_force(member.desks.order_by("position", "pk")[0].key, at=at)[1]


def draft_to_member(
    member: Specialist, policy: Policy, *, kind: str, subject: str, text: str
) -> Draft:
    """Return a mail that belongs to no desk: no list of outgoing mail shows it to colleagues."""
    user = member.user
    return draft_automatic(
        PlainMail(user.email, user.language, subject, text),
        sender=Sender(policy.mailboxes[0].address, policy.name, policy.desk),
        owner=f"user:{user.pk}",
        kind=kind,
    )
