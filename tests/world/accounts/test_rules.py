"""What a role may do about customers, and what counts as a mail domain."""

from __future__ import annotations

import pytest

from permanence.world.accounts.rules import (
    CUSTOMER_ROLES,
    ROLES,
    CustomerRight,
    OrganisationCard,
    Right,
    customer_may,
    differences,
    may,
    read_domain,
)

CARD = OrganisationCard("Brightwater", "en", "Europe/London", "", ("a.example",))


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.READ_CUSTOMERS, set(ROLES)),
        (
            Right.EDIT_CONTACTS,
            set(ROLES)
            - {"auditor", "data_protection", "incident_investigation", "incident_post_mortem"},
        ),
        (Right.EDIT_ORGANISATIONS, {"supervisor", "manager", "administrator"}),
    ],
)
def test_who_may_do_what_about_customers(right: Right, roles: set[str]) -> None:
    assert {role for role in ROLES if may([role], right)} == roles


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.EDIT_STAFF, {"administrator"}),
        (Right.EDIT_TEAMS, {"administrator"}),
        (Right.PLAN_TEAMS, {"supervisor", "manager", "administrator"}),
    ],
)
def test_who_may_change_colleagues_and_teams(right: Right, roles: set[str]) -> None:
    assert {role for role in ROLES if may([role], right)} == roles


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    reads = {right for right in Right if right.value.startswith("read_")}

    assert ROLES["auditor"] == reads


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (CustomerRight.OPEN_REQUESTS, set(CUSTOMER_ROLES)),
        (CustomerRight.READ_HOURS, set(CUSTOMER_ROLES) - {"contact"}),
        (CustomerRight.DECIDE_COSTS, {"decides_costs"}),
        (CustomerRight.READ_REPORTS, {"technical_contact", "organisation_administrator"}),
    ],
)
def test_what_people_at_customers_may_do(right: CustomerRight, roles: set[str]) -> None:
    assert {role for role in CUSTOMER_ROLES if customer_may([role], right)} == roles


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Brightwater.example", "brightwater.example"),
        (" @brightwater.example. ", "brightwater.example"),
        ("mail.brightwater.example", "mail.brightwater.example"),
        ("bücher.example", "bücher.example"),
    ],
)
def test_a_mail_domain_is_read_as_people_write_it(text: str, domain: str) -> None:
    assert read_domain(text) == domain


@pytest.mark.parametrize("text", ["", "example", "a b.example", "ada@b.example", "-a.example", "."])
def test_what_is_no_mail_domain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_domain(text)


def test_a_change_says_what_was_and_what_is() -> None:
    later = OrganisationCard("Brightwater", "de", "Europe/London", "", ())

    assert differences(CARD, later) == {"language": ["en", "de"], "domains": [("a.example",), ()]}
    assert differences(CARD, CARD) == {}
    assert set(differences(None, CARD)) == {"name", "language", "zone", "domains"}
