"""Coming in by a provider of SAML 2.0 that pysaml2 makes, and what is tried against it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from permanence.ground.lib.db import house
from permanence.world.accounts.models import Specialist
from permanence.world.sign_on.models import Approach, Provider
from permanence.world.sign_on.rules import Grant, Kind, ProviderCard
from permanence.world.sign_on.rules.saml import NS, read_metadata, write_metadata
from tests.cast import World, post
from tests.faces.desk.second import set_up_app
from tests.faces.desk.sign_on import (
    HERE,
    add_administrator,
    is_in,
    keep_card,
    lines,
    show_real_time,
    told,
)
from tests.saml_provider import PASSWORD, URL, SamlProvider, build_saml_provider, write_key

DOOR = "/desk/login/by/verdier"
ACS, NAME = f"{HERE}{DOOR}/saml", f"{HERE}{DOOR}/metadata"
WAY = "saml:verdier"
SAM = {"email": ["sam@desk.example.com"], "name": ["Sam Okoro"], "groups": ["support"]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> SamlProvider:
    """The provider, which outlives the single test."""
    folder = tmp_path_factory.mktemp("saml")
    return build_saml_provider(folder, metadata=write_metadata(audience=NAME, recipient=ACS))


@pytest.fixture
def provider(running: SamlProvider, world: World) -> SamlProvider:
    """The provider as it is before anybody changes it, at the same time as the pages."""
    show_real_time(world)
    running.people = {"sam-4711": dict(SAM)}
    running.how = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
    return running


def card_of(provider: SamlProvider, **otherwise: Any) -> ProviderCard:
    """Return what an administrator takes from the provider's metadata."""
    described = read_metadata(provider.metadata).__dict__
    card = {"kind": Kind.SAML, "name": "Verdier", "trusts_addresses": True, **described}
    return ProviderCard(**{**card, **otherwise})


def keep(provider: SamlProvider, **otherwise: Any) -> Provider:
    """Write the provider down."""
    return keep_card(card_of(provider, **otherwise))


def go(
    provider: SamlProvider, subject: str = "sam-4711", *, client: Client | None = None, **how: Any
) -> tuple[Client, Any]:
    """Go to the provider, log in there and come back; return the browser and the last answer."""
    client = client or Client(enforce_csrf_checks=True)
    away = client.get(DOOR, {"next": "/desk/tickets?view=mine"})
    return client, come(client, provider.sign_in(away["Location"], subject=subject, **how))


def come(client: Client, form: dict[str, str]) -> Any:
    """Let a browser post as the provider's page would, without any cookie, and follow."""
    posted = Client(enforce_csrf_checks=True).post(f"{DOOR}/saml", form)
    assert posted.status_code == 303
    return client.get(posted["Location"])


@pytest.mark.parametrize(
    ("sign_response", "sign_assertion"), [(False, True), (True, False), (True, True)]
)
def test_who_is_known_comes_in_whatever_part_is_signed(
    provider: SamlProvider, world: World, sign_response: bool, sign_assertion: bool
) -> None:
    keep(provider)

    client, answer = go(provider, sign_response=sign_response, sign_assertion=sign_assertion)

    assert answer["Location"] == "/desk/tickets?view=mine"
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(world.sam.user_id)
    assert lines() == [("bound", WAY, ""), ("logged_in", WAY, "")]


def test_an_answer_that_nobody_signed_is_refused(provider: SamlProvider) -> None:
    keep(provider)

    client, answer = go(provider, sign_assertion=False)

    assert answer["Location"] == "/desk/login"
    assert "not signed in a way that can be trusted" in told(client)
    assert lines() == [("refused", WAY, "unsigned")]


def test_an_answer_signed_by_somebody_else_is_refused(
    provider: SamlProvider, tmp_path: Path
) -> None:
    keep(provider, certificates=write_key(tmp_path, "other"))

    client, _ = go(provider)

    assert not is_in(client)
    assert lines() == [("refused", WAY, "wrong_signature")]


def test_one_of_two_certificates_is_enough(provider: SamlProvider, tmp_path: Path) -> None:
    own = card_of(provider).certificates
    keep(provider, certificates=write_key(tmp_path, "other") + own)

    assert is_in(go(provider)[0])


def test_a_certificate_that_is_out_of_date_opens_nothing(
    provider: SamlProvider, tmp_path: Path
) -> None:
    keep(provider, certificates=write_key(tmp_path, "old", days=-1))

    client, _ = go(provider)

    assert not is_in(client)
    assert lines() == [("refused", WAY, "old_certificate")]


def change(old: str, new: str) -> Callable[[str], str]:
    """Return what changes every such text of a letter."""

    def spoil(letter: str) -> str:
        assert re.search(old, letter), letter
        return re.sub(old, new, letter)

    return spoil


