"""Canned answers as their pages show them: the list, a preview in each language, versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name
from permanence.faces.ui.promises import promise_names
from permanence.ground.lib.dates import spell_instant
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Desk
from permanence.world.wording.models import CannedAnswer, CannedFile, CannedVersion
from permanence.world.wording.rules import VARIABLES, fill_text

Shown = dict[str, Any]
SAMPLE_REFERENCE = "1234567897"


def list_wordings(answers: list[CannedAnswer], asked: str) -> list[Shown]:
    """Return the canned answers of a desk, or those in which a word is found."""
    wanted = asked.casefold().split()
    return [show_wording(one) for one in answers if all(word in words_of(one) for word in wanted)]


def words_of(answer: CannedAnswer) -> str:
    """Return all words by which a canned answer is found."""
    words = [answer.key, answer.title, *answer.tags, *answer.texts.values()]
    return " ".join(words).casefold()


def show_wording(answer: CannedAnswer) -> Shown:
    """Return one row of the list."""
    return {
        "key": answer.key,
        "title": answer.title,
        "tags": answer.tags,
        "languages": [code for code, _name in settings.LANGUAGES if answer.texts.get(code)],
        "team": answer.team.name if answer.team else "",
        "withdrawn": answer.withdrawn_at is not None,
        "url": reverse("desk:wording", args=[answer.pk]),
    }


def variable_names() -> dict[str, str]:
    """Return what each variable holds."""
    return {
        "contact.name": _("the contact's name"),
        "organisation.name": _("the customer's organisation"),
        "reference": _("the reference of the ticket"),
        "subject": _("its subject"),
        "promise": _("the promise that is due next"),
        "due": _("when that is due, by the customer's clock"),
        "desk.name": _("the desk's name"),
        "specialist.name": _("your own name"),
    }


def list_variables(known: Iterable[str] = VARIABLES) -> list[Shown]:
    """Return the variables that a text may have: without more, those of a canned answer."""
    names = variable_names()
    return [{"code": f"{{{{ {name} }}}}", "label": names[name]} for name in known]


def sample_values(desk: Desk, reader: Reader, language: str) -> dict[str, str]:
    """Return what the variables hold for an invented ticket, in a language."""
    with translation.override(language):
        return {
            "contact.name": "Robin Sample",
            "organisation.name": "Sample & Sons",
            "reference": speak_reference(SAMPLE_REFERENCE),
            "subject": _("Sample request"),
            "promise": promise_names()["resolution"],
            "due": spell_instant(reader.at + timedelta(hours=4), reader.zone.key),
            "desk.name": desk.name,
            "specialist.name": reader.specialist.name,
        }


def show_previews(texts: Mapping[str, str], desk: Desk, reader: Reader) -> list[Shown]:
    """Return a text in each of its languages, as a sample customer would read it."""
    return [
        {
            "language": code,
            "language_name": language_name(code),
            "text": fill_text(texts[code], sample_values(desk, reader, code), language=code).text,
        }
        for code, _name in settings.LANGUAGES
        if texts.get(code)
    ]


def show_file(file: CannedFile, kept: Collection[str] | None = None) -> Shown:
    """Return one file of a canned answer; `kept` are the numbers that were sent as staying."""
    return {
        "number": file.pk,
        "name": file.name,
        "size": file.blob.size,
        "url": reverse("desk:wording-file", args=[file.answer_id, file.pk]),
        "is_kept": kept is None or str(file.pk) in kept,
    }


def goes_with(file: CannedFile, version: int) -> bool:
    """Say whether a file went with a version."""
    return file.since <= version and (file.until is None or version < file.until)


def show_version(version: CannedVersion, files: Iterable[CannedFile], reader: Reader) -> Shown:
    """Return one version as it was saved."""
    return {
        "number": version.number,
        "title": version.title,
        "key": version.key,
        "by": version.saved_by,
        **show_instant(version.saved_at, reader, name="saved"),
        "team": version.team_name,
        "files": [show_file(one) for one in files if goes_with(one, version.number)],
        "texts": [
            {"language": code, "language_name": language_name(code), "text": version.texts[code]}
            for code, _name in settings.LANGUAGES
            if version.texts.get(code)
        ],
    }


def address_of_list(desk: Desk) -> str:
    """Return the address of a desk's canned answers."""
    return f"{reverse('desk:wordings')}?{urlencode({'desk': desk.key})}"
