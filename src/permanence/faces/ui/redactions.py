"""Why something was taken out of a file, in words for staff and customers alike."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_names() -> dict[str, str]:
    """Return what each reason is called."""
    return {
        "secret": _("a password or key, written by mistake"),
        "payment": _("payment details, written by mistake"),
        "personal": _("personal details that do not belong here"),
        "wrong_file": _("the wrong file, or the wrong text"),
        "retention": _("its time was over"),
        "other": _("something that does not belong here"),
    }


def say_why(why: str) -> str:
    """Return one reason in words."""
    return why_names().get(why, why_names()["other"])
