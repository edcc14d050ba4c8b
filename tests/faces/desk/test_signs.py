"""The signs of a desk: read by all, changed by who writes rules, tried before they are kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.tickets.models import SignsVersion
from tests.cast import World, post

PAGE = "/desk/triage-signs?desk=messaging"
SIGN = "/desk/triage-signs/sign?desk=messaging"
SENT: dict[str, Any] = {
    "key": "bells",
    "severity": "2",
    "weight": "5",
    "words-en": "bells … ring\nthe gargouille",
    "words-de": "die Glocken läuten",
    "seen": "0",
}


@pytest.fixture
def browser(world: World) -> Client:
    """Lena, who manages the messaging desk."""
    with house():
        world.lena.roles.create(desk=world.messaging, role="manager")
    return world.log_in(world.lena)


def read(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_sign_is_written_tried_kept_changed_and_put_back(world: World, browser: Client) -> None:
    world.ticket(subject="Gargouille", text="All night the gargouille hums.")
    assert "nobody has changed them yet" in read(browser.get(PAGE))

    tried = read(post(browser, SIGN, SENT | {"act": "try"}))
    assert "1 request was looked at. For 1 of them something else would be suggested." in tried
    assert "Severity: 2" in tried
    with house():
        assert not SignsVersion.objects.exists()
    assert post(browser, SIGN, SENT | {"act": "save"}).status_code == 302

    page = read(browser.get(PAGE))
    assert 'key=bells">bells</a>' in page
    assert "Sign bells" in page
    assert "Back to the signs that are shipped" in page
    assert 'value="5"' in read(browser.get(f"{SIGN}&key=bells"))
    late = post(browser, f"{SIGN}&key=bells", SENT | {"weight": "7", "act": "save"})
    assert late.status_code == 409
    back = {"number": "0", "seen": "1"}
    post(browser, "/desk/triage-signs/restore?desk=messaging", back)
    assert 'key=bells">bells</a>' not in read(browser.get(PAGE))
    with house():
        acts = Act.objects.filter(act="signs.saved").order_by("pk")
        assert [one.facts["number"] for one in acts] == [1, 2]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"severity": ""}, "Choose a severity, a level or a service"),
        ({"words-en": "… rings"}, "“… rings” cannot be looked for"),
        ({"words-en": "", "words-de": ""}, "Write at least one phrase"),
        ({"key": "urgent"}, "Another sign has this name"),
        ({"weight": "101"}, "less than or equal to 100"),
    ],
)
def test_a_sign_without_sense_is_not_kept(
    world: World, browser: Client, sent: dict[str, Any], said: str
) -> None:
    answer = post(browser, SIGN, SENT | sent | {"act": "save"})

    assert answer.status_code == 422
    assert said in read(answer)


def test_weights_and_lists_of_words_are_changed(world: World, browser: Client) -> None:
    address = "/desk/triage-signs/weights?desk=messaging"
    form = browser.get(address).context["form"]
    sent = {one.name: one.value() if one.value() is not None else "" for one in form}
    assert post(browser, address, sent | {"needed": "9", "act": "save"}).status_code == 302
    words = "/desk/triage-signs/words/stated?desk=messaging"
    sent = {"words-en": "gravity", "seen": "1", "act": "save"}
    assert post(browser, words, sent).status_code == 302

    page = read(browser.get(PAGE))
    assert "Suggested is what weighs 9 or more" in page
    assert "What customers call a severity (English)" in page


def test_who_writes_no_rules_reads_the_signs(world: World, browser: Client) -> None:
    sam, noor = world.log_in(world.sam), world.log_in(world.noor)

    page = read(sam.get(PAGE))
    assert "everything-down" in page
    assert "New sign" not in page
    assert sam.get(SIGN).status_code == 403
    assert post(sam, SIGN, SENT | {"act": "save"}).status_code == 403
    assert noor.get(PAGE).status_code == 404
    with house():
        assert not SignsVersion.objects.exists()