@pytest.mark.parametrize("old", ["sam@desk.example.com", "sam-4711"])
def test_a_word_that_was_changed_on_the_way_breaks_the_signature(
    provider: SamlProvider, old: str
) -> None:
    keep(provider)

    client, _ = go(provider, spoil=change(re.escape(old), "lena@desk.example.com"))

    assert not is_in(client)
    assert lines() == [("refused", WAY, "wrong_signature")]


FORGED = "lena@desk.example.com"


def forge(assertion: Any) -> Any:
    """Return a copy of an assertion that says something else, under another name, unsigned."""
    copy = etree.fromstring(etree.tostring(assertion).replace(b"sam@desk", b"lena@desk"))
    for signature in copy.findall("ds:Signature", NS):
        copy.remove(signature)
    copy.set("ID", "_forged")
    return copy


def forge_before(root: Any, signed: Any) -> None:
    root.insert(list(root).index(signed), forge(signed))


def forge_after(root: Any, signed: Any) -> None:
    root.append(forge(signed))


def forge_around(root: Any, signed: Any) -> None:
    forged = forge(signed)
    root.replace(signed, forged)
    forged.append(signed)


def forge_above_the_signature(root: Any, signed: Any) -> None:
    forged = forge(signed)
    signature = signed.find("ds:Signature", NS)
    root.replace(signed, forged)
    forged.insert(1, signature)
    hidden = etree.SubElement(signature, f"{{{NS['ds']}}}Object")
    hidden.append(signed)


def forge_in_an_extension(root: Any, signed: Any) -> None:
    root.replace(signed, forge(signed))
    extension = etree.SubElement(root, f"{{{NS['samlp']}}}Extensions")
    extension.append(signed)


def forge_under_the_same_name(root: Any, signed: Any) -> None:
    forged = forge(signed)
    forged.set("ID", signed.get("ID"))
    root.insert(list(root).index(signed), forged)


def forge_with_the_signature_outside(root: Any, signed: Any) -> None:
    forged = forge(signed)
    forged.set("ID", signed.get("ID"))
    root.append(signed.find("ds:Signature", NS))
    root.replace(signed, forged)


@pytest.mark.parametrize(
    "wrap",
    [
        forge_before,
        forge_after,
        forge_around,
        forge_above_the_signature,
        forge_in_an_extension,
        forge_under_the_same_name,
        forge_with_the_signature_outside,
    ],
)
def test_a_signed_part_wrapped_into_a_forged_letter_opens_nothing(
    provider: SamlProvider, wrap: Callable[[Any, Any], None]
) -> None:
    keep(provider)

    def spoil(letter: str) -> str:
        root = etree.fromstring(letter.encode())
        wrap(root, root.find("saml:Assertion", NS))
        return etree.tostring(root).decode()

    client, _ = go(provider, spoil=spoil)

    assert not is_in(client)
    assert lines()[0][:2] == ("refused", WAY)
    assert lines()[0][2] in {"unsigned", "wrong_signature"}


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        "<!DOCTYPE a>",
    ],
)
def test_a_letter_with_a_type_or_entities_is_not_read(provider: SamlProvider, prolog: str) -> None:
    keep(provider)

    client, _ = go(
        provider,
        spoil=lambda letter: (
            prolog + letter[letter.index("?>") + 2 :]
            if letter.startswith("<?xml")
            else prolog + letter
        ),
    )

    assert not is_in(client)
    assert lines() == [("refused", WAY, "malformed")]


def test_a_comment_in_an_address_cuts_nothing_off(provider: SamlProvider, world: World) -> None:
    keep(provider)
    provider.people["sam-4711"]["email"] = ["lena@desk.example.com.evil.example"]

    client, _ = go(
        provider,
        spoil=change(r"lena@desk\.example\.com\.evil", "lena@desk.example.com<!-- -->.evil"),
    )

    assert not is_in(client)
    assert lines() == [("refused", WAY, "unknown")]


def test_an_answer_to_another_request_is_refused(provider: SamlProvider) -> None:
    keep(provider)
    mine, theirs = Client(), Client()
    away = theirs.get(DOOR)
    form = provider.sign_in(away["Location"], subject="sam-4711")
    state = provider.sign_in(mine.get(DOOR)["Location"], subject="sam-4711")["RelayState"]

    come(mine, {**form, "RelayState": state})

    assert not is_in(mine)
    assert lines() == [("refused", WAY, "wrong_nonce")]


def test_an_answer_is_good_once_and_in_its_own_browser(provider: SamlProvider) -> None:
    keep(provider)
    client = Client()
    away = client.get(DOOR)
    secret = client.cookies["sign-on"].value
    form = provider.sign_in(away["Location"], subject="sam-4711")

    stranger = Client()
    come(stranger, form)
    come(client, form)
    again = Client()
    again.cookies["sign-on"] = secret
    come(again, form)

    assert is_in(client)
    assert not is_in(stranger)
    assert not is_in(again)
    assert [one[2] for one in lines()] == ["stale", "", "", "stale"]


