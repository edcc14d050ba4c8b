"""Writing the page of a desk's state, as the product serves it and as a file beside it.

Both are the same: no script, no cookie, nothing from elsewhere, and links that hold wherever the
page is put. Only where its style sheet and its form stand differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.portal.status.feeding import EVERYTHING, write_feed
from permanence.faces.portal.status.showing import Eye, show_state
from permanence.ground.lib.paths import link_to
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.status.models import Page
from permanence.service.status.queries.pages import address_of
from permanence.service.status.rules.standing import Shown, narrow_page

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
FORMS = {"rss": "RSS", "atom": "Atom", "ics": "iCalendar"}
# What a page in a file may load; the product says more of it in a header.
FILE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Place:
    """Where a page stands: at the root of a desk's folder or in that of a language.

    The product serves its own style sheet and mark; a file names those beside it.
    """

    css: str = ""
    icon: str = ""
    is_root: bool = False
    is_file: bool = False


@dataclass(frozen=True)
class Matter:
    """What a page is made of: a desk's policy and page, and how its components stand."""

    policy: Policy
    page: Page
    shown: Shown
    at: datetime

    def eye(self, language: str) -> Eye:
        """Return for whom it is written in a language: everybody reads the desk's own zone.

        It is told as of the minute, so that a page stays the same until it says something else.
        """
        zone = ZoneInfo(self.policy.zone)
        as_of = self.at.replace(second=0, microsecond=0)
        return Eye(language, self.policy.default_language, zone, as_of)


def write_page(matter: Matter, language: str, place: Place) -> str:
    """Return the page of a desk's state in a language."""
    with translation.override(language):
        eye = matter.eye(language)
        context = show_state(matter.shown, eye) | {
            "desk": name_desk(matter.policy),
            "accent": matter.policy.accent,
            "initials": "".join(word[0] for word in matter.policy.name.split()[:2]).upper(),
            "introduction": eye.say(matter.page.introduction) if matter.page.introduction else "",
            "language": language,
            "languages": list_languages(language, place),
            "feeds": list_feeds(matter, eye, place),
            "place": place,
            "policy_of_file": FILE_POLICY if place.is_file else "",
            "subscribe_url": tell_address("status-subscribe", matter, language),
            "centre_url": tell_address("centre", matter, language),
            "phones": [
                {"number": one.number, "region": say(one.clause.text, language, eye.fallback)}
                for one in matter.policy.phones
                if one.number
            ],
        }
        return render_to_string("portal/status/page.html", context)


def name_desk(policy: Policy) -> dict[str, str]:
    """Return what a desk is called."""
    return {"name": policy.name, "key": policy.desk}


def tell_address(name: str, matter: Matter, language: str) -> str:
    """Return the full address of a page of the product, in the reader's language."""
    address = link_to(name, base=settings.PUBLIC_URL, desk=matter.policy.desk)
    return f"{address}?lang={language}" if name == "centre" else f"{address}?in={language}"


def list_languages(language: str, place: Place) -> list[dict[str, Any]]:
    """Return the languages of the page, each with the way to it from here."""
    before = "" if place.is_root else "../"
    return [
        {
            "code": code,
            "name": LANG_INFO[code]["name_local"],
            "url": f"{before}{code}/{'index.html' if place.is_file else ''}",
            "current": code == language,
        }
        for code in LANGUAGES
    ]


def list_feeds(matter: Matter, eye: Eye, place: Place) -> list[dict[str, Any]]:
    """Return what can be subscribed to without an address: everything, and each component."""
    before = f"{eye.language}/" if place.is_root else ""
    rows = [(EVERYTHING, _("Everything"))]
    rows += [(one.key, eye.say(one.names)) for one in matter.shown.components]
    return [
        {"name": name}
        | {form: {"name": FORMS[form], "url": f"{before}{key}.{form}"} for form in FORMS}
        for key, name in rows
    ]


def write_place(matter: Matter, language: str, key: str, form: str) -> bytes | None:
    """Return a feed in a language; None where there is no such component or form."""
    shown = matter.shown if key == EVERYTHING else narrow_page(matter.shown, key)
    if shown is None or form not in FORMS:
        return None
    with translation.override(language):
        eye = matter.eye(language)
        told = {"desk": matter.policy.name}
        title = _("State of %(desk)s") % told
        if form == "ics":
            title = _("Planned work of %(desk)s") % told
        if key != EVERYTHING:
            title = f"{title} · {eye.say(shown.components[0].names)}"
        page = address_of(matter.page, desk=matter.policy.desk, language=language)
        return write_feed(shown, eye, page=page, title=title, place=key, form=form)
