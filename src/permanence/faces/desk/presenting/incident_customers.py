"""Whom an incident touches: the part of the war room, and the page with all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.escalation_figures import say_share
from permanence.faces.desk.presenting.incident_told import Told, told_of, word_told
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.numbers import read_number
from permanence.service.incidents.models import ImpactRevision, Incident, IncidentClock, Touched
from permanence.service.incidents.queries import last_revision, revisions_of, signals_of
from permanence.service.incidents.queries.impact import (
    Sieve,
    confirmation_of,
    page_touched,
    told_customers,
)
from permanence.service.incidents.queries.owing import own_limits
from permanence.service.incidents.queries.signals import names_of_customers, thresholds_of
from permanence.service.incidents.rules.impact import Ground, Standing
from permanence.service.incidents.rules.signals import Signal, SignalKind, speaks_for
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_named

Shown = dict[str, Any]
IN_PART: Final = 12
ON_PAGE: Final = 100
SPEAKING: Final = "speaking"


@dataclass(frozen=True)
class Known:
    """What rows are shown with: names of components, signals, who has been told, who is owed it."""

    names: Mapping[int, str]
    signals: Mapping[int, Sequence[Signal]]
    told: Mapping[int, Told]
    owed: Mapping[int, IncidentClock]


def standing_names() -> dict[str, tuple[str, str]]:
    """Return what each standing of a customer is called, with its tone."""
    return {
        Standing.POSSIBLE: (_("possible"), ""),
        Standing.CONFIRMED: (_("confirmed"), "partial"),
        Standing.EXCLUDED: (_("excluded"), "past"),
    }


def signal_names() -> dict[str, str]:
    """Return what each kind of signal is called."""
    return {
        SignalKind.ME_TOO: _("Say that it touches them"),
        SignalKind.ALERT: _("Alerts that name them"),
        SignalKind.TRACE: _("Messages that failed"),
        SignalKind.CALL: _("Calls"),
        SignalKind.TICKET: _("Requests"),
        SignalKind.CLIMB: _("Climbs"),
        SignalKind.ENVIRONMENT: _("Keep a record of it"),
    }


def show_customers(
    request: StaffRequest, incident: Incident, sent: Mapping[str, DeskForm]
) -> Shown:
    """Return what `desk/incident/customers.html` reads: the first customers, with a state each."""
    revision = last_revision(incident)
    rows, more = page_touched(incident, Sieve(), most=IN_PART)
    signals = signals_of(incident, at=request.reader.at)
    return {
        **show_counts(incident, revision, request.reader),
        "rows": show_rows(incident, rows, signals, request.reader),
        "is_more": more,
        "proposed": len(list_proposed(incident, signals)),
    }


def show_counts(incident: Incident, revision: ImpactRevision | None, reader: Reader) -> Shown:
    """Return how many customers stand how on the last list, and who found it right."""
    confirmation = confirmation_of(revision)
    may = reader.may(Right.WORK_ON_INCIDENTS, incident.desk_id)
    is_open = incident.state not in (Incident.State.CLOSED, Incident.State.DISMISSED)
    return {
        "list": revision.number if revision else 0,
        "possible": revision.possible if revision else 0,
        "confirmed": revision.confirmed if revision else 0,
        "excluded": revision.excluded if revision else 0,
        "digest": revision.digest if revision else "",
        "assessed_by": confirmation.actor_name if confirmation else "",
        "assessed": show_instant(confirmation.at, reader) if confirmation else None,
        "url": reverse("desk:incident-customers", args=[incident.pk]),
        "confirm_url": reverse("desk:incident-customers-confirm", args=[incident.pk])
        if may and is_open and not confirmation
        else "",
        "judge_url": reverse("desk:incident-customers-judge", args=[incident.pk])
        if may and is_open
        else "",
    }


def show_rows(
    incident: Incident,
    rows: Sequence[Touched],
    signals: Mapping[int, Sequence[Signal]],
    reader: Reader,
) -> list[Shown]:
    """Return lines of a list with their way, their signals, and whether they were told."""
    known = Known(
        components_named({one for row in rows for one in row.path}, reader_language()),
        signals,
        told_of(incident, [row.organisation_id for row in rows]),
        own_limits(incident, [row.organisation_id for row in rows]),
    )
    return [show_row(row, known, reader) for row in rows]


def show_row(row: Touched, known: Known, reader: Reader) -> Shown:
    """Return one customer on the list."""
    word, tone = standing_names()[row.standing]
    judgement = row.judgement
    found = known.signals.get(row.organisation_id, ())
    return {
        "number": row.organisation_id,
        "name": row.organisation.name,
        "url": reverse("desk:organisation", args=[row.organisation_id]),
        "standing": row.standing,
        "standing_word": word,
        "standing_tone": tone,
        "way": say_way(row, known.names),
        "contract": row.contract_version.contract.number if row.contract_version else "",
        "reason": row.reason,
        "judged": _("%(who)s, %(when)s")
        % {"who": judgement.actor_name, "when": say_moment(judgement.at, reader)}
        if judgement
        else "",
        "signals": [say_signal(one) for one in found],
        "speaks": speaks_for(found),
        "told": word_told(
            known.told.get(row.organisation_id), reader, owed=known.owed.get(row.organisation_id)
        ),
    }


def say_way(row: Touched, names: Mapping[int, str]) -> str:
    """Return by which way an incident reaches a customer."""
    way = " → ".join(names.get(one, str(one)) for one in row.path)
    said = {
        Ground.COMPONENT: way,
        Ground.EVERYTHING: _("%(way)s (the contract names no components)") % {"way": way},
        Ground.NO_CONTRACT: _("%(way)s (no contract; has asked within a year)") % {"way": way},
        Ground.SIGNALS: _("found by signals"),
        Ground.PERSON: _("added by a person"),
    }
    return said[Ground(row.ground)]


def say_signal(signal: Signal) -> Shown:
    """Return what was observed of a customer, with what is usual where that counts."""
    told = {"what": signal_names()[signal.kind], "count": signal.count}
    if signal.kind in (SignalKind.TICKET, SignalKind.CALL, SignalKind.CLIMB):
        usual = f"{signal.usual:g}"
        text = _("%(what)s: %(count)s (usual: %(usual)s)") % (told | {"usual": usual})
    elif signal.kind == SignalKind.TRACE:
        share = say_share(round(1000 * signal.usual), 1000)
        text = _("%(what)s: %(count)s of %(total)s (usual: %(usual)s)") % (
            told | {"total": signal.total, "usual": share}
        )
    else:
        text = _("%(what)s: %(count)s") % told
    return {"text": text, "speaks": signal.speaks}


def list_proposed(incident: Incident, signals: Mapping[int, Sequence[Signal]]) -> list[int]:
    """Return which customers signals speak for and the list does not have, or has excluded."""
    listed = set(told_customers(incident))
    return sorted(one for one, found in signals.items() if speaks_for(found) and one not in listed)


def show_proposed(incident: Incident, signals: Mapping[int, Sequence[Signal]]) -> list[Shown]:
    """Return whom the catalogue seems to have missed, by name."""
    proposed = list_proposed(incident, signals)
    names = names_of_customers(proposed)
    shown = [
        {"number": one, "name": names[one], "signals": [say_signal(each) for each in signals[one]]}
        for one in proposed
    ]
    return sorted(shown, key=lambda one: str(one["name"]))


def compose_customers(request: StaffRequest, incident: Incident) -> Shown:
    """Return what `desk/incident_customers.html` reads beside the shell."""
    reader, asked = request.reader, request.GET
    signals = signals_of(incident, at=reader.at)
    sieve = sieve_of(asked.get("standing", ""), asked.get("q", ""), signals)
    after = asked.get("after", "")
    rows, more = page_touched(incident, sieve, after=read_number(after) or 0, most=ON_PAGE)
    told = {"standing": asked.get("standing", ""), "q": sieve.words}
    address = reverse("desk:incident-customers", args=[incident.pk])
    more_url = f"{address}?{urlencode(told | {'after': rows[-1].organisation_id})}" if more else ""
    thresholds = thresholds_of(incident)
    return {
        **show_counts(incident, last_revision(incident), reader),
        "rows": show_rows(incident, rows, signals, reader),
        "proposed": show_proposed(incident, signals),
        "filters": show_filters(asked.get("standing", "")),
        "words": sieve.words,
        "more_url": more_url,
        "csv_url": f"{address}.csv?{urlencode(told)}",
        "lists": [show_list(incident, one, reader) for one in revisions_of(incident)],
        "thresholds": thresholds,
        "lead": int(thresholds.lead.total_seconds() // 60),
        "empty": {
            "icon": "check",
            "title": _("No customer stands here"),
            "text": _("Who is touched is reckoned from the components of the incident."),
        },
    }


def sieve_of(standing: str, words: str, signals: Mapping[int, Sequence[Signal]]) -> Sieve:
    """Return which lines are asked for; what is unknown asks for all."""
    words = words.strip()[:100]
    if standing == SPEAKING:
        among = frozenset(one for one, found in signals.items() if speaks_for(found))
        return Sieve(words=words, among=among)
    return Sieve(standing if standing in standing_names() else "", words)


def show_filters(current: str) -> list[Shown]:
    """Return the choices of the filter."""
    rows = [("", _("all")), *((key, word) for key, (word, _tone) in standing_names().items())]
    rows.append((SPEAKING, _("with signals")))
    return [{"key": key, "label": label, "current": key == current} for key, label in rows]


def show_list(incident: Incident, revision: ImpactRevision, reader: Reader) -> Shown:
    """Return one list of the incident, as it was."""
    confirmation = confirmation_of(revision)
    return {
        "number": revision.number,
        "url": reverse("desk:incident-customers-list", args=[incident.pk, revision.number]),
        "who": revision.actor_name or "Permanence",
        "told": revision.told,
        "excluded": revision.excluded,
        "digest": revision.digest,
        "assessed_by": confirmation.actor_name if confirmation else "",
        **show_instant(revision.at, reader),
    }
