"""The questions that a browser's device answers with a passkey: each is good for one answer."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse

QUESTION = "passkey"
GOOD_FOR = timedelta(minutes=5)
LONGEST_ANSWER = 20_000


def ask_device(
    request: HttpRequest, question: tuple[dict[str, Any], dict[str, Any]], *, at: datetime
) -> JsonResponse:
    """Put a question to a device, and remember it with this browser."""
    options, state = question
    request.session[QUESTION] = {"state": state, "until": (at + GOOD_FOR).timestamp()}
    response = JsonResponse(options["publicKey"], json_dumps_params={"default": dict})
    response["Cache-Control"] = "no-store"
    return response


def take_question(request: HttpRequest, *, at: datetime) -> dict[str, Any] | None:
    """Return the state of what this browser was asked, once; None when it was too long ago."""
    kept = request.session.pop(QUESTION, None)
    if not kept or at.timestamp() >= kept["until"]:
        return None
    state: dict[str, Any] = kept["state"]
    return state


def read_answer(text: str) -> dict[str, Any]:
    """Return what a device answered; nothing when it is no such thing."""
    if len(text) > LONGEST_ANSWER:
        return {}
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def place_of_passkeys() -> str:
    """Return the one address under which passkeys of this installation work."""
    return settings.PUBLIC_URL
