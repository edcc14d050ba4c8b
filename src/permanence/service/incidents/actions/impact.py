"""Reckoning whom an incident touches, list by list, and what people decide of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rows import insert_rows
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import REPORT, meet_everywhere
from permanence.service.incidents.actions.customer_clocks import follow_list
from permanence.service.incidents.actions.notifying import renew_first_notice
from permanence.service.incidents.models import (
    ImpactConfirmation,
    ImpactRevision,
    Incident,
    Judgement,
    Touched,
)
from permanence.service.incidents.queries.impact import (
    NOTIFY,
    find_touched,
    last_revision,
    lines_of,
)
from permanence.service.incidents.queries.incidents import components_touched
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.impact import (
    RULE,
    Ground,
    Line,
    Standing,
    count_standings,
    differ,
    digest_lines,
    judge_lines,
    renew_lines,
)
from permanence.world.accounts.models import Organisation
from permanence.world.catalogue.queries import components_of

GRAVEST = 1
ASSESS = "assess"
STAFF = "specialist:"


class NotJudged(Refusal):
    """Who is touched is decided by a person, of customers that there are, with a reason."""


class NotConfirmed(Refusal):
    """A list is found right once, by a person."""


def reckon_impact(incident: Incident, *, at: datetime, by: Actor) -> ImpactRevision:
    """Find whom an incident touches now: the next list, or the last one where nothing changed.

    What people decided goes on. Customers added after the first notices get clocks of their own.
    """
    incident = lock_incident(incident)
    last = last_revision(incident)
    broken = find_broken(incident)
    if last and (not broken or not is_current(incident)):
        return last
    before = lines_of(last)
    after = renew_lines(before, find_touched(broken, desk=incident.desk_id, at=at))
    if last and before == after and last.components == broken:
        return last
    return write_revision(incident, last, before, after, broken=broken, at=at, by=by)


def judge_customers(
    incident: Incident,
    organisations: Collection[int],
    *,
    standing: str,
    at: datetime,
    by: Actor,
    reason: str = "",
    signals: Sequence[Mapping[str, object]] = (),
    ground: str = Ground.PERSON,
) -> ImpactRevision:
    """Confirm customers as touched, exclude them, or add those that nothing had found.

    Only a person does so; who excludes says why. `signals` is what the person went by.
    """
    incident = lock_incident(incident)
    check_judgement(incident, organisations, standing=standing, reason=reason, by=by)
    judgement = Judgement.objects.create(
        incident=incident,
        standing=standing,
        reason=reason.strip(),
        signals=list(signals),
        at=at,
        actor=by.key,
        actor_name=by.name,
    )
    last = last_revision(incident)
    before = lines_of(last)
    after = judge_lines(
        before, set(organisations), standing=standing, judgement=judgement.pk, ground=ground
    )
    broken = last.components if last else find_broken(incident)
    told = {
        "standing": standing,
        "customers": len(set(organisations)),
        "reason": reason.strip(),
        "signals": [dict(one) for one in signals],
    }
    one = next(iter(organisations)) if len(set(organisations)) == 1 else None
    write_events(incident, [NewEvent("impact.judged", told, organisation=one)], at=at, by=by)
    return write_revision(incident, last, before, after, broken=broken, at=at, by=by)


def confirm_impact(incident: Incident, *, at: datetime, by: Actor) -> ImpactConfirmation:
    """Find the last list right: the incident is assessed, and it stays readable by whom.

    Where nobody is touched, nobody has to be told: the clocks of the notices end for that reason.
    """
    if not by.key.startswith(STAFF):
        raise NotConfirmed(_("A person says that the list is right."))
    revision = last_revision(incident) or reckon_impact(incident, at=at, by=by)
    incident = lock_incident(incident)
    made, is_new = ImpactConfirmation.objects.get_or_create(
        revision=revision,
        defaults={"incident": incident, "at": at, "actor": by.key, "actor_name": by.name},
    )
    if not is_new:
        raise NotConfirmed(
            _("{name} has found this list right already."), name=made.actor_name or made.actor
        )
    told = {"list": revision.number, "digest": revision.digest, "customers": revision.told}
    write_events(incident, [NewEvent("impact.confirmed", told)], at=at, by=by)
    meet_everywhere(incident, ASSESS, at=at, by=by)
    if not revision.told:
        reason = str(_("No customer is touched."))
        for key in (NOTIFY, REPORT):
            meet_everywhere(incident, key, at=at, reason=reason, by=by)
    return made


def check_judgement(
    incident: Incident, organisations: Collection[int], *, standing: str, reason: str, by: Actor
) -> None:
    """Refuse what nobody decides so."""
    if not is_current(incident):
        raise NotJudged(_("{name} is over: its list stays as it was."), name=incident.name)
    if standing not in (Standing.CONFIRMED, Standing.EXCLUDED) or not by.key.startswith(STAFF):
        raise NotJudged(_("A person confirms customers, or excludes them."))
    if standing == Standing.EXCLUDED and not reason.strip():
        raise NotJudged(_("Say why this customer is not touched: the reason stays."))
    known = Organisation.objects.filter(pk__in=organisations).count()
    if not organisations or known != len(set(organisations)):
        raise NotJudged(_("Choose whom this is about."))


def is_current(incident: Incident) -> bool:
    """Say whether the list of an incident may still change: until it is closed or dismissed."""
    return incident.state not in (Incident.State.CLOSED, Incident.State.DISMISSED)


def write_revision(
    incident: Incident,
    last: ImpactRevision | None,
    before: Sequence[Line],
    after: Sequence[Line],
    *,
    broken: list[int],
    at: datetime,
    by: Actor,
) -> ImpactRevision:
    """Write the next list with all its lines, tell the record, and set the clocks that follow."""
    number = last.number + 1 if last else 1
    previous = last.digest if last else ""
    revision = ImpactRevision.objects.create(
        incident=incident,
        number=number,
        at=at,
        actor=by.key,
        actor_name=by.name,
        rule=RULE,
        components=broken,
        **count_standings(after),
        digest=digest_lines(incident.pk, number, after, previous=previous),
    )
    insert_rows(Touched, [row_of_line(revision, line) for line in after])
    write_events(incident, [tell_revision(revision, before, after)], at=at, by=by)
    follow_list(incident, before, after, at=at, by=by)
    renew_first_notice(incident, at=at, by=by)
    return revision


def find_broken(incident: Incident) -> list[int]:
    """Return what failed: the components named, or everything where the gravest names none."""
    named = sorted(components_touched(incident))
    if named or incident.severity > GRAVEST:
        return named
    return sorted(one.pk for one in components_of(incident.desk_id))


def row_of_line(revision: ImpactRevision, line: Line) -> dict[str, object]:
    """Return a line of a list as its columns."""
    return {
        "revision_id": revision.pk,
        "incident_id": revision.incident_id,
        "organisation_id": line.organisation,
        "standing": line.standing,
        "ground": line.ground,
        "path": list(line.path),
        "contract_version_id": line.contract_version,
        "judgement_id": line.judgement,
    }


def tell_revision(
    revision: ImpactRevision, before: Sequence[Line], after: Sequence[Line]
) -> NewEvent:
    """Return the event of a new list: how many, what became different, and its digest."""
    difference = differ(before, after)
    return NewEvent(
        "impact.reckoned",
        {
            "list": revision.number,
            "digest": revision.digest,
            "rule": revision.rule,
            "components": revision.components,
            "possible": revision.possible,
            "confirmed": revision.confirmed,
            "excluded": revision.excluded,
            "added": len(difference.added),
            "gone": len(difference.gone),
            "changed": len(difference.changed),
        },
    )
