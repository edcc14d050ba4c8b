"""Both shipped documents are whole, in five languages, and show apart what was not promised."""

import re

import pytest

from permanence.promises.policies.rules import (
    PolicyPage,
    Section,
    clause_keys,
    offers_for,
    page_of,
    provisional_axes,
)
from permanence.promises.terms.rules import LANGUAGES
from tests.promises.policies.shipped import DESKS, FOLDER, POLICIES


def keys_on(sections: tuple[Section, ...]) -> list[str]:
    return [
        key
        for section in sections
        for item in section.items
        for key in (item.key, *(row.key for row in item.rows))
        if key
    ]


def words_on(page: PolicyPage, sections: tuple[Section, ...]) -> str:
    lines = []
    for section in sections:
        lines.append(section.heading)
        for item in section.items:
            lines += [item.heading, item.text, *item.columns]
            lines += [cell for row in item.rows for cell in row.cells]
    return "\n".join(lines)


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_stands_once_on_the_page(desk: str, language: str) -> None:
    policy = POLICIES[desk]

    page = page_of(policy, language)

    assert sorted(keys_on((*page.promised, *page.operated))) == sorted(clause_keys(policy))
    anchors = [section.key for section in (*page.promised, *page.operated)]
    assert not set(anchors) & set(clause_keys(policy))
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_clause_is_printed(desk: str, language: str) -> None:
    policy = POLICIES[desk]
    page = page_of(policy, language)

    printed = words_on(page, (*page.promised, *page.operated))

    for chapter in policy.chapters:
        for clause in chapter.clauses:
            assert clause.text[language] in printed, clause.key


@pytest.mark.parametrize("desk", DESKS)
def test_what_the_operator_chose_is_never_among_what_is_promised(desk: str) -> None:
    policy = POLICIES[desk]
    page = page_of(policy, "en")
    published = {c.key: c.published for chapter in policy.chapters for c in chapter.clauses}

    assert all(published[key] for key in keys_on(page.promised))
    assert not any(published[key] for key in keys_on(page.operated))
    assert all(key.startswith("operator.") for key in keys_on(page.operated))
    assert not any(key.startswith("operator.") for key in keys_on(page.promised))
    assert "not part of the published promise" in page.operated_intro


@pytest.mark.parametrize("desk", DESKS)
def test_all_five_languages_are_complete_and_differ(desk: str) -> None:
    policy = POLICIES[desk]

    assert set(policy.languages) == set(LANGUAGES)
    for chapter in policy.chapters:
        for clause in chapter.clauses:
            assert set(clause.text) == set(LANGUAGES), clause.key
            assert all(text.strip() for text in clause.text.values()), clause.key
            if len(clause.text["en"].split()) > 4:
                assert len(set(clause.text.values())) == len(LANGUAGES), clause.key
    for fact in policy.facts:
        assert set(fact.ask) == set(LANGUAGES)
        assert all(ask.endswith("?") for ask in fact.ask.values())


@pytest.mark.parametrize("desk", DESKS)
def test_no_place_for_an_amount_is_left_unfilled(desk: str) -> None:
    for chapter in POLICIES[desk].chapters:
        for clause in chapter.clauses:
            assert not any("{" in text for text in clause.text.values()), clause.key


@pytest.mark.parametrize("desk", DESKS)
def test_numbers_and_addresses_are_only_those_reserved_for_examples(desk: str) -> None:
    text = (FOLDER / f"{desk}.toml").read_text(encoding="utf-8")
    reserved = (
        r"\+44 20 7946 0\d{3}",
        r"\+1 514 555 01\d\d",
        r"\+49 30 23125 \d{3}",
        r"\+33 1 99 00 \d\d \d\d",
        r"\+33 6 39 98 \d\d \d\d",
    )

    for number in re.findall(r"\+\d[\d ]{6,}\d", text):
        assert any(re.fullmatch(known, number) for known in reserved), number
    for domain in re.findall(r"@([\w.-]+)", text):
        assert domain == f"{desk}.example.com"


@pytest.mark.parametrize("desk", DESKS)
def test_the_climb_starts_before_the_limit(desk: str) -> None:
    policy = POLICIES[desk]

    assert 0 < policy.warn_at < policy.climb_at < 1
    assert all(0 < term.warn_at <= term.climb_at < 1 for term in policy.targets)


@pytest.mark.parametrize("desk", DESKS)
def test_untriaged_requests_run_on_a_named_step_with_a_clock_for_triage(desk: str) -> None:
    policy = POLICIES[desk]
    level, severity = provisional_axes(policy)

    assert offers_for(policy, promise="triage", level=level, severity=severity)
    assert offers_for(policy, promise="response", level=level, severity=severity)
