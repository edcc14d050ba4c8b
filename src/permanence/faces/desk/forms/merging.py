"""Into which file one is merged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.faces.desk.forms.words import OtherFileForm


class MergeForm(OtherFileForm):
    """The file that goes on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "merge-%s"})
        self.fields["reference"].label = _("Into request")
