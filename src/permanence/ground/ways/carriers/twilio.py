"""Phone calls by a provider that speaks Twilio's REST interface."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import urlencode

from permanence.ground.lib.lines import NoAnswer, call_address
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.gateways import find_field, read_object
from permanence.ground.ways.rules.trial import Trial

BASE = "https://api.twilio.com"
RINGS = 30  # seconds
LONGEST = 300


def carry_by_twilio(trial: Trial, *, trusted: frozenset[str]) -> Outcome:
    """Ask the provider to call somebody; how it went comes back to our own address."""
    account, token = trial.settings.get("account", ""), trial.secrets.get("token", "")
    base = (trial.settings.get("base") or BASE).rstrip("/")
    form = {
        "To": trial.address,
        "From": trial.settings.get("sender", ""),
        "Url": f"{trial.callback}calls/{trial.call}",
        "Method": "POST",
        "StatusCallback": f"{trial.callback}calls/{trial.call}/end",
        "StatusCallbackEvent": "completed",
        "StatusCallbackMethod": "POST",
        "Timeout": str(RINGS),
    }
    pair = b64encode(f"{account}:{token}".encode()).decode("ascii")
    headers = {
        "Authorization": f"Basic {pair}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    address = f"{base}/2010-04-01/Accounts/{account}/Calls.json"
    try:
        status, body = call_address(
            address, urlencode(form).encode("ascii"), headers=headers, trusted=trusted
        )
    except NoAnswer as wrong:
        return Outcome(Result.FAILED, str(wrong))
    answer = f"{status} {body[:LONGEST].decode('utf-8', 'replace')}".strip()
    if 200 <= status < 300:
        return Outcome(Result.ACCEPTED, answer, find_field(read_object(body), "sid")[:200])
    return Outcome(Result.REFUSED if status == 400 else Result.FAILED, answer)
