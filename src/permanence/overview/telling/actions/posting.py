"""Mails to members of staff about themselves."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.rules import Draft, make_message_id
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
    user, sender = member.user, policy.mailboxes[0].address
    return Draft(
        owner=f"user:{user.pk}",
        kind=kind,
        sender=sender,
        sender_name=policy.name,
        recipients=[user.email],
        subject=subject,
        text=text,
        html=html_of_text(text, language=user.language),
        language=user.language,
        message_id=make_message_id(sender),
        headers={"X-Permanence-Desk": policy.desk, "Auto-Submitted": "auto-generated"},
    )
