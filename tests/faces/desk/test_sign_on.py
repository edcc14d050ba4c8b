"""Coming in by a provider of OpenID Connect that runs beside the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import OctKey

from permanence.ground.lib.db import house
from permanence.world.accounts.models import LogInEvent, Specialist, StaffRole, User
from permanence.world.sign_on.models import Approach, Binding, Provider
from permanence.world.sign_on.rules import Grant
from tests.cast import World, post
from tests.faces.desk.second import set_up_app
from tests.faces.desk.sign_on import (
    BACK,
    come,
    go,
    is_in,
    keep_provider,
    lines,
    show_real_time,
    told,
)
from tests.oidc_provider import OidcProvider, make_key, run_oidc_provider

WAY = "oidc:acme-directory"
SAM = {"email": "Sam@desk.example.com", "email_verified": True, "name": "Sam Okoro"}


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    """The provider, which outlives the single test."""
    with run_oidc_provider(BACK) as provider:
        yield provider


@pytest.fixture
def provider(running: OidcProvider, world: World) -> OidcProvider:
    """The provider as it is before anybody changes it, at the same time as the pages."""
    show_real_time(world)
    running.people = {"sam-4711": dict(SAM)}
    running.claims, running.told, running.header = {}, {}, {}
    running.signs_with = None
    running.asked.clear()
    return running


def test_the_log_in_page_shows_a_button_for_each_provider(
    provider: OidcProvider, client: Client
) -> None:
    keep_provider(provider)

    page = client.get("/desk/login?next=/desk/drafts").content.decode()

    assert "Sign in with Acme Directory" in page
    assert "/desk/login/by/acme-directory?next=%2Fdesk%2Fdrafts" in page


def test_a_provider_that_is_off_has_no_button_and_opens_nothing(
    provider: OidcProvider, client: Client
) -> None:
    keep_provider(provider, is_active=False)

    assert "Acme Directory" not in told(client)
    _, answer = go(provider, client=client)
    assert answer["Location"] == "/desk/login"
    assert "switched off" in told(client)
    assert lines() == [("refused", WAY, "switched_off")]


def test_who_is_known_by_a_verified_address_comes_in(provider: OidcProvider, world: World) -> None:
    keep_provider(provider)

    client, answer = go(provider, back="/desk/tickets?view=mine")

    assert answer["Location"] == "/desk/tickets?view=mine"
    assert is_in(client)
    assert lines() == [("bound", WAY, ""), ("logged_in", WAY, "")]
    assert not client.cookies["sign-on"].value


def test_the_browser_is_led_nowhere_else(provider: OidcProvider) -> None:
    keep_provider(provider)

    _, answer = go(provider, back="https://elsewhere.example/")

    assert answer["Location"] == "/desk/"


def test_after_the_first_entry_the_subject_alone_counts(
    provider: OidcProvider, world: World
) -> None:
    keep_provider(provider)
    go(provider)
    provider.people["sam-4711"] = {"email": "noor@desk.example.com", "email_verified": True}

    client, _ = go(provider)

    assert client.session["_auth_user_id"] == str(world.sam.user_id)
    with house():
        assert Binding.objects.get().user_id == world.sam.user_id


def test_somebody_else_with_the_same_address_is_refused(provider: OidcProvider) -> None:
    keep_provider(provider)
    go(provider)
    provider.people["impostor-1"] = dict(SAM)

    client, _ = go(provider, "impostor-1")

    assert not is_in(client)
    assert "bound to another person" in told(client)
    assert lines()[-1] == ("refused", WAY, "bound_otherwise")


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email_verified": False}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email": "", "email_verified": True}, "no_address"),
        ({"email": "nobody@desk.example.com"}, "unknown"),
        ({"iss": "https://other.example.com"}, "wrong_issuer"),
        ({"aud": ["another"]}, "wrong_audience"),
        ({"aud": ["another", "permanence"]}, "wrong_audience"),
        ({"azp": "another"}, "wrong_audience"),
        ({"nonce": "of-another-log-in"}, "wrong_nonce"),
        ({"nonce": None}, "wrong_nonce"),
        ({"exp": 1_700_000_000}, "expired"),
        ({"exp": None}, "malformed"),
        ({"iat": 4_100_000_000, "exp": 4_200_000_000}, "too_early"),
        ({"sub": ""}, "no_subject"),
    ],
)
def test_what_is_wrong_in_a_token_lets_nobody_in(
    provider: OidcProvider, claims: dict[str, Any], reason: str
) -> None:
    keep_provider(provider)
    provider.claims = claims
    if claims.keys() & SAM.keys():  # asked on its own, the provider says the same
        provider.people["sam-4711"].update(claims)

    client, answer = go(provider)

    assert answer["Location"] == "/desk/login"
    assert not is_in(client)
    assert "You were not signed in by Acme Directory." in told(client)
    assert lines()[-1] == ("refused", WAY, reason)


def test_a_token_signed_by_somebody_else_is_refused(provider: OidcProvider) -> None:
    keep_provider(provider)
    provider.signs_with = make_key("first")

    client, _ = go(provider)

    assert not is_in(client)
    assert lines()[-1] == ("refused", WAY, "wrong_signature")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_have_made_is_refused(
    provider: OidcProvider, algorithm: str
) -> None:
    keep_provider(provider)
    provider.header = {"alg": algorithm}
    if algorithm == "HS256":
        provider.signs_with = OctKey.import_key("a secret between two, and everybody else")

    client, _ = go(provider)

    assert not is_in(client)
    assert lines()[-1] == ("refused", WAY, "unsigned")


def test_a_new_key_of_the_provider_is_read_when_it_signs(provider: OidcProvider) -> None:
    keep_provider(provider)
    go(provider)
    provider.change_key("second")

    client, _ = go(provider)

    assert is_in(client)
    assert provider.asked.count("discovery") == 1
    assert provider.asked.count("keys") == 2


def test_a_key_that_the_provider_never_shows_is_unknown(provider: OidcProvider) -> None:
    keep_provider(provider)
    provider.header = {"kid": "third"}

    client, _ = go(provider)

    assert not is_in(client)
    assert lines()[-1] == ("refused", WAY, "unknown_key")


def test_who_says_no_there_is_told_so(provider: OidcProvider) -> None:
    keep_provider(provider)

    client, _ = go(provider, answer="no")

    assert "did not let you in" in told(client)
    assert lines() == [("refused", WAY, "denied")]


def test_an_answer_opens_only_the_browser_that_set_out(provider: OidcProvider) -> None:
    keep_provider(provider)
    mine, theirs = Client(), Client()
    away = mine.get("/desk/login/by/acme-directory")
    theirs.get("/desk/login/by/acme-directory")
    sent = provider.sign_in(away["Location"], subject="sam-4711")

    answer = come(theirs, sent)

    assert answer["Location"] == "/desk/login"
    assert not is_in(theirs)
    assert lines() == [("refused", WAY, "stale")]


def test_an_answer_is_good_once(provider: OidcProvider) -> None:
    keep_provider(provider)
    client = Client()
    away = client.get("/desk/login/by/acme-directory")
    secret = client.cookies["sign-on"].value
    sent = provider.sign_in(away["Location"], subject="sam-4711")
    come(client, sent)

    again = Client()
    again.cookies["sign-on"] = secret
    come(again, sent)

    assert is_in(client)
    assert not is_in(again)
    assert lines()[-1] == ("refused", WAY, "stale")


def test_who_takes_longer_than_a_quarter_of_an_hour_begins_again(
    provider: OidcProvider, world: World
) -> None:
    keep_provider(provider)
    client = Client()
    away = client.get("/desk/login/by/acme-directory")
    world.pass_time(minutes=15)

    come(client, provider.sign_in(away["Location"], subject="sam-4711"))

    assert lines()[-1] == ("refused", WAY, "stale")
    with house():
        assert Approach.objects.count() == 0


def test_nothing_that_is_kept_on_the_way_would_let_anybody_finish(
    provider: OidcProvider,
) -> None:
    keep_provider(provider)
    client = Client()

    client.get("/desk/login/by/acme-directory")

    cookie = client.cookies["sign-on"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/desk/login"
    with house():
        assert cookie.value not in str(Approach.objects.values().get())


def test_a_provider_that_names_itself_has_to(provider: OidcProvider) -> None:
    keep_provider(provider)
    provider.told = {"authorization_response_iss_parameter_supported": True}

    client, _ = go(provider)

    assert not is_in(client)
    assert lines()[-1] == ("refused", WAY, "wrong_issuer")


def test_an_answer_of_another_provider_is_refused(provider: OidcProvider) -> None:
    keep_provider(provider)
    client = Client()
    away = client.get("/desk/login/by/acme-directory")
    sent = provider.sign_in(away["Location"], subject="sam-4711")

    come(client, f"{sent}&iss=https%3A%2F%2Fother.example.com")

    assert lines()[-1] == ("refused", WAY, "wrong_issuer")


def test_claims_that_only_the_provider_tells_on_asking_are_asked_for(
    provider: OidcProvider,
) -> None:
    keep_provider(provider)
    provider.claims = {"email": None, "email_verified": None}

    client, _ = go(provider)

    assert is_in(client)
    assert "userinfo" in provider.asked


def test_addresses_are_trusted_without_their_word_only_where_told(provider: OidcProvider) -> None:
    keep_provider(provider, trusts_addresses=True, email_claim="upn")
    provider.people["sam-4711"] = {"upn": "sam@desk.example.com"}

    assert is_in(go(provider)[0])


def test_what_the_provider_calls_unverified_is_never_trusted(provider: OidcProvider) -> None:
    keep_provider(provider, trusts_addresses=True)
    provider.people["sam-4711"]["email_verified"] = False

    assert not is_in(go(provider)[0])


def test_a_closed_log_in_stays_closed(provider: OidcProvider, world: World) -> None:
    keep_provider(provider)
    go(provider)
    with house():
        User.objects.filter(pk=world.sam.user_id).update(is_active=False)

    client, _ = go(provider)

    assert not is_in(client)
    assert LogInEvent.objects.latest("pk").user_id == world.sam.user_id
    assert lines()[-1] == ("refused", WAY, "inactive")


def test_a_customer_is_not_staff(provider: OidcProvider) -> None:
    keep_provider(provider)
    with house():
        User.objects.create(email="ada.lindqvist@brightwater.example")
    provider.people["sam-4711"]["email"] = "ada.lindqvist@brightwater.example"

    go(provider)

    assert lines()[-1] == ("refused", WAY, "not_staff")


GRANTS = (Grant("support", "messaging", "specialist"), Grant("leads", "content", "supervisor"))
NEWCOMER = {
    "email": "nia@desk.example.com",
    "email_verified": True,
    "name": "Nia Brandt",
    "locale": "de-DE",
    "groups": ["support", "canteen"],
}


def test_a_newcomer_gets_the_roles_of_the_groups(provider: OidcProvider, world: World) -> None:
    keep_provider(provider, admits_newcomers=True, groups_claim="groups", grants=GRANTS)
    provider.people["nia-1"] = NEWCOMER

    client, _ = go(provider, "nia-1")

    assert is_in(client)
    with house():
        nia = Specialist.objects.select_related("user").get(name="Nia Brandt")
        given = list(StaffRole.objects.filter(specialist=nia).values_list("desk__key", "role"))
    assert given == [("messaging", "specialist")]
    assert nia.user.language == "de"
    assert not nia.user.has_usable_password()
    assert lines() == [("admitted", WAY, ""), ("logged_in", WAY, "")]


def test_a_newcomer_without_a_group_that_counts_is_refused(provider: OidcProvider) -> None:
    keep_provider(provider, admits_newcomers=True, groups_claim="groups", grants=GRANTS)
    provider.people["nia-1"] = {**NEWCOMER, "groups": ["canteen"]}

    client, _ = go(provider, "nia-1")

    assert "None of your groups has a role here." in told(client)
    assert lines()[-1] == ("refused", WAY, "no_role")
    with house():
        assert not User.objects.filter(email="nia@desk.example.com").exists()


def test_the_second_factor_is_still_asked_for_here(provider: OidcProvider, world: World) -> None:
    keep_provider(provider)
    set_up_app(world.sam)

    client, answer = go(provider)

    assert answer["Location"] == "/desk/login/second"
    assert not is_in(client)


@pytest.mark.parametrize(
    ("methods", "is_let_in"), [(None, True), (["pwd", "otp"], True), (["pwd"], False)]
)
def test_a_second_factor_there_counts_where_told(
    provider: OidcProvider, world: World, methods: list[str] | None, is_let_in: bool
) -> None:
    keep_provider(provider, counts_second_factor=True)
    set_up_app(world.sam)
    provider.claims = {"amr": methods}

    assert is_in(go(provider)[0]) is is_let_in


def test_who_logs_out_is_led_to_log_out_there_too(provider: OidcProvider) -> None:
    keep_provider(provider)
    client, _ = go(provider)

    page = post(client, "/desk/logout").content.decode()

    assert f"{provider.url}/leave?client_id=permanence" in page
    assert "id_token_hint=" in page
    assert not is_in(client)


def test_a_provider_that_does_not_offer_it_is_not_asked_to_log_out(
    provider: OidcProvider,
) -> None:
    keep_provider(provider)
    provider.told = {"end_session_endpoint": None}
    client, _ = go(provider)

    assert post(client, "/desk/logout")["Location"] == "/desk/login"


def test_who_came_in_with_a_password_logs_out_here_alone(
    provider: OidcProvider, world: World
) -> None:
    keep_provider(provider)

    assert post(world.log_in(world.sam), "/desk/logout")["Location"] == "/desk/login"


def test_a_provider_that_is_away_lets_nobody_set_out(
    provider: OidcProvider, client: Client
) -> None:
    keep_provider(provider, issuer="http://127.0.0.1:9")

    answer = client.get("/desk/login/by/acme-directory")

    assert answer["Location"] == "/desk/login"
    assert "cannot be reached" in told(client)
    assert lines() == [("refused", WAY, "unreachable")]
    assert LogInEvent.objects.get().facts["detail"]


def test_from_one_place_nobody_sets_out_without_end(provider: OidcProvider, client: Client) -> None:
    keep_provider(provider)
    for _ in range(60):
        client.get("/desk/login/by/acme-directory")

    answer = client.get("/desk/login/by/acme-directory")

    assert answer["Location"] == "/desk/login"
    assert lines() == [("held_up", WAY, "crowded")]


def test_a_wrong_secret_of_this_installation_is_named(provider: OidcProvider) -> None:
    kept = keep_provider(provider)
    with house():
        Provider.objects.filter(pk=kept.pk).update(client_secret="")

    go(provider)

    assert lines()[-1] == ("refused", WAY, "wrong_client")


def test_the_journal_says_why_in_words(provider: OidcProvider, world: World) -> None:
    keep_provider(provider)
    go(provider)
    provider.people["impostor-1"] = dict(SAM)
    go(provider, "impostor-1")

    page = world.log_in(world.ivo).get("/desk/log-ins").content.decode()

    assert "bound to another person there" in page
    assert "single sign-on (acme-directory)" in page
