"""Deciding on a notice: edited, approved by a person, withdrawn, or released by policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.actions import meet_deadlines, take_due_marks, withdraw_deadlines
from permanence.promises.policies.models import PolicyVersion
from permanence.promises.policies.queries import policy_in_force
from permanence.service.notices.actions.calling import open_call_backs
from permanence.service.notices.actions.templates import FaultyTemplate, keep_texts
from permanence.service.notices.models import Delivery, Notice
from permanence.service.notices.queries.templates import template_in_force
from permanence.service.notices.queries.writing import write_delivery, writing_of
from permanence.service.notices.rules import OWNER, POLICY, Text, next_report
from permanence.service.notices.rules.wording import find_faults, tidy_texts, uses


class NoticeDecided(Refusal):
    """Somebody, or the policy, has decided on the notice already."""


class NoticeChanged(Refusal):
    """Somebody else has written in it since it was looked at; nothing of theirs is overwritten."""


class NoticeIncomplete(Refusal):
    """Something that the notice says has no value."""


def edit_notice(
    notice: Notice,
    texts: Mapping[str, Text],
    words: Mapping[str, str],
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> Notice:
    """Keep what somebody wrote in a draft; refuse when somebody else wrote meanwhile."""
    notice = hold(notice, seen=seen)
    tidy = tidy_texts(texts)
    if faults := find_faults(tidy, notice.stage):
        raise FaultyTemplate(faults)
    notice.texts = keep_texts(tidy)
    notice.words = {code: one.replace("\r\n", "\n").strip() for code, one in words.items()}
    notice.revision += 1
    notice.edited_at, notice.edited_by = at, by.name
    notice.save(update_fields=["texts", "words", "revision", "edited_at", "edited_by"])
    note(notice, "notice.edited", by=by, at=at, revision=notice.revision)
    return notice


def approve_notice(notice: Notice, *, seen: int, by: Actor, at: datetime) -> Notice:
    """Let a notice go out as it stands, by the decision of a person; once."""
    notice = hold(notice, seen=seen)
    check_complete(notice, at=at)
    if notice.deadline_id is not None:
        meet_deadlines([notice.deadline_id], at=at)
    release(notice, notice.said, (notice.template_key, notice.template_number), by=by, at=at)
    return notice


def withdraw_notice(notice: Notice, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a draft back, with a reason: it goes to nobody, and no policy releases it."""
    if not reason.strip():
        raise Refusal(_("Say why it is withdrawn."))
    notice = hold(notice)
    notice.withdrawn_at = at
    notice.save(update_fields=["withdrawn_at"])
    if notice.deadline_id is not None:
        withdraw_deadlines([notice.deadline_id], at=at)
    note(notice, "notice.withdrawn", by=by, at=at, reason=reason.strip())


def release_due_notices(*, at: datetime, most: int = 20) -> int:
    """Release what nobody decided on before its minute, with the minimal approved text; once each.

    Watches that race pass over a notice that another one, or a person who approves, holds.
    """
    marks = take_due_marks(OWNER, subjects=Notice, at=at, most=most)
    waiting = Notice.objects.waiting().select_related("desk")
    for notice in waiting.filter(pk__in=[mark.subject for mark in marks]).order_by("pk"):
        minimal = template_in_force(notice.desk_id, notice.kind, notice.severity, "minimal")
        if minimal is None:
            continue
        version, policy = policy_in_force(notice.desk.key, at=at)
        number = PolicyVersion.objects.values_list("number", flat=True).get(pk=version)
        by = Actor(POLICY, f"{POLICY} {policy.desk}, version {number}")
        notice.is_minimal = True
        release(notice, minimal.texts, (minimal.key, minimal.number), by=by, at=at)
        if notice.deadline_id is not None:
            meet_deadlines([notice.deadline_id], at=at)
    return len(marks)


def release(
    notice: Notice,
    texts: Mapping[str, Text],
    template: tuple[str, int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Say that a held notice goes out with these texts; the deliveries follow in sets."""
    notice.sent_texts = keep_texts(texts)
    notice.sent_key, notice.sent_number = template
    notice.released_at, notice.released_by = at, by.name
    notice.next_report_at = next_report(at, notice.every)
    notice.save(
        update_fields=[
            "sent_texts",
            "sent_key",
            "sent_number",
            "released_at",
            "released_by",
            "next_report_at",
            "is_minimal",
        ]
    )
    open_call_backs(notice, at=at)
    note(
        notice,
        "notice.released",
        by=SYSTEM if by.key == POLICY else by,
        at=at,
        released_by=by.name,
        is_minimal=notice.is_minimal,
        template=notice.sent_key,
        number=notice.sent_number,
        revision=notice.revision,
    )


def hold(notice: Notice, *, seen: int | None = None) -> Notice:
    """Return a draft, locked; refuse when it is decided on, or was changed since it was seen."""
    held = Notice.objects.select_for_update(no_key=True, of=("self",))
    notice = held.select_related("desk").get(pk=notice.pk)
    if notice.released_at is not None or notice.withdrawn_at is not None:
        raise NoticeDecided(_("It has been decided on this notice already."))
    if seen is not None and notice.revision != seen:
        raise NoticeChanged(
            _("{who} has written in this notice meanwhile. Nothing was overwritten."),
            who=notice.edited_by,
        )
    return notice


def check_complete(notice: Notice, *, at: datetime) -> None:
    """Refuse a notice with a place that nothing fills: written out for one reader of each sort."""
    texts = notice.said
    if faults := find_faults(texts, notice.stage):
        raise FaultyTemplate(faults)
    if uses(texts, "words") and not any(one.strip() for one in notice.words.values()):
        raise NoticeIncomplete(_("Write what there is to report, in one language at least."))
    writing = writing_of(notice, texts, next_at=next_report(at, notice.every), at=at)
    for sample in Delivery.objects.filter(notice=notice).order_by("wanted").distinct("wanted"):
        written = write_delivery(writing, sample)
        if written.lacking:
            raise NoticeIncomplete(
                _("There is nothing to fill in for: {names}."), names=", ".join(written.lacking)
            )


def note(notice: Notice, act: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Write an act on a notice into the journal."""
    record(
        act,
        f"notice:{notice.pk}",
        at=at,
        actor=by,
        desk=notice.desk_id,
        stage=notice.stage,
        title=notice.title,
        **facts,
    )
