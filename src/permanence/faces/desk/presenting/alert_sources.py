"""Sources of alerts in words: what each needs to be set up, whether it is heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.forms.alerts import KIND_NAMES
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.source_tokens import show_posting
from permanence.faces.ui.moments import say_span
from permanence.service.alerts.models import Delivery, Place, Source
from permanence.service.alerts.rules.sources import POSTING, Kind
from permanence.world.accounts.models import Desk

Shown = dict[str, Any]
EXAMPLE = """receivers:
  - name: permanence
    webhook_configs:
      - url: {address}
        send_resolved: true
        http_config:
          authorization:
            credentials_file: /etc/alertmanager/permanence-token"""


def show_source(source: Source, reader: Reader) -> Shown:
    """Return a source as the list shows it."""
    silent, heard = source.silent_at, source.heard_at
    return {
        "name": source.name,
        "kind": str(KIND_NAMES[Kind(source.kind)]),
        "url": reverse("desk:alert-source", args=[source.pk]),
        "heard": show_instant(heard, reader) if heard else None,
        "every": say_span(source.every) if source.every else "",
        "silent": show_instant(silent, reader) if silent else None,
    }


def list_new(desk: Desk) -> list[Shown]:
    """Return which kinds of sources can be added, with where each begins."""
    base = reverse("desk:alert-source-new")
    return [
        {"name": str(name), "url": f"{base}?{urlencode({'desk': desk.key, 'kind': str(kind)})}"}
        for kind, name in KIND_NAMES.items()
    ]


def show_address(source: Source, token: str, reader: Reader) -> Shown | None:
    """Return where a source posts, and how its token stands; None for one that posts nothing."""
    if Kind(source.kind) not in POSTING:
        return None
    address = settings.PUBLIC_URL + reverse("api:alerts", args=[source.pk])
    example = EXAMPLE.format(address=address) if source.kind == Kind.ALERTMANAGER else ""
    return {
        **show_posting(source, token, reader, address=address, example=example),
        "secret_address": f"{address}/{token or '…'}",
    }


def show_deliveries(deliveries: Iterable[Delivery], reader: Reader) -> list[Shown]:
    """Return the last messages of a source."""
    return [
        {
            **show_instant(one.last_at, reader),
            "alerts": one.alerts,
            "times": one.times,
            "left_out": one.left_out,
        }
        for one in deliveries
    ]


def show_places(places: Iterable[Place], names: Mapping[int, str]) -> list[Shown]:
    """Return which labels lead where, in the order in which they are tried."""
    return [
        {
            "label": one.label,
            "value": one.value,
            "component": names.get(one.component_id, ""),
            "source": one.source.name if one.source else _("All sources"),
            "gone_url": reverse("desk:alert-place-gone", args=[one.pk]),
        }
        for one in places
    ]
