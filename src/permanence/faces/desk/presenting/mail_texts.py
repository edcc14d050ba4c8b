"""The mails of a desk with what it adds of its own, as a sample customer would read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.wording import list_variables, sample_values
from permanence.faces.desk.presenting.words import language_name
from permanence.world.accounts.models import Desk
from permanence.world.wording.models import MailText
from permanence.world.wording.queries import mail_texts_of
from permanence.world.wording.rules import MAIL_VARIABLES, MAILS, fill_text

Shown = dict[str, Any]


def mail_names() -> dict[str, str]:
    """Return what each mail is called."""
    return {
        "confirmation": _("Confirmation of a request"),
        "answer": _("Answer of a specialist"),
        "notice": _("Notice that a request waits or was judged anew"),
    }


def list_mails(desk: Desk) -> list[Shown]:
    """Return the mails to which the desk may add a text, and in which languages it does."""
    names, query = mail_names(), urlencode({"desk": desk.key})
    return [
        {
            "name": names[mail],
            "url": f"{reverse('desk:mail-text', args=[mail])}?{query}",
            "languages": ", ".join(
                language_name(one) for one in mail_texts_of([desk.pk], mail).get(desk.pk, {})
            ),
        }
        for mail in MAILS
    ]


def list_mail_variables() -> list[Shown]:
    """Return what may be filled in: only what every mail knows."""
    return list_variables(MAIL_VARIABLES)


def show_mails(mail: str, texts: Mapping[str, str], desk: Desk, reader: Reader) -> list[Shown]:
    """Return the whole mail in each language, with what the desk adds."""
    return [
        {
            "language": code,
            "language_name": language_name(code),
            "text": write_sample(mail, texts.get(code, ""), desk, reader, language=code),
        }
        for code, _name in settings.LANGUAGES
        if texts.get(code) or code == desk.default_language
    ]


def write_sample(mail: str, own: str, desk: Desk, reader: Reader, *, language: str) -> str:
    """Return a mail as it would be sent to an invented customer."""
    values = sample_values(desk, reader, language)
    with translation.override(language):
        context = {
            "name": values["contact.name"],
            "author": values["specialist.name"],
            "desk": desk.name,
            "reference": values["reference"],
            "subject": values["subject"],
            "due": values["due"],
            "what": "waiting_customer",
            "reason": "…",
            "text": "…",
            "link": f"{settings.PUBLIC_URL}{reverse('portal:home', args=[desk.key])}",
            "own": fill_text(own, values, language=language).text,
        }
        return render_to_string(f"tickets/mail/{mail}.txt", context).strip()


def show_mail_version(version: MailText, before: Mapping[str, str], reader: Reader) -> Shown:
    """Return one version: who saved it, and each language as it was and as it is."""
    languages = [
        one
        for one in {**before, **version.texts}
        if before.get(one, "") != version.texts.get(one, "")
    ]
    return {
        **show_instant(version.saved_at, reader),
        "who": version.saved_by,
        "what": _("Version %(number)s") % {"number": version.number},
        "changes": [
            {
                "label": language_name(one),
                "was": before.get(one) or "—",
                "now": version.texts.get(one) or "—",
            }
            for one in languages
        ],
    }


def show_mail_versions(versions: list[MailText], reader: Reader) -> list[Shown]:
    """Return every version, the last one first, each against the one before."""
    earlier: list[Mapping[str, str]] = [*(one.texts for one in versions[1:]), {}]
    return [
        show_mail_version(one, before, reader)
        for one, before in zip(versions, earlier, strict=False)
    ]
