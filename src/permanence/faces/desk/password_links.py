"""The mails by which staff choose a password: forgotten, or the first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.overview.telling.actions.posting import draft_to_member, policy_of_member
from permanence.world.accounts.actions import sign_password_link
from permanence.world.accounts.models import Specialist, User

RESET_GOOD_FOR = timedelta(hours=1)
INVITATION_GOOD_FOR = timedelta(days=7)


def send_reset(user: User, *, at: datetime) -> bool:
    """Post the link to a new password to a member of staff; False to who is none."""
    member = Specialist.objects.select_related("user").filter(user=user.pk).first()
    if member is None or not member.desks.exists():
        return False
    post_drafts([draft_link(member, at=at, is_invitation=False)], at=at)
    return True


def send_invitation(member: Specialist, *, at: datetime) -> None:
    """Post the link to a first password to a new member of staff."""
    post_drafts([draft_link(member, at=at, is_invitation=True)], at=at)


def draft_link(member: Specialist, *, at: datetime, is_invitation: bool) -> Draft:
    """Return the mail with the link."""
    user = member.user
    policy = policy_of_member(member, at=at)
    good_for = INVITATION_GOOD_FOR if is_invitation else RESET_GOOD_FOR
    token = sign_password_link(user, at=at, good_for=good_for)
    with translation.override(user.language):
        text = render_to_string(
            "desk/mail/password_link.txt",
            {
                "name": member.name,
                "address": user.email,
                "desk": policy.name,
                "link": link_to("password", base=settings.PUBLIC_URL, token=token),
                "is_invitation": is_invitation,
                "days": INVITATION_GOOD_FOR.days,
            },
        )
        if is_invitation:
            subject = gettext("Welcome: choose your password")
        else:
            subject = gettext("Choose a new password")
    return draft_to_member(member, policy, kind="password", subject=subject, text=text)
