"""Marks in words become HTML; everything else people type stays as it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.ground.lib.rich import (
    LONGEST,
    TAGS,
    pictures_in,
    plain_text,
    rich_html,
    show_pictures,
)

MARKS = some.text(alphabet="ab *_`[]()!<>&\"'|-\n:#\\/.htps0", max_size=120)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Please** *wait*", "<p><strong>Please</strong> <em>wait</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("2. b\n3. c", '<ol start="2">\n<li>b</li>\n<li>c</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("```\n*x*\n```", "<pre><code>*x*\n</code></pre>"),
    ],
)
def test_marks_are_drawn(text: str, html: str) -> None:
    assert rich_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# 554 comes back",
        r"\\server\share\_new and C:\temp",
        "&copy; is written so",
        "file_name_here and 2 * 3 * 4",
        "[1]: see below",
        "![p](http://pictures.example/p.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
    ],
)
def test_what_is_no_mark_stays_as_it_is_typed(text: str) -> None:
    shown = re.sub(r"<[^>]+>", "", rich_html(text))

    assert shown.replace("&amp;", "&") == text


def test_a_line_of_dashes_and_an_indented_log_stay_text() -> None:
    assert rich_html("Yours\n-----\n\n    220 ready") == "<p>Yours<br>\n-----</p>\n<p>220 ready</p>"


def test_an_address_in_the_text_is_a_link_and_its_signs_are_no_marks() -> None:
    html = rich_html("(see https://example.com/a_b*c*d?x=1&y=2).")

    assert '<a href="https://example.com/a_b*c*d?x=1&amp;y=2"' in html
    assert html.endswith("</a>).</p>")


def test_a_table_is_a_table() -> None:
    html = rich_html("| line | errors |\n|---|--:|\n| 1 | 554 |")

    assert '<td align="right">554</td>' in html
    assert "style" not in html


def test_pictures_are_shown_where_a_page_may_fetch_them() -> None:
    text = "See ![the log](cid:abc123) and ![](cid:def456)"
    html = rich_html(text)

    assert pictures_in(text) == ["abc123", "def456"]
    assert plain_text(text) == "See [the log] and [def456]"

    shown = show_pictures(html, {"abc123": "/desk/attachments/7?a&b"})
    assert 'src="/desk/attachments/7?a&amp;b"' in shown
    assert "cid:" not in shown


def test_a_text_beyond_measure_is_only_escaped() -> None:
    html = rich_html("**a** <b> " * LONGEST)

    assert "<strong>" not in html
    assert "<b>" not in html


@given(MARKS)
def test_nothing_but_harmless_tags_ever_comes_out(text: str) -> None:
    html = rich_html(text)

    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= TAGS
    assert not re.search(r"<[^>]*\s(?!href|src|alt|start|align|rel)[a-z-]+=", html)
    assert not re.search(r'(?:href|src)="(?!https?://|mailto:|cid:)', html)


def test_a_link_stands_behind_its_words_in_the_plain_part() -> None:
    text = "See [Faxes refused](https://help.example/KB-1), [https://a.example](https://a.example)."

    assert plain_text(text) == "See Faxes refused <https://help.example/KB-1>, https://a.example."
    assert plain_text("[no](link) and [x](javascript:y)") == "[no](link) and [x](javascript:y)"
