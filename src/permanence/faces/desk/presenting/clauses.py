"""Clauses and the documents they stand in, as a specialist reads them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import say_words
from permanence.ground.lib.paths import link_to
from permanence.promises.contracts.queries import terms_of_source
from permanence.promises.policies.rules import Policy
from permanence.promises.policies.rules.amounts import amount_of
from permanence.promises.terms.rules import AgreedDate
from permanence.world.calendars.rules import OpenTime, Target


def clause_url(key: str, source: str, policy: Policy) -> str:
    """Return where customers read the clause; a contract's is not published."""
    if not source.startswith(("policy:", "plan:")):
        return ""
    return f"{link_to('policy', base='', desk=policy.desk)}#{key}"


def say_source(source: str, *, published: bool) -> str:
    """Return the document that a clause stands in."""
    kind, _colon, rest = source.partition(":")
    if kind == "agreement":
        return _("Agreement, version %(number)s") % {"number": rest.rpartition(":")[2]}
    if kind == "contract":
        terms = terms_of_source(source)
        return _("Contract %(number)s, version %(version)s") % {
            "number": terms.number,
            "version": terms.version,
        }
    number = rest.rpartition(":")[2] or rest
    text = _("Policy, version %(number)s") % {"number": number}
    own = _("the operator's own, not published")
    return text if published else f"{text} · {own}"


def say_calendar(key: str, policy: Policy, *, source: str = "") -> str:
    """Return what the document of a clause, or else the policy, says of a calendar."""
    document = terms_of_source(source) if source.startswith("contract:") else policy
    wanted = (f"coverage.{key}", f"operator.coverage.{key}")
    for chapters in (document.chapters, policy.chapters):
        for chapter in chapters:
            for clause in chapter.clauses:
                if clause.key in wanted:
                    return say_words(clause.text, policy.default_language)
    return key.replace("-", " ")


def say_target(target: Target | AgreedDate) -> str:
    """Return the promised time in words."""
    if isinstance(target, AgreedDate):
        return _("the agreed date")
    words = say_words(amount_of(target).words)
    if isinstance(target, OpenTime):
        return _("%(amount)s of open time") % {"amount": words}
    return words
