"""The shape of a policy document that is about to be loaded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.shape import DeskForm

LONGEST_DOCUMENT: Final = 1_000_000
LOCAL: Final = "%Y-%m-%dT%H:%M"
NOW, LATER = "now", "later"


class PolicyForm(DeskForm):
    """A document, pasted or uploaded, and when it takes effect.

    `seen` marks what was previewed; `given` is the document whatever is wrong in it.
    """

    document = forms.CharField(
        label=_("The document"),
        required=False,
        strip=False,
        max_length=LONGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "is-code"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("A file goes before what stands above."),
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
    )
    when = forms.ChoiceField(
        label=_("Takes effect"),
        choices=[(NOW, _("At once")), (LATER, _("On a day"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    effective = forms.CharField(
        label=_("Day and time"),
        required=False,
        max_length=30,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at, self.given = zone, at, ""
        self.fields["effective"].help_text = _("By the clock of %(zone)s.") % {"zone": zone.key}

    @property
    def text(self) -> str:
        """The document that was sent."""
        return str(self.cleaned_data["document"])

    @property
    def effective_at(self) -> datetime | None:
        """When it shall take effect; None is at once."""
        found: datetime | None = self.cleaned_data["effective"]
        return found

    def clean_effective(self) -> datetime | None:
        """Return the instant by the desk's clock; empty when the document takes effect at once."""
        if self.cleaned_data.get("when") != LATER:
            return None
        try:
            local = datetime.strptime(self.cleaned_data["effective"], LOCAL)  # noqa: DTZ007 -- zone below
        except ValueError:
            raise forms.ValidationError(gettext("Name the day and the time.")) from None
        instant = local.replace(tzinfo=self.zone)
        if instant < self.at - timedelta(minutes=1):
            raise forms.ValidationError(gettext("That time has passed."))
        return max(instant, self.at)

    def clean(self) -> dict[str, Any]:
        """Take the document from the file when there is one."""
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            cleaned["document"] = self._read(file.read())
        self.given = cleaned["document"] = cleaned.get("document", "").replace("\r\n", "\n")
        if not self.given.strip() and not self.errors:
            self.add_error("document", gettext("Paste the document here, or choose its file."))
        return cleaned

    def _read(self, content: bytes) -> str:
        if len(content) > LONGEST_DOCUMENT:
            self.add_error("file", gettext("The file is too large for a policy."))
            return ""
        try:
            return content.decode()
        except UnicodeDecodeError:
            self.add_error("file", gettext("The file is not UTF-8 text."))
            return ""
