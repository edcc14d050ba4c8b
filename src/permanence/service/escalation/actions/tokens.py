"""The signed links by which those who are called answer without a log-in."""

from __future__ import annotations

from django.core import signing

from permanence.ground.journal.rules import Actor
from permanence.service.escalation.models import Call
from permanence.service.escalation.rules import Answerer

SALT = "permanence.call"


def sign_call(call: int) -> str:
    """Return the token by which whoever is called, and nobody else, answers."""
    return signing.dumps(call, salt=SALT)


def call_of_token(token: str) -> Call | None:
    """Return the call that a token was signed for, or None for a token not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Call.objects.select_related("climb", "rung").filter(pk=pk).first()


def answerer_of(call: Call) -> Answerer:
    """Return who answers a call: the specialist by name, or the office."""
    key = f"specialist:{call.specialist_id}" if call.specialist_id else f"call:{call.pk}"
    return Answerer(Actor(key, call.name), call.specialist_id, call.pk)
