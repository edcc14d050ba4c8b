"""The page of the catalogue: read by all of the desk, kept by those who may."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.world.catalogue.models import Component
from permanence.world.catalogue.queries import needs_of
from tests.cast import World, post
from tests.faces.portal.browsing import read

TYPED = {
    "key": "sms-gateway",
    "name-en": "SMS gateway",
    "name-fr": "Passerelle SMS",
    "kind": "component",
    "is_public": "on",
    "position": "3",
}


def number_of(world: World, key: str) -> int:
    with house():
        return Component.objects.get(desk=world.messaging, key=key).pk


def test_everybody_of_the_desk_reads_the_tree_and_only_some_change_it(world: World) -> None:
    page = read(world.log_in(world.sam).get("/desk/catalogue?desk=messaging"))

    assert page.index("Fax to mail") < page.index("Inbound fax") < page.index("Fax lines")
    assert "/desk/catalogue/new" not in page
    number = number_of(world, "fax-lines")
    answer = post(world.log_in(world.sam), f"/desk/catalogue/{number}/end", {"act": "archive"})
    assert answer.status_code == 403


def test_a_supervisor_adds_a_component_names_it_and_says_what_it_needs(world: World) -> None:
    client = world.log_in(world.lena)
    gateway = number_of(world, "mail-gateway")

    post(client, "/desk/catalogue/new?desk=messaging", TYPED | {"needs": [str(gateway)]})

    made = number_of(world, "sms-gateway")
    with house():
        assert needs_of([made]) == {made: (gateway,)}
        assert Component.objects.get(pk=made).name_in("fr") == "Passerelle SMS"
    page = read(client.get("/desk/catalogue?desk=messaging"))
    assert "SMS gateway" in page
    assert "no name in de, it, es" in page


def test_a_circle_is_refused_with_a_reason_and_nothing_is_changed(world: World) -> None:
    client = world.log_in(world.lena)
    lines, platform = number_of(world, "fax-lines"), number_of(world, "fax-to-mail")

    answer = post(
        client, f"/desk/catalogue/{lines}", TYPED | {"name-en": "Trunks", "needs": [str(platform)]}
    )

    assert answer.status_code == 409
    assert "in a circle" in read(answer)
    with house():
        assert Component.objects.get(pk=lines).name_in("en") == "Fax lines"


def test_archiving_says_who_still_needs_it(world: World) -> None:
    client = world.log_in(world.lena)
    lines = number_of(world, "fax-lines")

    post(client, f"/desk/catalogue/{lines}/end", {"act": "archive"})

    page = read(client.get("/desk/catalogue?desk=messaging"))
    assert "Other components still need this one: Inbound fax" in page
    platform = number_of(world, "self-service")
    post(client, f"/desk/catalogue/{platform}/end", {"act": "archive"})
    with house():
        assert Component.objects.get(pk=platform).archived_at is not None
    post(client, f"/desk/catalogue/{platform}/end", {"act": "restore"})
    with house():
        assert Component.objects.get(pk=platform).archived_at is None


def test_a_catalogue_of_another_desk_is_not_found(world: World) -> None:
    with house():
        theirs = Component.objects.get(desk=world.content, key="delivery").pk

    answer = world.log_in(world.sam).get(f"/desk/catalogue/{theirs}")

    assert answer.status_code in {403, 404}


def test_the_form_of_a_contract_keeps_which_components_it_gives(world: World) -> None:
    client = world.log_in(world.lena)

    page = read(client.get("/desk/contracts/new?desk=messaging"))

    assert 'name="components"' in page
    assert 'value="inbound-fax"' in page
