"""What a gateway for SMS reports: receipts, and texts that people sent back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from permanence.faces.api.providers import provider_report
from permanence.ground.lib.clock import now
from permanence.ground.ways.actions.hearing import hear_receipt, hear_text
from permanence.ground.ways.carriers.gateway import gateway_of
from permanence.ground.ways.models import Provider
from permanence.ground.ways.rules.gateways import find_field, read_object, read_receipt


@provider_report
def receipt(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Take note of a receipt; of a message that is not known yet the gateway may tell again."""
    gateway = gateway_of(provider.settings)
    outside_id, kind, word = read_receipt(gateway, read_object(request.body))
    is_known = hear_receipt(provider, outside_id, kind, word, at=now())
    return HttpResponse(status=204 if is_known else 404)


@provider_report
def reply(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Take note of a text that somebody sent back; one that answers nothing is let go."""
    gateway = gateway_of(provider.settings)
    told = read_object(request.body)
    hear_text(
        provider,
        sender=find_field(told, gateway.reply_from),
        text=find_field(told, gateway.reply_text)[:1000],
        replied_to=find_field(told, gateway.reply_to) if gateway.reply_to else "",
        at=now(),
    )
    return HttpResponse(status=204)