def test_what_nobody_set_out_for_is_not_kept(provider: SamlProvider) -> None:
    keep(provider)

    answer = come(Client(), {"SAMLResponse": "PHg+", "RelayState": "unknown"})

    assert answer["Location"] == "/desk/login"
    with house():
        assert not Approach.objects.exists()


def test_an_answer_is_good_for_its_minutes(provider: SamlProvider, world: World) -> None:
    keep(provider)
    client = Client()
    form = provider.sign_in(client.get(DOOR)["Location"], subject="sam-4711")
    world.pass_time(minutes=7)

    come(client, form)

    assert lines() == [("refused", WAY, "expired")]


def test_an_answer_from_the_future_waits(provider: SamlProvider, world: World) -> None:
    keep(provider)
    world.pass_time(minutes=-5)

    go(provider)

    assert lines() == [("refused", WAY, "too_early")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (f'Destination="{ACS}"', 'Destination="https://other.example.com/"', "wrong_audience"),
        ("status:Success", "status:Responder", "denied"),
        ('Version="2.0"', 'Version="1.1"', "malformed"),
    ],
)
def test_a_letter_that_is_none_of_ours_is_refused(
    provider: SamlProvider, old: str, new: str, reason: str
) -> None:
    keep(provider)

    go(provider, spoil=change(re.escape(old), new))

    assert lines() == [("refused", WAY, reason)]


def test_another_issuer_is_refused(provider: SamlProvider) -> None:
    keep(provider, issuer="https://other.example.com/saml")

    go(provider)

    assert lines() == [("refused", WAY, "wrong_issuer")]


def test_nobody_is_bound_by_an_address_that_nobody_vouches_for(provider: SamlProvider) -> None:
    keep(provider, trusts_addresses=False)

    assert not is_in(go(provider)[0])
    assert lines() == [("refused", WAY, "unverified")]


def test_a_newcomer_gets_the_roles_of_the_groups(provider: SamlProvider) -> None:
    grants = (Grant("support", "messaging", "specialist"),)
    keep(provider, admits_newcomers=True, groups_claim="groups", grants=grants)
    provider.people["nia-1"] = {**SAM, "email": ["nia@desk.example.com"], "name": ["Nia Brandt"]}

    assert is_in(go(provider, "nia-1")[0])
    with house():
        assert Specialist.objects.filter(name="Nia Brandt").exists()


@pytest.mark.parametrize("how", [PASSWORD, "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"])
def test_a_second_factor_there_counts_unless_a_password_was_all(
    provider: SamlProvider, world: World, how: str
) -> None:
    keep(provider, counts_second_factor=True)
    set_up_app(world.sam)
    provider.how = how

    assert is_in(go(provider)[0]) is (how != PASSWORD)


def test_an_administrator_takes_the_provider_from_its_metadata(
    provider: SamlProvider, world: World
) -> None:
    admin = world.log_in(add_administrator(world))
    typed = {
        "name": "Verdier",
        "metadata": provider.metadata,
        "email_claim": "email",
        "name_claim": "name",
        "trusts_addresses": "on",
        "is_active": "on",
    }

    post(admin, "/desk/sign-on/new?kind=saml", typed)

    with house():
        kept = Provider.objects.get()
    page = admin.get(f"/desk/sign-on/{kept.pk}").content.decode()
    assert kept.issuer == URL
    assert ACS in page
    assert NAME in page
    assert is_in(go(provider)[0])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"metadata": "<a/>"}, "are found in it"),
        ({"metadata": "<!DOCTYPE a><a/>"}, "are found in it"),
        ({"certificates": "none"}, "These are no certificates in PEM."),
        ({"sign_in_url": "http://login.verdier.example"}, "begins with https://"),
        ({"trusts_addresses": ""}, "you have to vouch"),
    ],
)
def test_what_could_let_nobody_in_is_refused_in_words(
    world: World, typed: dict[str, str], said: str
) -> None:
    admin = world.log_in(add_administrator(world))
    base = {"name": "V", "email_claim": "email", "name_claim": "name", "trusts_addresses": "on"}

    answer = post(admin, "/desk/sign-on/new?kind=saml", base | typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with house():
        assert not Provider.objects.exists()


def test_this_installation_describes_itself(provider: SamlProvider, client: Client) -> None:
    keep(provider)

    answer = client.get(f"{DOOR}/metadata")

    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert answer.content == write_metadata(audience=NAME, recipient=ACS)


def test_providers_of_the_other_kind_have_no_such_pages(provider: SamlProvider) -> None:
    keep(provider)

    assert Client().get(f"{DOOR}/back").status_code == 404
