"""Who audits reads every page of the desk, letters and settings included, and changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.ground.ways.actions.keeping import add_provider as add_way
from permanence.ground.ways.models import Provider as WayProvider
from permanence.ground.ways.rules import Way
from permanence.ground.ways.rules.providers import Kind as WayKind
from permanence.ground.ways.rules.providers import ProviderCard as WayCard
from permanence.service.alerts.actions import add_source
from permanence.service.alerts.models import Source
from permanence.service.alerts.rules.sources import Kind as SourceKind
from permanence.service.alerts.rules.sources import SourceCard
from permanence.service.intake.actions import digest_letters
from permanence.service.intake.models import BlockedSender, Letter
from permanence.world.sign_on.actions import add_provider as add_sign_on
from permanence.world.sign_on.models import Provider as SignOnProvider
from permanence.world.sign_on.rules import Kind as SignOnKind
from permanence.world.sign_on.rules import ProviderCard as SignOnCard
from tests.cast import World, post
from tests.service.incidents.leading import actor_of

KEYS = ("key-of-the-tests", "route-key", "secret-of-the-tests")
# What stands on the pages of the rail and is no page of its own there.
BESIDE = (
    "/desk/blocked?desk=messaging",
    "/desk/alert-sources?desk=messaging",
    "/desk/trace-sources?desk=messaging",
    "/desk/incidents/figures?desk=messaging",
)
RAIL = re.compile(r'<nav class="rail".*?</nav>', re.S)
MAIN = re.compile(r"<main.*?</main>", re.S)


@pytest.fixture
def audited(world: World) -> list[str]:
    """Return the pages of a held letter, a way out, a log-in provider and a source of alerts."""
    ticket, by = world.ticket(), actor_of(world)
    letter = world.letter(
        sender="boris@elsewhere.example", subject=f"Re: [#{ticket.reference}]", text="Me too."
    )
    digest_letters(at=world.at)
    with house():
        way = add_way(
            WayCard(
                name="Acme Texts",
                way=Way.SMS,
                kind=WayKind.GATEWAY,
                settings={"url": f"https://sms.example/{KEYS[1]}", "extra": f"key={KEYS[1]}"},
            ),
            secrets={"authorization": KEYS[0]},
            by=by,
            at=world.at,
        )
        card = SignOnCard(
            kind=SignOnKind.OIDC, name="Acme Directory", issuer="https://id.example", client_id="c"
        )
        sign_on = add_sign_on(card, secret=KEYS[2], by=by, at=world.at)
        source, _token = add_source(
            SourceCard(name="Prometheus", kind=SourceKind.ALERTMANAGER, desk=world.messaging.pk),
            by=by,
            at=world.at,
        )
    return [
        f"/desk/quarantine/{letter.pk}",
        f"/desk/ways/{way.pk}",
        f"/desk/sign-on/{sign_on.pk}",
        f"/desk/alert-sources/{source.pk}",
    ]


def main_of(answer: Any) -> str:
    """Return the content of a page, without what frames it."""
    found = MAIN.search(answer.content.decode())
    assert found is not None
    return found[0]


def test_every_page_of_the_rail_is_open_to_an_auditor(world: World) -> None:
    ivo = world.log_in(world.ivo)
    rail = RAIL.search(ivo.get("/desk/tickets?desk=messaging").content.decode())
    assert rail is not None
    pages = {one.replace("&amp;", "&") for one in re.findall(r'href="(/desk/[^"]+)"', rail[0])}
    named = {one.partition("?")[0].removeprefix("/desk/") for one in pages}

    assert {"incidents", "alerts", "catalogue", "quarantine", "ways", "sign-on", "looks"} <= named
    assert {one: ivo.get(one).status_code for one in sorted(pages | set(BESIDE))} == dict.fromkeys(
        pages | set(BESIDE), 200
    )


def test_letters_and_settings_are_read_without_acts_and_without_secrets(
    world: World, audited: list[str]
) -> None:
    ivo = world.log_in(world.ivo)
    own = [main_of(ivo.get(page)) for page in audited]
    lists = ("quarantine", "blocked", "ways", "sign-on", "alert-sources")
    listed = [main_of(ivo.get(f"/desk/{one}?desk=messaging")) for one in lists]

    for page, text in zip((*audited, *lists), (*own, *listed), strict=True):
        assert "<form" not in text, page
        assert not any(key in text for key in KEYS), page
        assert "Secret address" not in text, page
        assert "/new" not in text, page
    assert ["Me too." in own[0], "sms.example" in own[1]] == [True, True]
    assert ["https://id.example" in own[2], "Prometheus" in own[3]] == [True, True]
    for page, text in zip(audited, (listed[0], *listed[2:]), strict=True):
        assert f'href="{page}"' in text


def test_that_an_auditor_looked_at_a_letter_is_kept(world: World, audited: list[str]) -> None:
    page = audited[0]
    number = page.rpartition("/")[2]

    for address in (page, f"/desk/letters/{number}/raw"):
        assert world.log_in(world.ivo).get(address).status_code == 200

    with house():
        looks = Access.objects.filter(subject=f"letter:{number}")
        assert looks.get().actor == f"specialist:{world.ivo.pk}"


def test_an_auditor_changes_nothing(world: World, audited: list[str]) -> None:
    letter, way, sign_on, source = audited
    ivo, told = world.log_in(world.ivo), {"act": "discard", "name": "Mine", "reference": "1"}
    acts = [
        *(f"{letter}/{act}" for act in ("sort", "attach")),
        "/desk/blocked/1/end",
        *(way, f"{way}/try", f"{way}/end", "/desk/ways/new?way=sms&kind=gateway"),
        *(sign_on, f"{sign_on}/try", f"{sign_on}/unbind", "/desk/sign-on/new"),
        *(source, f"{source}/act", "/desk/alert-sources?desk=messaging"),
        "/desk/alert-sources/new?desk=messaging&kind=alertmanager",
        *("/desk/incidents/new", "/desk/catalogue/new", "/desk/maintenance/new"),
        *("/desk/policies/new", "/desk/teams/new", "/desk/automation/new", "/desk/rotas/new"),
    ]

    assert {one: post(ivo, one, told).status_code for one in acts} == dict.fromkeys(acts, 403)
    with house():
        assert Letter.objects.get(pk=letter.rpartition("/")[2]).state == "held"
        assert not BlockedSender.objects.exists()
        assert WayProvider.objects.get().name == "Acme Texts"
        assert SignOnProvider.objects.get().name == "Acme Directory"
        assert Source.objects.active().get().name == "Prometheus"


def test_who_audits_one_desk_reads_in_no_setting_of_all(world: World, audited: list[str]) -> None:
    """Providers serve every desk: the list is theirs, the pages are of who reads everywhere."""
    with house():
        world.ivo.roles.exclude(desk=world.messaging).delete()
    ivo = world.log_in(world.ivo)

    assert [ivo.get(one).status_code for one in audited] == [200, 403, 403, 200]
    assert ivo.get("/desk/quarantine?desk=content").status_code == 404
