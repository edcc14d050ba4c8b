"""Keeping the templates with which new requests begin."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk
from permanence.world.wording.actions.writing import find_team
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.rules import Beginning, tidy_beginning


def save_template(
    desk: Desk,
    draft: Beginning,
    *,
    by: Actor,
    at: datetime,
    template: int | None = None,
    seen: int | None = None,
) -> RequestTemplate:
    """Keep a template; every saved form of it stands in the journal.

    `template` is the one that is changed, None for a new one; `seen` the number it had when it
    was looked at.

    Raises:
        Refusal: it prescribes nothing, its title is taken, or somebody changed it meanwhile.
    """
    draft = tidy_beginning(draft)
    if not draft.title:
        raise Refusal(_("Give it a title."))
    if not (draft.kind or draft.subjects or draft.texts or draft.facts is not None):
        raise Refusal(_("A template that says nothing is none: fill in what requests begin with."))
    kept = RequestTemplate(desk=desk)
    if template is not None:
        kept = RequestTemplate.objects.select_for_update(no_key=True).get(pk=template, desk=desk)
        if seen is not None and seen != kept.number:
            raise Refusal(_("Somebody else has changed this template meanwhile: look at it again."))
    kept.title, kept.team, kept.kind = draft.title, find_team(desk, draft.team), draft.kind
    kept.subjects, kept.texts = dict(draft.subjects), dict(draft.texts)
    kept.facts = None if draft.facts is None else list(draft.facts)
    kept.number += 1
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Refusal(_("The desk has another template of this title.")) from None
    note_template(kept, "template.saved", by=by, at=at)
    return kept


def delete_template(desk: Desk, template: int, *, by: Actor, at: datetime) -> None:
    """Take a template away; what it was stands in the journal."""
    kept = RequestTemplate.objects.select_for_update(no_key=True).get(pk=template, desk=desk)
    note_template(kept, "template.deleted", by=by, at=at)
    kept.delete()


def note_template(kept: RequestTemplate, act: str, *, by: Actor, at: datetime) -> None:
    """Record what was done to a template, with all that it holds."""
    record(
        act,
        f"template:{kept.pk}",
        at=at,
        actor=by,
        desk=kept.desk_id,
        title=kept.title,
        number=kept.number,
        team=kept.team_id,
        kind=kept.kind,
        subjects=kept.subjects,
        texts=kept.texts,
        facts=kept.facts,
    )
