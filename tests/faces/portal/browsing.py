"""How customers come in, and how they send a form as the page would."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from permanence.world.accounts.actions import sign_contact
from permanence.world.accounts.models import Contact, Desk


def follow_link(contact: Contact, desk: Desk, *, reference: str = "") -> Client:
    """Return the browser of a contact who has followed a signed link."""
    client = Client(enforce_csrf_checks=True)
    token = sign_contact(contact.pk, reference=reference)
    response = client.get(f"/{desk.key}/enter/{token}")
    assert response.status_code == 302, response.content
    return client


def send(client: Client, address: str, **answers: Any) -> Any:
    """Fill in the form of a page and send it, with its token and its hidden key."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page))
    return client.post(address, {**hidden, **answers})


def read(response: Any) -> str:
    """Return a page as text."""
    return str(response.content.decode())
