"""Inputs drawn in one go are what Django's templates make of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from permanence.faces.ui.inputs import InputRenderer

VALUES = ["", None, 0, 12.5, True, False, 'a "quoted" <word> & more', mark_safe("&amp;"), "été"]
WIDGETS: list[forms.Widget] = [
    forms.CheckboxInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.DateTimeInput(),
    forms.EmailInput(attrs={"autocomplete": "email", "required": True}),
    forms.HiddenInput(),
    forms.NumberInput(attrs={"step": 5, "disabled": False}),
    forms.PasswordInput(render_value=True),
    forms.TextInput(attrs={"data-says": 'one "two"', "title": mark_safe("&lt;")}),
    forms.TimeInput(),
    forms.URLInput(),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
def test_an_input_is_drawn_as_its_template_does(widget: forms.Widget) -> None:
    moments = [date(2026, 3, 2), datetime(2026, 3, 2, 17, 0), time(8, 30)]
    for value in [*VALUES, *moments]:
        attributes = {"id": "id_one", "aria-describedby": "a b"}
        drawn, made = (
            widget.render("one", value, attributes, renderer=renderer)
            for renderer in (InputRenderer(), DjangoTemplates())
        )
        assert drawn == made.strip()


def test_forms_are_drawn_so() -> None:
    assert isinstance(forms.Form().renderer, InputRenderer)


CHOICES: list[object] = [
    ("", "—"),
    (7, 1234),
    ("a", 'Anna "A" <a@desk.example>'),
    (None, mark_safe("&amp;")),
    ("Named & <grouped>", [("b", "B"), (True, 0.5), ("été", "Été")]),
    ("none", []),
    ("z", "Z"),
]


@pytest.mark.parametrize("value", ["", None, 7, "7", "a", "b", True, ["b", "z"]])
@pytest.mark.parametrize(
    "kind", [forms.Select, forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.RadioSelect]
)
def test_a_list_to_choose_from_is_drawn_as_its_template_does(
    value: object, kind: type[forms.ChoiceWidget]
) -> None:
    widget = kind(choices=CHOICES, attrs={"required": True, "data-says": 'one "two"'})
    drawn, made = (
        widget.render("one", value, {"id": "id_one"}, renderer=renderer)
        for renderer in (InputRenderer(), DjangoTemplates())
    )
    assert drawn == re.sub(r"\n+", "\n", made.strip())


def test_what_is_more_than_that_is_left_to_its_template() -> None:
    widget = forms.SplitDateTimeWidget()
    drawn = widget.render("one", datetime(2026, 3, 2, 17, 0), {}, renderer=InputRenderer())
    made = widget.render("one", datetime(2026, 3, 2, 17, 0), {}, renderer=DjangoTemplates())
    assert drawn == made
