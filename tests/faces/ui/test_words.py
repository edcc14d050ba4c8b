"""Texts of templates in the reader's language, looked up once each."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.templatetags.i18n import TranslateNode
from django.utils import translation

from permanence.faces.ui.templatetags.words import Said

PLAIN = '{% load i18n %}{% translate "Severity" %}'


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "es"])
def test_a_text_is_in_the_language_of_each_reader(language: str) -> None:
    page = Template(PLAIN)
    with translation.override("en"):
        page.render(Context())
    with translation.override(language):
        assert page.render(Context()) == translation.gettext("Severity")


@pytest.mark.parametrize(
    ("source", "is_kept"),
    [
        (PLAIN, True),
        ("{% load i18n %}{% trans 'Severity' %}", True),
        ("{% load i18n %}{% translate word %}", False),
        ('{% load i18n %}{% translate "Severity" as said %}{{ said }}', False),
        ('{% load i18n %}{% translate "Severity"|lower %}', False),
        ('{% load i18n %}{% translate "Severity" noop %}', False),
        ('{% load i18n %}{% translate "May" context "month name" %}', False),
    ],
)
def test_only_what_is_the_same_on_every_page_is_kept(source: str, is_kept: bool) -> None:
    nodes = Template(source).nodelist
    assert bool(nodes.get_nodes_by_type(Said)) is is_kept
    assert bool(nodes.get_nodes_by_type(TranslateNode)) is not is_kept


def test_percent_signs_and_markup_come_through() -> None:
    text = '{% load i18n %}{% translate "100 % <b>sure</b>" %}'
    with translation.override("en"):
        for _ in range(2):
            assert Template(text).render(Context()) == "100 % <b>sure</b>"
