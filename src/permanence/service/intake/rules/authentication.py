"""What servers say of the sender's authenticity (RFC 8601); nothing is asked of DNS."""

from __future__ import annotations

import re

from permanence.service.intake.rules.letters import Authentication
from permanence.service.intake.rules.parts import Headers

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)


def read_authentication(headers: Headers, *, trusted: frozenset[str]) -> Authentication:
    """Return the verdicts of the first trusted server, or, marked so, of the topmost one.

    Any sender can write such a field: only a server whose name is in `trusted`, and which
    takes out the fields of others that claim its name, is to be believed.
    """
    fields = [_read_field(value) for value in headers.all("authentication-results")[:50]]
    believed = next((found for found in fields if found[0] in trusted), None)
    server, results = believed or (fields[0] if fields else ("", {}))
    return Authentication(
        server=server or None,
        trusted=believed is not None,
        spf=results.get("spf"),
        dkim=results.get("dkim"),
        dmarc=results.get("dmarc"),
    )


def _read_field(value: str) -> tuple[str, dict[str, str]]:
    name, *statements = _COMMENT.sub(" ", value).split(";")
    results: dict[str, str] = {}
    for statement in statements:
        match = _RESULT.match(statement)
        if match:
            method, result = match[1].lower(), match[2].lower()
            # One valid signature of several is enough.
            if results.get(method) != "pass":
                results[method] = result
    return (name.split() or [""])[0].lower(), results
