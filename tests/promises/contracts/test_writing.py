"""What the desk's form says comes back from the document that it makes."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.contracts.rules import (
    ContractDraft,
    HoursRow,
    InclusionLine,
    TargetRow,
    draft_of_document,
    read_contract,
    write_contract,
)
from permanence.promises.contracts.rules.toml import write_toml
from permanence.promises.policies.rules.amounts import parse_span, parse_target
from permanence.promises.terms.rules import LANGUAGES
from tests.promises.contracts.documents import FREIGHT, read
from tests.promises.policies.shipped import CONTENT, FOLDER, MESSAGING

# What people type: any sign that can be typed, and those that TOML has a meaning for.
signs = st.characters(exclude_categories=("Cs",))
texts = st.text(signs | st.sampled_from("\"'\\#[]=\n\t\x7f"), min_size=1).filter(str.strip)
# A clause has places in braces that must be known, and its spaces are set by the language.
sentences = texts.filter(lambda text: not set("{} ") & set(text))
amounts = st.tuples(st.integers(1, 999), st.sampled_from(["minutes", "hours", "days"])).map(
    lambda pair: f"{pair[0]} {pair[1]}"
)
natures = st.sampled_from(["guarantee", "target"])
keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@st.composite
def drafts(draw: st.DrawFn) -> ContractDraft:
    """Return what somebody may have typed into the form for the content desk."""
    languages = tuple(draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True)))
    words = st.fixed_dictionaries(dict.fromkeys(languages, sentences))
    calendar = st.sampled_from(sorted(CONTENT.calendars))
    rows = st.builds(
        TargetRow,
        promise=st.sampled_from(["response", "follow-up", "resolution"]),
        bound=st.sampled_from(["under", "within"]),
        time=amounts,
        calendar=calendar,
        nature=natures,
        severity=st.none() | st.integers(1, 4),
        level=st.none() | st.integers(1, 3),
        text=st.just({}) | words,
    )
    hours = st.builds(
        HoursRow,
        amount=amounts,
        period=st.sampled_from(["month", "quarter", "year"]),
        calendar=calendar,
        rounding=st.just("") | amounts,
        pays=st.just(()) | st.just(("troubleshooting", "training")),
        at_zero=st.sampled_from(["", "warn", "ask", "refuse"]),
    )
    starts = draw(days)
    is_renewed = draw(st.booleans())
    ends = starts + timedelta(days=draw(st.integers(0, 4000)))
    return ContractDraft(
        number=draw(texts),
        title=draw(texts),
        desk="content",
        customer=draw(texts),
        languages=languages,
        starts=starts,
        ends=ends if is_renewed or draw(st.booleans()) else None,
        zone=draw(st.sampled_from(["", "America/Toronto", "Australia/Lord_Howe"])),
        renewal="tacit" if is_renewed else "none",
        renewal_months=draw(st.integers(1, 60)) if is_renewed else 0,
        notice=draw(st.just("") | amounts),
        plan=draw(st.sampled_from(["", "base-plus"])),
        contacts=draw(st.sampled_from([(), ("ada@customer.example", "ben@customer.example")])),
        coverage=draw(st.just("") | calendar),
        targets=tuple(
            draw(
                st.lists(
                    rows, max_size=4, unique_by=lambda row: (row.promise, row.severity, row.level)
                )
            )
        ),
        report_every=draw(st.just("") | amounts),
        hours=draw(st.none() | hours),
        inclusions=tuple(
            InclusionLine(text, key)
            for key, text in draw(st.dictionaries(keys, words, max_size=3)).items()
        ),
    )


@given(drafts())
def test_a_document_says_what_the_form_said(draft: ContractDraft) -> None:
    terms = read_contract(write_contract(draft), file="form", policy=CONTENT)

    assert (terms.number, terms.title, terms.customer) == (
        draft.number,
        draft.title,
        draft.customer,
    )
    assert terms.languages == draft.languages
    assert (terms.starts_on, terms.ends_on) == (draft.starts, draft.ends)
    assert terms.zone == (draft.zone or CONTENT.zone)
    assert (terms.renewal, terms.renewal_months) == (draft.renewal, draft.renewal_months)
    assert terms.notice == (parse_span(draft.notice).span if draft.notice else timedelta())
    assert (terms.plan, terms.contacts) == (draft.plan, draft.contacts)
    assert (terms.coverage.calendar_key if terms.coverage else "") == draft.coverage
    assert [(one.promise, one.severity, one.level, one.bound) for one in terms.targets] == [
        (row.promise, row.severity, row.level, row.bound) for row in draft.targets
    ]
    assert [one.target for one in terms.targets] == [
        parse_target(row.time).target for row in draft.targets
    ]
    assert [(one.calendar_key, one.nature) for one in terms.targets] == [
        (row.calendar, row.nature) for row in draft.targets
    ]
    for term, row in zip(terms.targets, draft.targets, strict=True):
        assert set(term.clause.text) == set(draft.languages)
        assert not row.text or term.clause.text == row.text
    assert bool(terms.hours) == bool(draft.hours)
    if terms.hours and draft.hours:
        assert terms.hours.amount == parse_span(draft.hours.amount).span
        assert terms.hours.period == draft.hours.period
    assert {clause.key: clause.text for clause in terms.inclusions} == {
        f"inclusions.{line.key}": line.text for line in draft.inclusions
    }


@given(drafts())
def test_a_document_comes_back_to_the_form_as_it_was(draft: ContractDraft) -> None:
    assert draft_of_document(write_contract(draft)) == draft


values: st.SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(signs)
    | days,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(signs), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(signs), values, max_size=4))
def test_whatever_is_written_is_read_again(document: dict[str, Any]) -> None:
    assert tomllib.loads(write_toml(document)) == document


@pytest.mark.parametrize(
    "text", [FREIGHT, (FOLDER.parent / "contracts/harbourline.toml").read_text()]
)
def test_what_the_form_has_no_field_for_is_carried_over(text: str) -> None:
    draft = draft_of_document(text)

    written = write_contract(replace(draft, title="Another title"))

    assert draft.rest.keys() >= {"channels", "ladder"}
    assert replace(read(written), title=read(text).title) == read(text)


def test_a_new_line_of_inclusions_is_named_by_its_words() -> None:
    lines = [
        InclusionLine({"fr": "Une revue annuelle, avec vous."}),
        InclusionLine({"fr": "Une revue annuelle avec vous !"}),
        InclusionLine({"fr": "…"}),
    ]
    draft = ContractDraft(
        number="1",
        title="Soutien",
        desk="content",
        customer="Maison Verdier",
        languages=("fr",),
        starts=date(2026, 1, 1),
        inclusions=tuple(lines),
    )

    terms = read_contract(write_contract(draft), file="form", policy=CONTENT)

    assert [clause.key for clause in terms.inclusions] == [
        "inclusions.une-revue-annuelle-avec",
        "inclusions.une-revue-annuelle-avec-2",
        "inclusions.line",
    ]


def test_a_document_is_easy_to_read() -> None:
    draft = ContractDraft(
        number="M-9",
        title='The "big" one',
        desk="messaging",
        customer="Brightwater Insurance",
        languages=("en",),
        starts=date(2026, 1, 1),
        contacts=("ada@customer.example",),
        targets=(TargetRow("response", "under", "15 minutes", "always", "guarantee", severity=1),),
    )

    text = write_contract(draft)

    assert read(text, policy=MESSAGING).title == 'The "big" one'
    assert text == (
        "[contract]\n"
        'number = "M-9"\n'
        'title = "The \\"big\\" one"\n'
        'desk = "messaging"\n'
        'customer = "Brightwater Insurance"\n'
        'languages = ["en"]\n'
        "starts = 2026-01-01\n"
        "\n"
        "[contacts]\n"
        'technical = ["ada@customer.example"]\n'
        "\n"
        "[[targets.target]]\n"
        'promise = "response"\n'
        "severity = 1\n"
        'under = "15 minutes"\n'
        'calendar = "always"\n'
        'nature = "guarantee"\n'
    )
