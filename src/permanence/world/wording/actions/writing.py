"""Saving canned answers, taking them out of use and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk, Team
from permanence.world.wording.actions.enclosing import change_files, find_going
from permanence.world.wording.models import CannedAnswer, CannedVersion, Macro, MailText
from permanence.world.wording.queries import mail_text_versions
from permanence.world.wording.rules import (
    MAILS,
    Enclosures,
    Fault,
    Steps,
    Wording,
    find_faults,
    find_mail_faults,
    tidy_mail_texts,
    tidy_wording,
)

NOTHING_NEW: Final = Enclosures()


class FaultyWording(Refusal):
    """A canned answer that cannot be kept; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("The canned answer cannot be kept as it is."))
        self.faults = faults


def save_answer(
    desk: Desk,
    draft: Wording,
    *,
    by: Actor,
    at: datetime,
    answer: int | None = None,
    seen: int | None = None,
    enclosed: Enclosures = NOTHING_NEW,
) -> CannedAnswer:
    """Keep a canned answer and its files as a new version; the earlier ones stay readable.

    `answer` is the one that is changed, None for a new one; `seen` the version that was looked at.
    """
    draft = tidy_wording(draft)
    if faults := find_faults(draft):
        raise FaultyWording(faults)
    team = find_team(desk, draft.team)
    kept = lock_answer(desk, answer, seen=seen) if answer else CannedAnswer(desk=desk, number=0)
    going = find_going(kept, enclosed)
    if kept.pk and is_same(kept, draft) and not going and not enclosed.new:
        return kept
    kept.key, kept.title, kept.team = draft.key, draft.title, team
    kept.tags, kept.texts = list(draft.tags), dict(draft.texts)
    kept.number += 1
    put_in_use(kept)
    CannedVersion.objects.create(
        answer=kept,
        number=kept.number,
        key=kept.key,
        title=kept.title,
        tags=kept.tags,
        texts=kept.texts,
        team_name=team.name if team else "",
        saved_at=at,
        saved_by=by.name,
    )
    change_files(kept, going, enclosed.new)
    note(kept, "wording.saved", by=by, at=at)
    return kept


def find_team(desk: Desk, team: int | None) -> Team | None:
    """Return the team of that number; refuse one of another desk."""
    if team is None:
        return None
    found = Team.objects.filter(pk=team, desk=desk).first()
    if found is None:
        raise Refusal(_("This team belongs to another desk."))
    return found


def is_same(kept: CannedAnswer, draft: Wording) -> bool:
    """Say whether a draft changes nothing."""
    before = (kept.key, kept.title, kept.team_id, tuple(kept.tags), kept.texts)
    return before == (draft.key, draft.title, draft.team, draft.tags, dict(draft.texts))


def withdraw_answer(desk: Desk, answer: int, *, by: Actor, at: datetime) -> None:
    """Take a canned answer out of use; it stays readable, and its key is free again."""
    kept = lock_answer(desk, answer)
    if kept.withdrawn_at is None:
        kept.withdrawn_at = at
        kept.save(update_fields=["withdrawn_at"])
        note(kept, "wording.withdrawn", by=by, at=at)


def restore_answer(desk: Desk, answer: int, *, by: Actor, at: datetime) -> None:
    """Bring a canned answer back into use; refused when its key was taken meanwhile."""
    kept = lock_answer(desk, answer)
    if kept.withdrawn_at is not None:
        kept.withdrawn_at = None
        put_in_use(kept)
        note(kept, "wording.restored", by=by, at=at)


def lock_answer(desk: Desk, answer: int, *, seen: int | None = None) -> CannedAnswer:
    """Return a canned answer of the desk, locked; refuse when it was changed since it was seen."""
    kept = CannedAnswer.objects.select_for_update(no_key=True).get(pk=answer, desk=desk)
    if seen is not None and seen != kept.number:
        raise Refusal(_("Somebody else has changed this answer meanwhile: look at it again."))
    return kept


def put_in_use(kept: CannedAnswer) -> None:
    """Save a canned answer; refuse a key that another one in use has."""
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Refusal(
            _("The desk has another answer under /{key}: choose another key."), key=kept.key
        ) from None


def note(kept: CannedAnswer, act: str, *, by: Actor, at: datetime) -> None:
    """Record what was done to a canned answer."""
    record(
        act,
        f"wording:{kept.pk}",
        at=at,
        actor=by,
        desk=kept.desk_id,
        key=kept.key,
        number=kept.number,
    )


def save_macro(
    desk: Desk, title: str, steps: Steps, *, by: Actor, at: datetime, macro: int | None = None
) -> Macro:
    """Keep a macro; refuse one that does nothing, and a title that another one has."""
    if steps == Steps(reason=steps.reason):
        raise Refusal(_("A macro that changes nothing is none: choose what it does."))
    find_team(desk, steps.team)
    kept = Macro(desk=desk)
    if macro is not None:
        kept = Macro.objects.select_for_update(no_key=True).get(pk=macro, desk=desk)
    kept.title, kept.steps = " ".join(title.split()), asdict(steps)
    kept.number += 1
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Refusal(_("The desk has another macro of this title.")) from None
    note_macro(kept, "macro.saved", by=by, at=at)
    return kept


def delete_macro(desk: Desk, macro: int, *, by: Actor, at: datetime) -> None:
    """Take a macro away; what it was stands in the journal."""
    kept = Macro.objects.select_for_update(no_key=True).get(pk=macro, desk=desk)
    note_macro(kept, "macro.deleted", by=by, at=at)
    kept.delete()


def note_macro(kept: Macro, act: str, *, by: Actor, at: datetime) -> None:
    """Record what was done to a macro, with all that it does."""
    record(
        act,
        f"macro:{kept.pk}",
        at=at,
        actor=by,
        desk=kept.desk_id,
        title=kept.title,
        number=kept.number,
        steps=kept.steps,
    )


class FaultyMailText(FaultyWording):
    """A text for a mail that cannot be kept; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        Refusal.__init__(self, _("This text cannot be kept as it is."))
        self.faults = faults


def save_mail_text(
    desk: Desk, mail: str, texts: Mapping[str, str], *, by: Actor, at: datetime, seen: int = 0
) -> int:
    """Keep what a desk adds to a mail as a new version; return the number of the one that holds.

    `seen` is the version that was looked at, 0 for none.
    """
    if mail not in MAILS:
        raise Refusal(_("Nothing is added to this mail."))
    kept = tidy_mail_texts(texts)
    if faults := find_mail_faults(kept):
        raise FaultyMailText(faults)
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    last = next(iter(mail_text_versions(desk.pk, mail)), None)
    number, before = (last.number, last.texts) if last else (0, {})
    if number != seen:
        raise Refusal(_("Somebody else has changed this text meanwhile: look at it again."))
    if before == kept:
        return number
    MailText.objects.create(
        desk=desk, mail=mail, number=number + 1, texts=kept, saved_at=at, saved_by=by.name
    )
    languages = [one for one in {**before, **kept} if before.get(one) != kept.get(one)]
    record(
        "mail_text.saved",
        f"desk:{desk.key}",
        at=at,
        actor=by,
        desk=desk.pk,
        mail=mail,
        number=number + 1,
        changes={one: [before.get(one, ""), kept.get(one, "")] for one in languages},
    )
    return number + 1
