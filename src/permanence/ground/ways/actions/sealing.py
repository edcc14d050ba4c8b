"""What nobody reads of a provider, and the secret address at which it reports."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from django.conf import settings

from permanence.ground.lib.sealing import key_for, seal, unseal
from permanence.ground.ways.models import Provider

PURPOSE = "ways"


def seal_secrets(secrets: Mapping[str, str]) -> str:
    """Return secrets as the database keeps them."""
    kept = {name: secret for name, secret in secrets.items() if secret}
    return seal(json.dumps(kept), purpose=PURPOSE) if kept else ""


def open_secrets(provider: Provider) -> dict[str, str]:
    """Return the secrets of a provider; none when the installation's key is another now."""
    opened = unseal(provider.sealed, purpose=PURPOSE) if provider.sealed else None
    return dict(json.loads(opened)) if opened else {}


def token_of(provider: Provider) -> str:
    """Return the secret part of the address at which a provider reports."""
    told = f"{provider.pk}.{provider.nonce}".encode()
    digest = hmac.digest(key_for("ways.report"), told, "sha256")
    return urlsafe_b64encode(digest[:24]).decode("ascii")


def is_token(provider: Provider, token: str) -> bool:
    """Say whether somebody who reports knows the provider's secret address."""
    return hmac.compare_digest(token_of(provider).encode(), token.encode())


def address_of_reports(provider: Provider) -> str:
    """Return the secret address under which a provider reports."""
    return f"{settings.PUBLIC_URL}/api/ways/{provider.pk}/{token_of(provider)}/"
