"""Publishing what everybody may read of an incident, correcting it, and taking it away again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.status.models import Appearance, Update
from permanence.service.status.rules.publishing import Case, Stage, has_words, may_appear

LONGEST_TITLE = 160
LONGEST_TEXT = 5000


class NotPublished(Refusal):
    """Nothing of this is published."""


@dataclass(frozen=True)
class Words:
    """What somebody writes of an incident for everybody, in languages; a title stays as it was."""

    stage: str
    texts: Mapping[str, str]
    titles: Mapping[str, str]


def case_of(incident: Incident) -> Case:
    """Return what is asked of an incident before something of it is shown."""
    rows = IncidentComponent.objects.filter(incident=incident, component__is_public=True)
    return Case(incident.kind, incident.state, incident.drill, rows.count())


@transaction.atomic
def draft_update(incident: Incident, words: Words, *, at: datetime, by: Actor) -> Update:
    """Keep words for everybody that somebody approves later; a draft before them goes."""
    incident = lock_incident(incident)
    check_words(incident, words)
    appearance = appearance_of(incident)
    appearance.titles = appearance.titles | tidy(words.titles)
    appearance.save(update_fields=["titles"])
    appearance.updates.drafts().delete()
    update = Update.objects.create(
        appearance=appearance,
        stage=words.stage,
        texts=tidy(words.texts),
        written_at=at,
        written_by=by.key,
        written_name=by.name,
    )
    tell(incident, "status_drafted", update, at=at, by=by)
    return update


@transaction.atomic
def publish_update(update: Update, *, at: datetime, by: Actor) -> Update:
    """Approve words, and let everybody read them; the incident stands on the page from then on."""
    incident = lock_incident(update.appearance.incident)
    update = Update.objects.select_for_update(no_key=True).get(pk=update.pk)
    appearance = Appearance.objects.get(pk=update.appearance_id)
    if update.published_at is not None:
        raise NotPublished(_("This is published already."))
    check_case(incident)
    if not has_words(appearance.titles, incident.desk.default_language):
        raise NotPublished(_("Give it a title in the desk's own language first."))
    update.published_at = at
    update.approved_by, update.approved_name = by.key, by.name
    update.save(update_fields=["published_at", "approved_by", "approved_name"])
    show(appearance, at=at, name=by.name)
    tell(incident, "status_published", update, at=at, by=by)
    return update


@transaction.atomic
def correct_update(
    update: Update, texts: Mapping[str, str], *, reason: str, at: datetime, by: Actor
) -> Update:
    """Put other words in the place of published ones; what stood there stays in the record."""
    incident = lock_incident(update.appearance.incident)
    update = Update.objects.select_for_update(no_key=True).get(pk=update.pk)
    if update.published_at is None or update.replaced_at is not None:
        raise NotPublished(_("Only what is published can be corrected."))
    if not reason.strip():
        raise NotPublished(_("Say what was wrong with it."))
    check_words(incident, Words(update.stage, texts, {}))
    Update.objects.filter(pk=update.pk).update(replaced_at=at)
    fresh = Update.objects.create(
        appearance_id=update.appearance_id,
        stage=update.stage,
        texts=tidy(texts),
        written_at=at,
        written_by=by.key,
        written_name=by.name,
        published_at=update.published_at,
        approved_by=by.key,
        approved_name=by.name,
        replaces=update,
    )
    tell(incident, "status_corrected", fresh, at=at, by=by, reason=reason.strip())
    return fresh


@transaction.atomic
def withdraw_appearance(incident: Incident, *, reason: str, at: datetime, by: Actor) -> None:
    """Take an incident off the page; its texts stay in its record."""
    incident = lock_incident(incident)
    found = Appearance.objects.shown().filter(incident=incident).first()
    if found is None:
        raise NotPublished(_("Nothing of this is published."))
    if not reason.strip():
        raise NotPublished(_("Say why it is taken away."))
    found.withdrawn_at, found.withdrawn_name = at, by.name
    found.withdrawn_reason = reason.strip()
    found.save(update_fields=["withdrawn_at", "withdrawn_name", "withdrawn_reason"])
    event = NewEvent("status_withdrawn", {"reason": found.withdrawn_reason})
    write_events(incident, [event], at=at, by=by)


def check_words(incident: Incident, words: Words) -> None:
    """Refuse words that say nothing, or that stand at no stage."""
    if words.stage not in set(Stage):
        raise NotPublished(_("Say how far the work on it is."))
    if not has_words(words.texts, incident.desk.default_language):
        raise NotPublished(_("Write it at least in the desk's own language."))
    if any(len(text) > LONGEST_TEXT for text in words.texts.values()):
        raise NotPublished(_("Such a text is too long for a status page."))
    if any(len(text) > LONGEST_TITLE for text in words.titles.values()):
        raise NotPublished(_("Such a title is too long."))


def check_case(incident: Incident) -> None:
    """Refuse to show what nobody outside may read: drills, suspicions, what touches nothing."""
    if told := say_obstacle(case_of(incident)):
        raise NotPublished(told)


def say_obstacle(case: Case) -> str:
    """Return why nothing of an incident may be published as it is now; empty when words may."""
    if case.is_drill:
        return gettext("A drill is never published.")
    if not may_appear(case):
        return gettext("Only an incident that was declared is published.")
    if not case.shown:
        return gettext("It touches no component that everybody may know of.")
    return ""


def appearance_of(incident: Incident) -> Appearance:
    """Return where the words on an incident are kept, made when there are none yet."""
    return Appearance.objects.get_or_create(
        incident=incident, defaults={"desk_id": incident.desk_id}
    )[0]


def show(appearance: Appearance, *, at: datetime, name: str, is_automatic: bool = False) -> None:
    """Let an incident stand on the page, if it does not already; one taken away comes back."""
    if appearance.shown_at is None:
        appearance.shown_at, appearance.shown_name = at, name
        appearance.is_automatic = is_automatic
    appearance.withdrawn_at, appearance.withdrawn_name, appearance.withdrawn_reason = None, "", ""
    appearance.save()


def tidy(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts without the languages that say nothing."""
    return {key: text.strip() for key, text in texts.items() if text.strip()}


def tell(
    incident: Incident,
    kind: str,
    update: Update,
    *,
    at: datetime,
    by: Actor,
    **facts: object,
) -> None:
    """Write into the record of the incident what was done with words for everybody."""
    told = {"update": update.pk, "stage": update.stage, "texts": update.texts, **facts}
    write_events(incident, [NewEvent(kind, told)], at=at, by=by)
