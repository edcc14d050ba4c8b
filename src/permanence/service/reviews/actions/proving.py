"""Evidence as paper, and checking a file of it: against itself, and against what is kept here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    write_pdf,
)
from permanence.promises.policies.rules import Policy
from permanence.service.incidents.models import Event
from permanence.service.reviews.rules.evidence import count_told, ends_of, find_faults


def write_evidence(evidence: Mapping[str, Any]) -> bytes:
    """Return evidence as JSON, one way of writing."""
    return json.dumps(evidence, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def print_evidence(evidence: Mapping[str, Any], policy: Policy, *, language: str) -> bytes:
    """Return evidence as PDF, for people; the JSON is what can be checked."""
    with translation.override(language):
        document = Document(
            title=_("Evidence of an incident"),
            subtitle=str(evidence["customer"]),
            language=language,
            desk=policy.name,
            accent=policy.accent,
            blocks=[block for one in evidence["incidents"] for block in tell_incident(one, policy)]
            + [
                Heading(_("How to check it")),
                Paragraph(
                    _(
                        "The JSON of the same name carries the whole chain: of what concerns others"
                        " the digest alone. Each event is sealed to the one before it by SHA-256;"
                        " the desk's own check says whether its record still ends in the same hash."
                    )
                ),
                Facts([("SHA-256", str(evidence["digest"]))]),
            ],
        )
    return write_pdf(document)


def tell_incident(incident: Mapping[str, Any], policy: Policy) -> Iterator[Block]:
    """Yield one incident: its instants, the clocks, the notices, and where its chain ends."""
    yield Heading(str(incident["name"]))
    yield Facts(
        [
            (label, say_kept(incident[name], policy))
            for name, label in instant_names().items()
            if incident[name]
        ]
    )
    yield Heading(_("How we found that it touched you"), rank=2)
    yield Table(
        [Column(_("List"), share=0.4), Column(_("When"), share=2), Column(_("Finding"))],
        [
            (str(one["list"]), say_kept(one["at"], policy), standing_names()[one["standing"]])
            for one in incident["touched"]
        ],
        empty=_("It is on no list."),
    )
    yield Heading(_("Clocks"), rank=2)
    yield Table(
        [Column(_("Matter")), Column(_("Limit"), share=2), Column(_("Verdict"))],
        [
            (matter_name(one), say_kept(one["limit"], policy), verdict_names()[one["verdict"]])
            for one in incident["clocks"]
        ],
    )
    yield from tell_notices(incident, policy)
    yield from tell_chain(incident)


def tell_notices(incident: Mapping[str, Any], policy: Policy) -> Iterator[Block]:
    """Yield what went out, and what was answered."""
    yield Heading(_("Notices to you"), rank=2)
    yield Table(
        [Column(_("To"), share=1.4), Column(_("Handed over"), share=1.6), Column(_("Answer"))],
        [
            (
                str(one["to"]),
                say_kept(one["reached_at"] or one["queued_at"], policy),
                "; ".join(each["answer"] for each in one["attempts"] if each["answer"]) or "–",
            )
            for one in incident["notices"]
        ],
        empty=_("None."),
    )


def tell_chain(incident: Mapping[str, Any]) -> Iterator[Block]:
    """Yield where the chain ends, and how much of it is told."""
    chain = incident["chain"]
    told, withheld = count_told(chain["links"])
    yield Heading(_("The record"), rank=2)
    yield Facts(
        [
            (_("Events told"), str(told)),
            (_("Events proven by digest alone"), str(withheld)),
            (_("It ends with"), str(chain["hash"])),
        ]
    )


def matter_name(clock: Mapping[str, Any]) -> str:
    """Return what a clock was for, and which contract promised it where it was the customer's."""
    key = str(clock["matter"]).partition(":")[0]
    names = {
        "confirm": _("Confirming the suspicion"),
        "assess": _("Finding who is touched"),
        "notify": _("First written notice"),
        "report": _("Situation report"),
        "summary": _("Incident summary"),
        "regulatory": _("A time set by law"),
    }
    name = names.get(key, key)
    if not clock.get("contract"):
        return name
    told = {"name": name, "number": clock["contract"], "version": clock["contract_version"]}
    return _("%(name)s (contract %(number)s, version %(version)s)") % told


def instant_names() -> dict[str, str]:
    """Return what each instant of an incident is called."""
    return {
        "occurred_at": _("Occurred"),
        "detected_at": _("Detected"),
        "declared_at": _("Declared"),
        "resolved_at": _("Resolved"),
        "closed_at": _("Closed"),
    }


def standing_names() -> dict[str, str]:
    """Return how a customer can stand on a list."""
    return {
        "possible": _("possibly touched"),
        "confirmed": _("touched"),
        "excluded": _("found not to be touched"),
    }


def verdict_names() -> dict[str, str]:
    """Return the verdicts on a clock."""
    return {
        "running": _("runs"),
        "warned": _("due soon"),
        "overdue": _("overdue"),
        "met": _("in time"),
        "late": _("too late"),
        "withdrawn": _("replaced or withdrawn"),
    }


def say_kept(text: str | None, policy: Policy) -> str:
    """Return a kept instant by the clocks of the desk; a dash for what never happened."""
    return spell_instant(datetime.fromisoformat(text), policy.zone) if text else "–"


def check_evidence(evidence: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with evidence: in itself, and against the records kept here."""
    faults = find_faults(evidence)
    if faults:
        return faults
    for number, (length, sealed) in ends_of(evidence).items():
        kept = Event.objects.filter(incident=number, number=length)
        if length and kept.values_list("hash", flat=True).first() != sealed:
            faults.append(f"incident I-{number}: the record kept here says otherwise")
    return faults
