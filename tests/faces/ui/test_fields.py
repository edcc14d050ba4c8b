"""Fields that are drawn once are drawn as they would be drawn anew."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from permanence.faces.desk.forms.shape import DeskForm, PlainSelect
from permanence.faces.ui.fields import MOST_KNOWN, draw_anew, draw_field, facts_of, known

COLOURS = [("", _("Any")), ("a<b", "Ann & Bo"), ("c", _("Team"))]
GROUPS = [("warm", [("r", "red")]), ("cold", [("b", "blue")])]


class Question(DeskForm):
    """A form of each kind of choice."""

    one = forms.ChoiceField(label=_("Team"), required=False, widget=PlainSelect, choices=COLOURS)
    plain = forms.ChoiceField(label=_("Team"), help_text=_("Organisation"), choices=COLOURS)
    many = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, choices=COLOURS
    )
    grouped = forms.ChoiceField(required=False, widget=PlainSelect, choices=GROUPS)
    text = forms.CharField(required=False)


class Optional(Question):
    """The same where nothing has to be said."""

    is_all_optional = True


ANSWERS: list[Mapping[str, Any]] = [
    {"plain": "c"},
    {"plain": "c", "one": "a<b", "many": ["c"]},
    {"plain": "a<b", "one": "c", "many": ["a<b", "c"], "grouped": "b", "text": "words"},
    {"plain": "nothing that is offered", "many": ["c", "nor this"]},
    {},
]


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_field_drawn_again_is_as_if_drawn_anew(language: str) -> None:
    kinds = [Question, Optional]
    with override(language):
        for _again, told, kind, auto_id in product(range(2), ANSWERS, kinds, ["id_%s", "two-%s"]):
            form = kind(told, auto_id=auto_id)
            for field in form:
                assert draw_field(field) == draw_anew(field)
        blank = Question()
        assert [draw_field(one) for one in blank] == [draw_anew(one) for one in blank]


def test_what_somebody_typed_or_has_wrong_is_not_kept() -> None:
    form = Question({"plain": "nothing that is offered", "text": "secret"})
    assert facts_of(form["text"]) is None
    assert facts_of(form["plain"]) is None
    assert facts_of(form["grouped"]) is None
    assert facts_of(form["one"]) is not None


def test_no_more_fields_are_kept_than_some_hundreds() -> None:
    for number in range(MOST_KNOWN + 10):
        draw_field(Question({"one": str(number)}, auto_id=f"{number}-%s")["many"])
    assert len(known) <= MOST_KNOWN
