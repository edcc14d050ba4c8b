"""A gateway for SMS, asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from permanence.ground.lib.lines import NoAnswer, call_address
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.gateways import judge_answer, write_request
from permanence.ground.ways.rules.providers import Gateway
from permanence.ground.ways.rules.trial import Trial


def carry_by_gateway(trial: Trial, *, trusted: frozenset[str]) -> Outcome:
    """Hand a text to a gateway, and return what it answers within seconds."""
    gateway = gateway_of(trial.settings)
    body, headers = write_request(
        gateway, to=trial.address, text=trial.text, callback=f"{trial.callback}receipt"
    )
    if secret := trial.secrets.get("authorization"):
        headers["Authorization"] = secret
    try:
        status, answer = call_address(gateway.url, body, headers=headers, trusted=trusted)
    except NoAnswer as wrong:
        return Outcome(Result.FAILED, str(wrong))
    return judge_answer(gateway, status, answer)


def gateway_of(settings: Mapping[str, str]) -> Gateway:
    """Return how a gateway wants to be told; what is not written down is as most have it."""
    known = Gateway.__dataclass_fields__
    return Gateway(**{name: told for name, told in settings.items() if name in known and told})
