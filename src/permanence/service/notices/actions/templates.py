"""Writing and approving templates: nothing that nobody approved ever goes out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.notices.models import TemplateVersion
from permanence.service.notices.rules import Text, Texts
from permanence.service.notices.rules.wording import Fault, find_faults, tidy_texts
from permanence.world.accounts.models import Desk


class FaultyTemplate(Refusal):
    """A template that could not be sent as it stands; `faults` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("The texts cannot be kept as they are; see what is said beside them."))
        self.faults = faults


def keep_texts(texts: Texts) -> dict[str, dict[str, str]]:
    """Return texts as they are kept in a row."""
    return {code: {"subject": one.subject, "text": one.text} for code, one in texts.items()}


def save_template_version(
    desk: Desk,
    sort: tuple[str, int, str],
    texts: dict[str, Text],
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> TemplateVersion:
    """Write a new version of a template (kind, severity, stage); a person has to approve it.

    `seen` is the number of the version that was looked at, 0 for the shipped one.
    """
    kind, severity, stage = sort
    tidy = tidy_texts(texts)
    if faults := find_faults(tidy, stage):
        raise FaultyTemplate(faults)
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    rows = TemplateVersion.objects.filter(desk=desk, kind=kind, severity=severity, stage=stage)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    if last != seen:
        raise Refusal(_("Somebody else has changed this template meanwhile: look at it again."))
    version = TemplateVersion.objects.create(
        desk=desk,
        kind=kind,
        severity=severity,
        stage=stage,
        number=last + 1,
        texts=keep_texts(tidy),
        written_at=at,
        written_by=by.name,
    )
    note(version, "notice_template.written", by=by, at=at)
    return version


def approve_template(version: TemplateVersion, *, by: Actor, at: datetime) -> None:
    """Put a version into force; notices drafted from now on are made from it."""
    changed = TemplateVersion.objects.filter(pk=version.pk, approved_at=None).update(
        approved_at=at, approved_by=by.name
    )
    if not changed:
        raise Refusal(_("This version has been approved already."))
    note(version, "notice_template.approved", by=by, at=at)


def note(version: TemplateVersion, act: str, *, by: Actor, at: datetime) -> None:
    """Write an act on a template into the journal."""
    record(
        act,
        f"notice_template:{version.kind}/{version.severity}/{version.stage}",
        at=at,
        actor=by,
        desk=version.desk_id,
        number=version.number,
        languages=sorted(version.texts),
    )
