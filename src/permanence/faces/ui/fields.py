"""Fields of forms drawn in one go; a page that narrows a list has forty of them."""

from __future__ import annotations

from collections.abc import Hashable

from django.forms import BoundField, ChoiceField
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from permanence.faces.ui.bundle import draw_icon
from permanence.faces.ui.inputs import escape_text

# The questions of a list are the same for nearly everybody who looks: each is drawn once.
MOST_KNOWN = 500
known: dict[Hashable, SafeString] = {}


def draw_field(field: BoundField) -> SafeString:
    """Return a field with its label, help and errors, tied together for screen readers.

    Where all that a form asks for is optional, it says `is_all_optional`: no field is marked so.
    """
    facts = facts_of(field)
    if facts is None:
        return draw_anew(field)
    drawn = known.get(facts)
    if drawn is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        drawn = known[facts] = draw_anew(field)
    return drawn


def facts_of(field: BoundField) -> Hashable | None:
    """Return all that decides how a choice from a plain list is drawn; None for anything else."""
    asked = field.field
    if not isinstance(asked, ChoiceField) or field.errors or not isinstance(asked.choices, list):
        return None
    value, widget = field.value(), asked.widget
    facts = (
        get_language(),
        type(widget),
        tuple(widget.attrs.items()),
        field.auto_id,
        field.html_name,
        field.label,
        asked.help_text,
        asked.required,
        asked.disabled,
        field.form.use_required_attribute,
        getattr(field.form, "is_all_optional", False),
        tuple(value) if isinstance(value, list) else value,
        tuple(asked.choices),
    )
    try:
        hash(facts)
    except TypeError:  # choices in groups
        return None
    return facts


def draw_anew(field: BoundField) -> SafeString:
    """Return a field as it is drawn for the first time."""
    if field.is_hidden:
        return SafeString(field)
    wrong = " is-wrong" if field.errors else ""
    label, notes = escape_text(localize(field.label)), draw_notes(field)
    if field.use_fieldset:
        about = field.aria_describedby
        told = f' aria-describedby="{escape_text(about)}"' if about else ""
        drawn = (
            f'<fieldset class="field{wrong}"{told}>\n<legend>{label}</legend>\n{field}\n{notes}'
            "</fieldset>"
        )
    elif field.widget_type == "checkbox":
        drawn = (
            f'<div class="field is-check{wrong}">\n<label class="check" '
            f'for="{field.id_for_label}">{field} {label}</label>\n{notes}</div>'
        )
    else:
        drawn = (
            f'<div class="field{wrong}">\n<label for="{field.id_for_label}">{label}'
            f"{mark_optional(field)}</label>\n{field}\n{notes}</div>"
        )
    return mark_safe(drawn)  # noqa: S308 -- each value is escaped


def mark_optional(field: BoundField) -> str:
    """Return the mark of a field that may stay empty among others that may not."""
    if field.field.required or getattr(field.form, "is_all_optional", False):
        return ""
    return f' <span class="faint">{escape_text(_("(optional)"))}</span>'


def draw_notes(field: BoundField) -> SafeString:
    """Return what helps with a field, and what is wrong with it."""
    notes = ""
    if field.help_text:
        text = escape_text(field.help_text)
        notes = f'<p class="help" id="{field.auto_id}_helptext">{text}</p>\n'
    if field.errors:
        text = " ".join(map(escape_text, field.errors))
        icon = draw_icon("alert")
        notes += f'<p class="wrong" id="{field.auto_id}_error">{icon}<span>{text}</span></p>\n'
    return mark_safe(notes)  # noqa: S308 -- each value is escaped
