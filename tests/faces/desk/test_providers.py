"""Writing providers of log-ins down, and trying them before people depend on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.sealing import unseal
from permanence.world.sign_on.models import Binding, Provider
from permanence.world.sign_on.rules import Grant
from tests.cast import World, post
from tests.faces.desk.sign_on import (
    BACK,
    add_administrator,
    go,
    is_in,
    keep_provider,
    show_real_time,
)
from tests.oidc_provider import CLIENT, SECRET, OidcProvider, run_oidc_provider

TYPED = {
    "name": "Acme Directory",
    "client_id": CLIENT,
    "client_secret": SECRET,
    "scopes": "openid email profile",
    "email_claim": "email",
    "name_claim": "name",
    "is_active": "on",
}


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    """The provider, which outlives the single test."""
    with run_oidc_provider(BACK) as provider:
        yield provider


@pytest.fixture
def provider(running: OidcProvider, world: World) -> OidcProvider:
    """The provider as it is before anybody changes it, at the same time as the pages."""
    show_real_time(world)
    running.people = {"sam-4711": {"email": "sam@desk.example.com", "email_verified": True}}
    running.told = {}
    return running


def the_provider() -> Provider:
    with house():
        return Provider.objects.get()


def test_an_administrator_writes_a_provider_down_and_people_come_in(
    provider: OidcProvider, world: World
) -> None:
    admin = world.log_in(add_administrator(world))

    answer = post(admin, "/desk/sign-on/new", TYPED | {"issuer": provider.url})

    assert answer["Location"] == f"/desk/sign-on/{the_provider().pk}"
    assert "Acme Directory" in admin.get("/desk/sign-on").content.decode()
    assert is_in(go(provider)[0])


def test_the_secret_is_sealed_and_never_shown_again(provider: OidcProvider, world: World) -> None:
    admin = world.log_in(add_administrator(world))
    post(admin, "/desk/sign-on/new", TYPED | {"issuer": provider.url})
    kept = the_provider()
    address = f"/desk/sign-on/{kept.pk}"

    assert SECRET not in kept.client_secret
    assert unseal(kept.client_secret, purpose="sign-on") == SECRET
    assert SECRET not in admin.get(address).content.decode()
    with house():
        assert SECRET not in str(list(Act.objects.values_list("facts", flat=True)))


def test_without_a_new_secret_the_old_one_stays(provider: OidcProvider, world: World) -> None:
    admin = world.log_in(add_administrator(world))
    post(admin, "/desk/sign-on/new", TYPED | {"issuer": provider.url})
    before = the_provider()

    post(
        admin,
        f"/desk/sign-on/{before.pk}",
        TYPED | {"issuer": provider.url, "name": "Acme", "client_secret": ""},
    )

    after = the_provider()
    assert (after.name, after.key) == ("Acme", "acme-directory")
    assert after.client_secret == before.client_secret
    with house():
        act = Act.objects.get(act="sign_on.changed")
    assert act.facts["changes"] == {"name": ["Acme Directory", "Acme"]}
    assert act.facts["has_new_secret"] is False


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"issuer": "http://login.acme.example"}, "begins with https://"),
        ({"issuer": "login.acme.example"}, "begins with https://"),
        ({"issuer": "https://acme.example", "grants": "support"}, "Line 1: write group"),
        ({"issuer": "https://acme.example", "grants": "a = b: specialist"}, "no such desk"),
        ({"issuer": "https://acme.example", "grants": "a = messaging: boss"}, "no such role"),
        ({"issuer": "https://acme.example", "admits_newcomers": "on"}, "Newcomers need roles"),
    ],
)
def test_what_will_not_do_is_refused_in_words(
    world: World, typed: dict[str, str], said: str
) -> None:
    admin = world.log_in(add_administrator(world))

    answer = post(admin, "/desk/sign-on/new", TYPED | typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with house():
        assert not Provider.objects.exists()


def test_an_issuer_is_written_down_once(provider: OidcProvider, world: World) -> None:
    keep_provider(provider)
    admin = world.log_in(add_administrator(world))

    answer = post(admin, "/desk/sign-on/new", TYPED | {"issuer": provider.url})

    assert answer.status_code == 409
    assert "There is a provider with this issuer already." in answer.content.decode()


def test_groups_are_kept_as_they_were_typed(provider: OidcProvider, world: World) -> None:
    admin = world.log_in(add_administrator(world))
    text = "cn=support = messaging: specialist\nleads = content: supervisor"
    groups = {"groups_claim": "groups", "grants": text, "admits_newcomers": "on"}

    post(admin, "/desk/sign-on/new", TYPED | {"issuer": provider.url} | groups)

    kept = the_provider()
    assert kept.card.grants == (
        Grant("cn=support", "messaging", "specialist"),
        Grant("leads", "content", "supervisor"),
    )
    page = admin.get(f"/desk/sign-on/{kept.pk}").content.decode()
    assert "cn=support = messaging: specialist" in page


def test_who_administers_one_desk_of_two_may_look_and_not_change(
    provider: OidcProvider, world: World
) -> None:
    kept = keep_provider(provider)
    admin = world.log_in(add_administrator(world, world.messaging))

    page = admin.get("/desk/sign-on").content.decode()

    assert "Acme Directory" in page
    assert "Only who administers every desk may change them." in page
    assert admin.get("/desk/sign-on/new").status_code == 403
    for address in ("", "/try", "/unbind"):
        assert post(admin, f"/desk/sign-on/{kept.pk}{address}", TYPED).status_code == 403


def test_a_trial_says_what_is_right(provider: OidcProvider, world: World) -> None:
    kept = keep_provider(provider)
    admin = world.log_in(add_administrator(world))

    page = post(admin, f"/desk/sign-on/{kept.pk}/try").content.decode()

    for words in (
        "The provider answers, and calls itself as it is written down here.",
        "It protects the code on its way (PKCE).",
        "Who logs out here can log out there too.",
        "It shows 1 key.",
        "It accepts the client and its secret.",
    ):
        assert words in page


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_while_a_provider_is_asked(
    provider: OidcProvider, world: World
) -> None:
    kept = keep_provider(provider)
    admin = world.log_in(add_administrator(world))
    waiting: list[int] = []

    def look() -> None:
        with closing(connection.copy()) as another, another.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and state like 'idle in transaction%'"
            )
            waiting.append(cursor.fetchone()[0])

    provider.before_answer = look
    try:
        page = post(admin, f"/desk/sign-on/{kept.pk}/try").content.decode()
    finally:
        provider.before_answer = None

    assert waiting == [0]
    assert "It accepts the client and its secret." in page
    with house():
        assert Provider.objects.get().read_at is not None


@pytest.mark.parametrize(
    ("otherwise", "told", "said"),
    [
        ({"issuer": "/none"}, {}, "The provider cannot be reached."),
        ({"issuer": "/elsewhere"}, {}, "The provider&#x27;s address leads elsewhere."),
        ({"issuer": "/large"}, {}, "The provider&#x27;s answer is too large."),
        ({"issuer": "/page"}, {}, "The provider&#x27;s answer cannot be read."),
        ({}, {"issuer": "https://other.example.com"}, "calls itself otherwise"),
        ({}, {"token_endpoint": None}, "does not say all that is needed"),
        ({}, {"jwks_uri": "http://keys.example.com/"}, "does not begin with https://"),
        ({}, {"code_challenge_methods_supported": None}, "does not say that it protects the code"),
        ({}, {"response_types_supported": ["token"]}, "does not offer the authorization code"),
        ({}, {"scopes_supported": ["openid"]}, "does not list the scope email"),
        ({}, {"end_session_endpoint": None}, "does not offer to log out there too"),
        ({"client_id": "another"}, {}, "does not accept the client or its secret"),
    ],
)
def test_a_trial_says_what_is_wrong(
    provider: OidcProvider, world: World, otherwise: dict[str, Any], told: dict[str, Any], said: str
) -> None:
    if "issuer" in otherwise:
        otherwise = {"issuer": provider.url + otherwise["issuer"]}
    kept = keep_provider(provider, **otherwise)
    provider.told = told
    admin = world.log_in(add_administrator(world))

    page = post(admin, f"/desk/sign-on/{kept.pk}/try")

    assert page.status_code == 200
    assert said in page.content.decode()


def test_a_binding_is_undone_and_made_anew(provider: OidcProvider, world: World) -> None:
    kept = keep_provider(provider)
    go(provider)
    admin = world.log_in(add_administrator(world))
    provider.people["sam-new"] = provider.people["sam-4711"]
    assert not is_in(go(provider, "sam-new")[0])
    with house():
        binding = Binding.objects.get()

    page = admin.get(f"/desk/sign-on/{kept.pk}").content.decode()
    post(admin, f"/desk/sign-on/{kept.pk}/unbind", {"binding": str(binding.pk)})

    assert "sam-4711" in page
    assert is_in(go(provider, "sam-new")[0])
    with house():
        assert Act.objects.filter(act="sign_on.unbound").count() == 1
