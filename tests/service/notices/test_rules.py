"""What may stand in a notice, and by which way it goes on when one fails."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.notices.queries.templates import read_shipped
from permanence.service.notices.rules import Text, next_report
from permanence.service.notices.rules.channels import Channel, Standing, next_channel
from permanence.service.notices.rules.wording import (
    choose_language,
    fill_notice,
    find_faults,
    variables_of,
)

LANGUAGES = {"en", "fr", "de", "it", "es"}
GOOD = Text("{{ incident }}", "{{ components }} until {{ next_report }}")


@pytest.mark.parametrize("sort", read_shipped(), ids=str)
def test_a_shipped_template_stands_in_every_language_and_may_go_out(
    sort: tuple[str, int, str],
) -> None:
    texts = read_shipped()[sort]

    assert set(texts) == LANGUAGES
    assert find_faults(texts, sort[2]) == []


def test_every_language_of_a_shipped_template_tells_the_same_things() -> None:
    for sort, texts in read_shipped().items():
        told = {
            code: sorted(re.findall(r"\{\{ (\S+) \}\}", one.text)) for code, one in texts.items()
        }
        assert all(names == told["en"] for names in told.values()), sort


def test_no_shipped_template_says_when_it_will_be_over() -> None:
    for sort, texts in read_shipped().items():
        if sort[2] == "resolved":
            continue
        for one in texts.values():
            sentences = re.split(r"(?<=[.?!])\s", one.text)
            dated = [line for line in sentences if "next_report" in line or "since" in line]
            allowed = len(re.findall(r"since|next_report", one.text))
            assert len(dated) == allowed
            assert not re.search(r"\d+ ?(h|min|hour|heure|Stunde|ore|hora)", one.text)


@pytest.mark.parametrize(
    ("text", "stage", "code"),
    [
        (Text("s", "{{ components }} {{ next_report }} {{ due }}"), "first", "unknown"),
        (Text("s", "{{ components }} {{ next_report }} {{ words }}"), "first", "unknown"),
        (Text("s", "{{ components }} {{ next_report"), "first", "open"),
        (Text("s", "{{ components }}"), "first", "needed"),
        (Text("", "{{ components }} {{ next_report }}"), "first", "empty"),
        (Text("s", "{{ incident }}"), "resolved", "needed"),
        (Text("s" * 201, GOOD.text), "first", "long"),
    ],
)
def test_a_fault_in_a_text_is_named(text: Text, stage: str, code: str) -> None:
    assert code in {fault.code for fault in find_faults({"en": text}, stage)}


def test_nothing_at_all_is_a_fault() -> None:
    assert [fault.code for fault in find_faults({}, "first")] == ["empty"]


@given(
    st.dictionaries(st.sampled_from(variables_of("report")), st.text(max_size=20), max_size=12),
    st.lists(st.sampled_from(variables_of("report")), min_size=1, max_size=6),
)
def test_no_variable_is_ever_silently_empty(values: dict[str, str], used: list[str]) -> None:
    text = Text("s", " ".join(f"<{{{{ {name} }}}}>" for name in used))

    filled, lacking = fill_notice(text, values, language="en")

    assert set(lacking) == {name for name in used if not values.get(name, "").strip()}
    assert "<>" not in filled.text
    for name in lacking:
        assert f"{{{{ {name} }}}}" in filled.text


def test_a_missing_language_is_never_silence() -> None:
    assert choose_language(["it", "fr", "en"], {"en": 1, "fr": 1}) == "fr"
    assert choose_language(["it", "de"], {"es": 1}) == "es"


def test_the_next_report_is_promised_for_a_whole_minute_and_never_later_than_the_time() -> None:
    released = datetime(2026, 3, 2, 9, 18, 41, tzinfo=UTC)

    assert next_report(released, timedelta(hours=1)) == datetime(2026, 3, 2, 10, 18, tzinfo=UTC)
    assert next_report(released, None) is None


@pytest.mark.parametrize(
    ("standing", "following"),
    [
        (Standing({Channel.MAIL}, has_second=True, has_number=True), Channel.SECOND),
        (Standing({Channel.MAIL}, has_second=True, is_late=True), Channel.CALL_BACK),
        (Standing({Channel.MAIL}, has_number=True), Channel.SMS),
        (Standing({Channel.MAIL}), Channel.CALL_BACK),
        (Standing({Channel.MAIL, Channel.SECOND}, has_second=True), Channel.CALL_BACK),
        (Standing({Channel.MAIL}, is_customer_reached=True), None),
        (Standing({Channel.MAIL}, is_customer_tried=True), None),
        (Standing({Channel.MAIL}, has_number=True, is_customer_reached=True), Channel.SMS),
        (Standing({Channel.MAIL, Channel.SECOND, Channel.SMS}, has_number=True), Channel.CALL_BACK),
    ],
)
def test_a_notice_goes_on_by_the_next_channel(
    standing: Standing, following: Channel | None
) -> None:
    assert next_channel(standing) is following
