"""What is sent to a gateway for SMS, and how its answers, receipts and replies are read. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from permanence.ground.ways.rules import AnswerKind
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.providers import Gateway

LONGEST = 300


def write_request(
    gateway: Gateway, *, to: str, text: str, callback: str = ""
) -> tuple[bytes, dict[str, str]]:
    """Return the body that asks a gateway to carry a text, and the headers that go with it."""
    fields = dict(parse_qsl(gateway.extra)) | {gateway.to_field: to, gateway.text_field: text}
    if gateway.sender:
        fields[gateway.sender_field] = gateway.sender
    if gateway.callback_field and callback:
        fields[gateway.callback_field] = callback
    if gateway.form == "form":
        kind = "application/x-www-form-urlencoded"
        return urlencode(fields).encode("ascii"), {"Content-Type": kind}
    return json.dumps(fields).encode("ascii"), {"Content-Type": "application/json"}


def judge_answer(gateway: Gateway, status: int, body: bytes) -> Outcome:
    """Return what a gateway's answer means: taken, refused for this number, or not able to."""
    answer = f"{status} {body[:LONGEST].decode('utf-8', 'replace')}".strip()
    if 200 <= status < 300:
        found = find_field(read_object(body), gateway.id_field)
        return Outcome(Result.ACCEPTED, answer, outside_id=found[:200])
    result = Result.REFUSED if status in {400, 404, 409, 410, 422} else Result.FAILED
    return Outcome(result, answer)


def read_object(body: bytes) -> Mapping[str, Any]:
    """Return the object that a body is, of JSON or of a form; an empty one for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=100))
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, dict) else {}


def find_field(told: Mapping[str, Any], path: str) -> str:
    """Return what stands in a field, "messages.0.id" within others; nothing where there is none."""
    found: Any = told
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return ""
    return str(found) if isinstance(found, str | int) else ""


def read_receipt(gateway: Gateway, told: Mapping[str, Any]) -> tuple[str, AnswerKind | None, str]:
    """Return which message a receipt is of, what it says, and in which word."""
    word = find_field(told, gateway.receipt_status)
    said = word.strip().lower()
    kind = None
    if said in gateway.delivered_words.lower().split():
        kind = AnswerKind.DELIVERED
    elif said in gateway.failed_words.lower().split():
        kind = AnswerKind.FAILED
    return find_field(told, gateway.receipt_id), kind, word[:LONGEST]
