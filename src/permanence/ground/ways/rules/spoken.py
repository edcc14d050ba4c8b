"""What a phone call says, and how a provider that speaks Twilio's language is answered. Pure."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

VOICES: Final = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "it": "it-IT", "es": "es-ES"}
WAITS: Final = 10  # seconds for a key
TIMES: Final = 2  # that the whole is said


@dataclass(frozen=True)
class Script:
    """What is said to who picks up: the lines, then what answers each key, in one language."""

    language: str
    lines: tuple[str, ...]
    taken: str
    passed: str
    unclear: str

    def answer_to(self, key: str) -> str:
        """Return what is said to a key that was pressed."""
        return {"1": self.taken, "2": self.passed}.get(key, self.unclear)


def write_question(script: Script, *, key_address: str) -> str:
    """Return what a provider says to who picks up, and that it waits for a key."""
    said = "".join(say(line, script.language) for line in script.lines)
    gather = (
        f'<Gather numDigits="1" timeout="{WAITS}" method="POST" action={quoteattr(key_address)}>'
        f'{said}</Gather><Pause length="1"/>'
    )
    return f"{HEAD}<Response>{gather * TIMES}<Hangup/></Response>"


def write_farewell(script: Script, key: str, *, again: str) -> str:
    """Return what a provider says to a key; one that says nothing leads to the question again."""
    said = say(script.answer_to(key), script.language)
    if key in {"1", "2"}:
        return f"{HEAD}<Response>{said}<Hangup/></Response>"
    return f'{HEAD}<Response>{said}<Redirect method="POST">{escape(again)}</Redirect></Response>'


def say(line: str, language: str) -> str:
    """Return one line as it is spoken in a language."""
    return f'<Say language="{VOICES.get(language, "en-GB")}">{escape(line)}</Say>'


HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def sign_request(address: str, form: Mapping[str, str], token: str) -> str:
    """Return the signature by which the provider shows that a form is its own."""
    told = address + "".join(f"{name}{form[name]}" for name in sorted(form))
    return b64encode(hmac.digest(token.encode(), told.encode(), "sha1")).decode("ascii")


def is_signed(address: str, form: Mapping[str, str], token: str, signature: str) -> bool:
    """Say whether a form was signed with the token of our account; without a token none is."""
    if not token:
        return False
    return hmac.compare_digest(sign_request(address, form, token).encode(), signature.encode())
