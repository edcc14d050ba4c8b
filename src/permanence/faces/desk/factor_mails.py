"""The mail that tells somebody that their second factor changed, in case it was another."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.lib.db import house
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.overview.telling.actions.posting import draft_to_member, policy_of_member
from permanence.world.accounts.models import Specialist, User


def tell_factor(user: User, act: str, *, at: datetime, by: str = "", reason: str = "") -> None:
    """Post the news to a member of staff; `act` is one of those the template knows."""
    with house():
        member = Specialist.objects.select_related("user").filter(user=user.pk).first()
        if member is None or not member.desks.exists():
            return
        post_drafts([draft_news(member, act, at=at, by=by, reason=reason)], at=at)


def draft_news(member: Specialist, act: str, *, at: datetime, by: str, reason: str) -> Draft:
    """Return the mail."""
    user, policy = member.user, policy_of_member(member, at=at)
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
    return draft_to_member(member, policy, kind="second_factor", subject=subject, text=text)
