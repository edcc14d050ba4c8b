"""Every text stands in every language, with all that it needs to make sense."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tools.messages import (
    LANGUAGES,
    SOURCE,
    NotPlainError,
    Text,
    catalogue_path,
    find_calls,
    find_texts,
    is_translated,
    name_called,
    read_calls,
    read_catalogue,
)

# Where words stand that are put in later, and marks that have to come through unchanged.
HELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?[a-z]+(?:\s[^>]*)?>|%%")
# What French sets apart with a space that no line may end on.
LOOSE_FRENCH = re.compile(r" [:;!?»]|« ")
# What of a template nobody reads, and the names that every language shares.
UNREAD = re.compile(
    r"{% comment %}.*?{% endcomment %}|{% blocktranslate.*?{% endblocktranslate %}"
    r"|{% block page_class %}.*?{% endblock %}|\b(?:class|data-\w+)=\"[^\"]*\""
    r"|{%.*?%}|{{.*?}}|<kbd>.*?</kbd>|<[^>]*>|#\w+",
    re.DOTALL,
)
SAID_ASIDE = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"{]*)"')
NAMES = {"CSV", "JSON", "PDF", "Permanence"}
# Every value in these mails is a figure: whatever words they have are their own.
TICKET = {"subject": "11", "severity": 2, "level": 3}
CONTACT = {"name": "12", "email": "13", "phone": "14"}
FIGURES = {
    "name": "1", "desk": "2", "reference": "3", "due": "4", "missing": ["5", "6"], "link": "7",
    "policy_link": "8", "may_climb": True, "text": "9", "author": "10", "ticket": TICKET,
    "contact": CONTACT, "organisation": "15", "clause": "16", "received": "17", "message": "18",
    "calls": ["26", "27"], "kind": "call", "reason": "28",
    "office": "19", "minutes": 20, "seconds": 20, "briefing": "21", "promise": "response",
    "first_message": "22", "days": 23,
    "requests": [{"reference": "24", "subject": "25", "link": "26"}],
}  # fmt: skip
MAILS = [
    ("tickets/mail/confirmation.txt", {}),
    ("tickets/mail/confirmation.txt", {"due": "", "missing": [], "name": ""}),
    ("tickets/mail/answer.txt", {}),
    ("tickets/mail/briefing.txt", {"promise": "triage"}),
    ("tickets/mail/briefing.txt", {"promise": "response"}),
    ("tickets/mail/briefing.txt", {"promise": "resolution"}),
    ("escalation/mail/call.txt", {}),
    ("escalation/mail/call.txt", {"minutes": 0}),
    ("desk/mail/password_link.txt", {"is_invitation": True, "address": "27"}),
    ("desk/mail/password_link.txt", {"is_invitation": True, "address": "27", "days": 1}),
    ("desk/mail/password_link.txt", {"is_invitation": False, "address": "27"}),
    ("portal/mail/link.txt", {}),
    ("portal/mail/link.txt", {"organisation": "", "name": "", "days": 1}),
]


@cache
def catalogue_of(language: str) -> Catalog:
    """Return a language's catalogue as it is kept."""
    return read_catalogue(catalogue_path(language), language=language)


@cache
def texts_of_the_tree() -> frozenset[tuple[tuple[str, ...], str | None]]:
    """Return each text that the tree says, with its context."""
    return frozenset((text.words, text.context) for text in find_texts())


