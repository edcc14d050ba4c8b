"""What the kinds of request are called, by the policy's own words where it has some."""

from __future__ import annotations

from django.utils.translation import gettext as _

from permanence.faces.desk.presenting.words import say_words
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.rules.kinds import kinds_of


def kind_names() -> dict[str, str]:
    """Return what each kind of request is called on every desk."""
    return {
        "problem": _("Problem"),
        "question": _("Technical question"),
        "account": _("Account request"),
        "training": _("Training request"),
        "custom": _("Custom work"),
    }


def name_kinds(policy: Policy) -> dict[str, str]:
    """Return the kinds of request of a desk by their keys, in its own words."""
    own = {term.key: say_words(term.name, policy.default_language) for term in policy.kinds}
    names = kind_names()
    return {key: own.get(key, names[key]) for key in kinds_of(policy)}  # type: ignore[call-overload]  # keys are texts


def say_kind(policy: Policy, key: str) -> str:
    """Return what one kind is called; empty when none was chosen."""
    return name_kinds(policy).get(key, kind_names().get(key, ""))


def hint_kind(policy: Policy, key: str) -> str:
    """Return what the policy says of a kind, for who judges; empty when it says nothing."""
    term = policy.kind(key)
    if term is None:
        return ""
    meaning = say_words(term.clause.text, policy.default_language)
    return f"{say_kind(policy, key)}: {meaning}"
