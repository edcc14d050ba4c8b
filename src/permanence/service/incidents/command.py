"""`permanence verify`: what it prints and the status it ends with."""

from __future__ import annotations

import json
from typing import Any, TextIO

from permanence.ground.lib.db import house
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.chain import lost_incidents, prove_incident
from permanence.service.incidents.rules.naming import name_incident, read_incident_name

BROKEN = 1
MISSING = "missing"


def verify_incidents(name: str | None, out: TextIO, err: TextIO) -> int:
    """Prove the record of one incident, or of all: one JSON object a line; 1 if one is broken.

    The first event that is broken is named on standard error as well.
    """
    with house():
        found = Incident.objects.order_by("pk")
        if name is not None:
            number = read_incident_name(name)
            found = found.filter(pk=number or 0)
            if not found and number not in lost_incidents():
                print(f"{name}: there is no such incident", file=err)
                return BROKEN
        lines = [describe_proof(one) for one in found]
        lost = lost_incidents() if name is None or not found else []
        lines += [describe_loss(one) for one in lost if name is None or number == one]
    for line in lines:
        print(json.dumps(line, ensure_ascii=False), file=out)
        if not line["holds"]:
            broken = line["broken"]
            said = f"event {broken['event']} is broken: {broken['why']}"
            print(f"{line['incident']}: {said}", file=err)
    return 0 if all(line["holds"] for line in lines) else BROKEN


def describe_proof(incident: Incident) -> dict[str, Any]:
    """Return what came of proving one incident."""
    proof = prove_incident(incident)
    return {
        "incident": incident.name,
        "holds": proof.holds,
        "events": proof.length,
        "hash": proof.hash,
        "broken": None if proof.holds else {"event": proof.broken, "why": proof.why},
        "erased": list(proof.erased),
    }


def describe_loss(number: int) -> dict[str, Any]:
    """Return what is said of an incident of which the journal knows, and that is gone."""
    return {
        "incident": name_incident(number),
        "holds": False,
        "events": 0,
        "hash": "",
        "broken": {"event": 1, "why": MISSING},
        "erased": [],
    }
