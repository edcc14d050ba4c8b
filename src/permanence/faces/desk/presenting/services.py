"""The services that a policy lists, in its own words."""

from __future__ import annotations

from textwrap import shorten

from permanence.faces.desk.presenting.words import say_words
from permanence.promises.contracts.rules import service_keys
from permanence.promises.policies.rules import Policy

MOST_OF_SERVICE = 90


def services_of(policy: Policy) -> dict[str, str]:
    """Return the services that a policy lists, by their keys."""
    found = {}
    for key in service_keys(policy):
        clause = policy.clause(f"services.{key}") or policy.clause(f"operator.services.{key}")
        text = say_words(clause.text, policy.default_language) if clause else key
        found[key] = shorten(text, MOST_OF_SERVICE, placeholder="…")
    return found
