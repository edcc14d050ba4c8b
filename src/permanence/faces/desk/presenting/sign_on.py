"""Providers of log-ins in words: ways in, reasons of refusal, what a trial found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.ground.lib.db import house
from permanence.world.sign_on.actions import Finding
from permanence.world.sign_on.models import Binding, Provider
from permanence.world.sign_on.queries import providers_offered
from permanence.world.sign_on.rules import Fault, Kind

Shown = dict[str, Any]


def list_ways_in(back: str) -> list[Shown]:
    """Return the providers by which people may come in, with where each begins."""
    with house():
        offered = providers_offered()
    query = f"?{urlencode({'next': back})}" if back else ""
    return [
        {"name": one.name, "url": reverse("desk:login-by", args=[one.key]) + query}
        for one in offered
    ]


def say_refusal(fault: Fault, *, provider: str) -> str:
    """Return why somebody was not let in, and what they can do."""
    told = {"provider": provider, "reason": fault_names().get(fault, fault)}
    return _("You were not signed in by %(provider)s. %(reason)s") % told


def say_reason(facts: Mapping[str, Any]) -> str:
    """Return why a line of the log-in journal tells of a refusal; nothing when it does not say."""
    reason = str(facts.get("reason", ""))
    detail = str(facts.get("detail", ""))
    said = fault_names().get(reason, reason)
    return f"{said} ({detail})" if detail else said


def fault_names() -> dict[str, str]:
    """Return each reason for which a provider, its answer or a person is not believed."""
    return faults_of_the_way() | faults_of_provider() | faults_of_answer() | faults_of_person()


def faults_of_the_way() -> dict[str, str]:
    """Return what can go wrong between here and there."""
    return {
        Fault.STALE: _("You set out too long ago, or in another browser. Begin again."),
        Fault.DENIED: _("The provider did not let you in."),
        Fault.SWITCHED_OFF: _("This way in is switched off."),
        Fault.CROWDED: _("Too many tries. Wait a quarter of an hour and try again."),
    }


def faults_of_provider() -> dict[str, str]:
    """Return what can be wrong with a provider."""
    return {
        Fault.INSECURE: _("The provider names an address that does not begin with https://."),
        Fault.UNREACHABLE: _("The provider cannot be reached."),
        Fault.REDIRECTED: _("The provider's address leads elsewhere. Write the last one down."),
        Fault.TOO_LARGE: _("The provider's answer is too large."),
        Fault.NO_JSON: _("The provider's answer cannot be read. Is this its issuer's address?"),
        Fault.WRONG_ISSUER: _("The provider calls itself otherwise than is written down here."),
        Fault.INCOMPLETE: _("The provider does not say all that is needed."),
        Fault.NO_KEYS: _("The provider shows no key with which it signs."),
        Fault.OLD_CERTIFICATE: _(
            "The provider's certificate is out of date. Write the new one down."
        ),
        Fault.WRONG_CLIENT: _("The provider does not accept the client or its secret."),
        Fault.CODE_REFUSED: _("The provider did not take its own code back. Begin again."),
        Fault.SECRET_LOST: _("The client's secret cannot be read any more. Write it down again."),
    }


def faults_of_answer() -> dict[str, str]:
    """Return what can be wrong with what a provider says."""
    return {
        Fault.UNSIGNED: _("What it said is not signed in a way that can be trusted."),
        Fault.UNKNOWN_KEY: _("What it said is signed with an unknown key."),
        Fault.WRONG_SIGNATURE: _("The signature is wrong."),
        Fault.WRONG_AUDIENCE: _("What it said was meant for another program."),
        Fault.WRONG_NONCE: _("What it said belongs to another log-in. Begin again."),
        Fault.EXPIRED: _("What it said is no longer valid. Begin again."),
        Fault.TOO_EARLY: _("What it said is not valid yet: its clock and ours differ."),
        Fault.NO_SUBJECT: _("It did not say who you are."),
        Fault.MALFORMED: _("What it said cannot be read."),
    }


def faults_of_person() -> dict[str, str]:
    """Return why somebody is not let in of whom the provider is sure."""
    return {
        Fault.NO_ADDRESS: _("It did not say your e-mail address."),
        Fault.UNVERIFIED: _("It has not verified your e-mail address."),
        Fault.UNKNOWN: _("Nobody works here under your address. Ask to be invited."),
        Fault.NO_ROLE: _("None of your groups has a role here."),
        Fault.NOT_STAFF: _("Your log-in is none of the staff's."),
        Fault.INACTIVE: _("Your log-in is closed."),
        Fault.BOUND_OTHERWISE: _("The log-in with your address is bound to another person there."),
    }


def finding_names(detail: str) -> dict[str, str]:
    """Return what a trial can find, beside what can be wrong."""
    count = int(detail) if detail.isdecimal() else 0
    keys = ngettext("It shows %(count)s key.", "It shows %(count)s keys.", count)
    return {
        "found": _("The provider answers, and calls itself as it is written down here."),
        "no_code": _("It does not offer the authorization code flow."),
        "pkce": _("It protects the code on its way (PKCE)."),
        "no_pkce": _("It does not say that it protects the code on its way (PKCE)."),
        "no_email": _("It does not list the scope email."),
        "no_algorithm": _("It signs only in ways that cannot be trusted."),
        "leaving": _("Who logs out here can log out there too."),
        "no_leaving": _("It does not offer to log out there too."),
        "keys": keys % {"count": count},
        "known": _("It accepts the client and its secret."),
        "not_known": _("It does not accept the client or its secret."),
        "perhaps_known": _("It does not say whether it accepts the client and its secret."),
    }


def show_findings(findings: Iterable[Finding]) -> list[Shown]:
    """Return what a trial found; `tone` is good, doubtful or bad."""
    faults = fault_names()
    return [
        {
            "words": finding_names(one.detail).get(one.code) or faults.get(one.code, one.code),
            "detail": one.detail if one.code in faults else "",
            "tone": one.tone,
        }
        for one in findings
    ]


def kind_names() -> dict[str, str]:
    """Return what each kind of provider speaks; the names are the same in every language."""
    return {Kind.OIDC: "OpenID Connect", Kind.SAML: "SAML 2.0"}


def show_providers(providers: Iterable[Provider]) -> list[Shown]:
    """Return providers as the list of them shows them."""
    return [
        {
            "name": one.name,
            "kind": kind_names().get(one.kind, one.kind),
            "issuer": one.issuer,
            "active": one.is_active,
            "url": reverse("desk:provider", args=[one.pk]),
        }
        for one in providers
    ]


def show_bindings(bindings: Iterable[Binding], reader: Reader) -> list[Shown]:
    """Return whose log-ins are bound at a provider."""
    return [
        {
            "number": one.pk,
            "email": one.user.email,
            "subject": one.subject,
            **show_instant(one.since, reader, name="since"),
            **show_instant(one.used_at, reader, name="used"),
        }
        for one in bindings
    ]