def words_of(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return a text, or its plural forms, as several."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def messages_of(language: str) -> list[Message]:
    """Return every message of a catalogue but its head."""
    return [message for message in catalogue_of(language) if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    found = {
        (words_of(message.id), message.context)
        for message in messages_of(language)
        if is_translated(message) and not message.fuzzy
    }

    assert texts_of_the_tree() - found == set(), "run make messages and translate these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_that_nobody_says(language: str) -> None:
    kept = {(words_of(message.id), message.context) for message in messages_of(language)}

    assert kept - texts_of_the_tree() == set(), "run make messages"
    assert not catalogue_of(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_is_put_into_it(language: str) -> None:
    wrong = [
        (original, translated)
        for message in messages_of(language)
        for original, translated in zip(words_of(message.id), words_of(message.string), strict=True)
        if sorted(HELD.findall(original)) != sorted(HELD.findall(translated))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_its_text_does(language: str) -> None:
    wrong = [
        (original, translated)
        for message in messages_of(language)
        for original, translated in zip(words_of(message.id), words_of(message.string), strict=True)
        if (original[-1:] in ".:?…" and translated[-1:] != original[-1:])
        or translated != translated.strip()
    ]

    assert wrong == []


def test_french_marks_stay_with_their_words() -> None:
    loose = [
        translated
        for message in messages_of("fr")
        for translated in words_of(message.string)
        if LOOSE_FRENCH.search(translated)
    ]

    assert loose == []


def test_no_text_is_put_together_where_it_is_translated() -> None:
    assert all(isinstance(text, Text) for text in find_texts())
    for code in ('_("a" + name)', 'gettext(f"a {name}")', "_(name)"):
        with pytest.raises(NotPlainError):
            list(read_calls(code, "here.py"))


def test_texts_inside_other_texts_are_found() -> None:
    code = 'say(f"{one}: {_(\'two\')}", ngettext("%(n)s mail", "%(n)s mails", n))'
    template = (
        '{% translate "a" context "b" %}{{ c|default:_("c") }}'
        "{% blocktranslate trimmed count n=n %}"
        "{{ n }} mail{% plural %}{{ n }} mails{% endblocktranslate %}"
    )

    found = [text.words for text in read_calls(code, "here.py")]
    shown = [one for call in find_calls(template, "a.html") for one in read_calls(call, "a.html")]

    assert found == [("two",), ("%(n)s mail", "%(n)s mails")]
    assert [(text.words, text.context) for text in shown] == [
        (("a",), "b"),
        (("c",), None),
        (("%(n)s mail", "%(n)s mails"), None),
    ]


def test_no_template_says_words_that_cannot_be_translated() -> None:
    found = {}
    for path in sorted(SOURCE.glob("*/*/templates/**/*.*")):
        text = path.read_text(encoding="utf-8")
        said = " ".join([UNREAD.sub(" ", text), *SAID_ASIDE.findall(text)])
        if bare := set(re.findall(r"[^\W\d_]{2,}", said)) - NAMES:
            found[path.name] = bare

    assert found == {}


def test_a_refusal_speaks_the_language_of_its_reader() -> None:
    bare = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and name_called(call) in {"Refusal", "ValidationError"}
        and call.args
        and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]

    assert bare == []


def lines_of_mail(name: str, context: dict[str, object], *, language: str) -> list[str]:
    """Return the lines of a mail that say something in words; the end of a link does not."""
    with translation.override(language):
        text = render_to_string(name, FIGURES | context)
    return [line.strip() for line in text.splitlines() if re.search(r"(?<!#)\b[^\W\d_]", line)]


@pytest.mark.parametrize(("name", "context"), MAILS)
def test_no_mail_mixes_languages(name: str, context: dict[str, object]) -> None:
    english = lines_of_mail(name, context, language="en")

    for language in LANGUAGES:
        told = lines_of_mail(name, context, language=language)
        assert len(told) == len(english)
        assert set(told) & set(english) == set()


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("fr", "1 dossier", "12 dossiers"),
        ("de", "1 Vorgang", "12 Vorgänge"),
        ("it", "1 pratica", "12 pratiche"),
        ("es", "1 expediente", "12 expedientes"),
    ],
)
def test_a_language_counts_in_its_own_way(language: str, one: str, many: str) -> None:
    with translation.override(language):
        said = [
            ngettext("%(count)s ticket", "%(count)s tickets", count) % {"count": count}
            for count in (1, 12)
        ]
        assert said == [one, many]
        assert gettext("Overdue") != "Overdue"
