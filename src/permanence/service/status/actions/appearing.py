"""What appears without a person: that a disruption began, and that it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.journal.rules import SYSTEM
from permanence.service.incidents.actions.chain import lock_incident
from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.status.actions.publishing import appearance_of, case_of, show, tell
from permanence.service.status.models import Appearance, Page, Update
from permanence.service.status.rules.publishing import OVER, Stage, appears_by_itself
from permanence.world.catalogue.models import Component

# What was over for so long before anybody saw it needs no page any more.
LATEST = timedelta(days=2)


def show_disruptions(*, at: datetime) -> int:
    """Let disruptions appear that nobody has published, and say which are over; return how many.

    Only where the desk wants it, and never a breach of security or a drill.
    """
    desks = Page.objects.filter(is_automatic=True, is_open=True).values("desk")
    known = Appearance.objects.filter(incident=OuterRef("pk"))
    rows = Incident.objects.filter(desk__in=desks, kind="disruption", drill=False)
    started = rows.filter(Exists(known.filter(shown_at=None)) | ~Exists(known)).filter(
        state="declared"
    )
    over = rows.filter(Exists(known.shown()), state__in=OVER, resolved_at__gte=at - LATEST).exclude(
        Exists(
            Update.objects.standing().filter(
                appearance__incident=OuterRef("pk"), stage=Stage.RESOLVED
            )
        )
    )
    done = [say_plainly(one, Stage.INVESTIGATING, at=at) for one in started.order_by("pk")]
    done += [say_plainly(one, Stage.RESOLVED, at=at) for one in over.order_by("pk")]
    return sum(done)


def say_plainly(incident: Incident, stage: Stage, *, at: datetime) -> bool:
    """Publish the minimal words for a stage in every language; say whether it was done."""
    incident = lock_incident(incident)
    if not appears_by_itself(case_of(incident)):
        return False
    components = public_components(incident)
    appearance = appearance_of(incident)
    if not appearance.titles:
        appearance.titles = in_all_languages(components, say_title)
    say = say_begun if stage == Stage.INVESTIGATING else say_over
    update = Update.objects.create(
        appearance=appearance,
        stage=stage,
        texts=in_all_languages(components, say),
        is_plain=True,
        written_at=at,
        written_by=SYSTEM.key,
        written_name=SYSTEM.name,
        published_at=at,
    )
    show(appearance, at=at, name="", is_automatic=True)
    tell(incident, "status_published", update, at=at, by=SYSTEM, is_plain=True)
    return True


def public_components(incident: Incident) -> list[Component]:
    """Return what an incident touches of which everybody may know."""
    touched = IncidentComponent.objects.filter(incident=incident).values("component")
    rows = Component.objects.filter(pk__in=touched, is_public=True)
    return list(rows.order_by("position", "pk"))


def in_all_languages(components: Sequence[Component], say: Callable[[str], str]) -> dict[str, str]:
    """Return one sentence about components in every language."""
    told = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told[language] = say(", ".join(one.name_in(language) for one in components))
    return told


def say_title(names: str) -> str:
    """Return a title that says no more than what is touched."""
    return gettext("Disruption: %(components)s") % {"components": names}


def say_begun(names: str) -> str:
    """Return that a disruption began, and that it is worked on."""
    text = gettext(
        "%(components)s: there is a disruption, and we are working on it."
        " What we find out will stand here."
    )
    return text % {"components": names}


def say_over(names: str) -> str:
    """Return that a disruption is over."""
    return gettext("%(components)s: the disruption is over.") % {"components": names}
