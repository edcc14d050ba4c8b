"""The mail that tells somebody that their second factor changed, in case it was another."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.faces.desk.password_links import policy_of_member
from permanence.ground.lib.db import house
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.world.accounts.models import Specialist, User


def tell_factor(user: User, act: str, *, at: datetime, by: str = "", reason: str = "") -> None:
    """Post the news to a member of staff; `act` is one of those the template knows."""
    with house():
        member = Specialist.objects.select_related("user").filter(user=user.pk).first()
        if member is None or not member.desks.exists():
            return
        post_drafts([draft_news(member, act, at=at, by=by, reason=reason)], at=at)


def draft_news(member: Specialist, act: str, *, at: datetime, by: str, reason: str) -> Draft:
    """Return the mail; it belongs to no desk, so that colleagues do not read it."""
    user, policy = member.user, policy_of_member(member, at=at)
    sender = policy.mailboxes[0].address
    told = {
        "name": member.name,
        "address": user.email,
        "desk": policy.name,
        "act": act,
        "by": by,
        "reason": reason,
        "account": link_to("account", base=settings.PUBLIC_URL),
    }
    with translation.override(user.language):
        text = render_to_string("desk/mail/second_factor.txt", told)
        subject = gettext("Your second factor has changed")
    return Draft(
        owner=f"user:{user.pk}",
        kind="second_factor",
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
