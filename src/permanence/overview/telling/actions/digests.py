"""One mail with all that waits for somebody, when its time has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.overview.telling.actions.posting import draft_to_member, policy_of_member
from permanence.overview.telling.actions.wording import say_notice
from permanence.overview.telling.queries import Told, tell_tickets
from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import Channels, Notice
from permanence.world.attention.queries.notices import read_wishes
from permanence.world.attention.rules.channels import digest_due

MOST_PEOPLE = 50
MOST_IN_ONE = 100


def send_due_digests(*, at: datetime) -> int:
    """Write the mails that are due now; return how many.

    Who is being written to by another worker is left to it.
    """
    waiting = Notice.objects.to_mail().values("specialist").distinct()
    people = (
        Channels.objects.filter(specialist__in=waiting)
        .select_related("specialist__user")
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))[:MOST_PEOPLE]
    )
    kept = {one.specialist_id: one for one in people}
    notices: dict[int, list[Notice]] = defaultdict(list)
    for one in Notice.objects.to_mail().filter(specialist__in=kept).order_by("pk"):
        notices[one.specialist_id].append(one)
    return sum(send_if_due(kept[pk], told, at=at) for pk, told in notices.items())


def send_if_due(channels: Channels, notices: Sequence[Notice], *, at: datetime) -> bool:
    """Write one person's mail if it is due; what they may no longer read is not in it."""
    user = channels.specialist.user
    waiting = [(one.event, one.at) for one in notices]
    if digest_due(read_wishes(channels), waiting, ZoneInfo(user.zone)) > at:
        return False
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=at)
    told = tell_tickets(channels.specialist_id, notices)
    if not told or not user.is_active:
        return False
    post_drafts([write_digest(channels.specialist, told, at=at)], at=at)
    return True


def write_digest(specialist: Specialist, told: Sequence[Told], *, at: datetime) -> Draft:
    """Return the mail."""
    user = specialist.user
    policy = policy_of_member(specialist, at=at)
    with translation.override(user.language):
        subject = ngettext("%(count)s notice", "%(count)s notices", len(told))
        text = render_to_string(
            "telling/mail/digest.txt",
            {
                "name": specialist.name,
                "lines": list(show_lines(told[-MOST_IN_ONE:], ZoneInfo(user.zone))),
                "more": max(len(told) - MOST_IN_ONE, 0),
                "notices_link": link_to("notices", base=settings.PUBLIC_URL),
                "channels_link": link_to("channels", base=settings.PUBLIC_URL),
            },
        )
    return draft_to_member(
        specialist, policy, kind="digest", subject=subject % {"count": len(told)}, text=text
    )


def show_lines(told: Iterable[Told], zone: ZoneInfo) -> Iterable[dict[str, Any]]:
    """Yield what the mail says of each notice."""
    for one in told:
        yield {
            "at": f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
            "text": say_notice(one.event, who=_("Somebody") if one.confidential else one.who),
            "reference": one.called,
            "subject": _("a confidential request") if one.confidential else one.subject,
            "link": link_to(
                one.page, base=settings.PUBLIC_URL, reference=one.number, number=one.number
            ),
        }
