"""What stands round every portal page: brand, ways to reach a person, languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import get_language

from permanence.faces.portal.access import Guest
from permanence.faces.ui.addresses import address_of
from permanence.promises.policies.rules import Phone, Policy
from permanence.promises.policies.rules.policy import Mailbox
from permanence.promises.terms.rules import say
from permanence.world.accounts.rules import CustomerRight

Way = TypeVar("Way", Phone, Mailbox)


def furnish_page(request: HttpRequest, guest: Guest, *, place: str = "", **facts: Any) -> Any:
    """Return the context of a page of one desk: what the shell needs, and the page's own facts."""
    return {
        "centre": describe_centre(
            guest.policy,
            language=guest.language,
            region=guest.region,
            is_known=guest.contact is not None,
            keeps_record=bool(guest.contact and guest.contact.may(CustomerRight.KEEP_ENVIRONMENT)),
            reads_reports=bool(guest.contact and guest.contact.may(CustomerRight.READ_REPORTS)),
            belongs=bool(guest.contact and guest.contact.organisation_id),
            has_articles=guest.has_articles,
        ),
        "place": place,
        **furnish_bare_page(request),
        **facts,
    }


def furnish_bare_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the shell needs of a page that belongs to no desk."""
    return {"languages": list_languages(request), "theme_url": address_of("ui:theme")}


def describe_centre(
    policy: Policy,
    *,
    language: str,
    region: str = "",
    is_known: bool = False,
    reads_reports: bool = False,
    keeps_record: bool = False,
    belongs: bool = False,
    has_articles: bool = False,
) -> dict[str, Any]:
    """Return a support centre with its lines and addresses, those of the reader's region first."""
    desk = policy.desk
    return {
        "name": policy.name,
        "accent": policy.accent,
        "initials": "".join(word[0] for word in policy.name.split()[:2]).upper(),
        "home_url": address_of("portal:home", desk),
        "help_url": address_of("portal:help", desk) if has_articles else "",
        "new_url": address_of("portal:new", desk),
        "policy_url": address_of("portal:policy", desk),
        "requests_url": address_of("portal:requests", desk) if is_known else "",
        "services_url": address_of("portal:services", desk) if is_known else "",
        "notices_url": address_of("portal:notices", desk) if is_known else "",
        "reports_url": address_of("portal:reports", desk) if reads_reports else "",
        "summaries_url": address_of("portal:summaries", desk) if belongs else "",
        "organisation_url": address_of("portal:organisation", desk) if keeps_record else "",
        "lines": [
            {
                "region": say(phone.clause.text, language, policy.default_language),
                "number": phone.number,
                "tel": dial(phone.number),
            }
            for phone in put_region_first(policy.phones, region)
        ],
        "addresses": [
            {
                "region": say(mailbox.clause.text, language, policy.default_language),
                "address": mailbox.address,
            }
            for mailbox in put_region_first(policy.mailboxes, region)
        ],
    }


def put_region_first(ways: Sequence[Way], region: str) -> list[Way]:
    """Return the ways to reach the desk, those that serve a region before the others."""
    return sorted(ways, key=lambda way: region not in way.regions)


def dial(number: str | None) -> str:
    """Return the link that dials a number; empty without one."""
    return f"tel:{number.replace(' ', '')}" if number else ""


def list_languages(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the languages of the portal, each with the address of this page in it."""
    current = get_language()
    return [
        {
            "code": code,
            "name": LANG_INFO[code]["name_local"],
            "url": f"?{changed_query(request, lang=code)}",
            "current": code == current,
        }
        for code, _ in settings.LANGUAGES
    ]


def changed_query(request: HttpRequest, **changes: str) -> str:
    """Return the query of this page with some of its values changed."""
    told = dict(request.GET.lists()) | {name: [value] for name, value in changes.items()}
    return urlencode(told, doseq=True)
