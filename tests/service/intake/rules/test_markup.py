import pytest

from permanence.service.intake.rules import sanitise_html
from permanence.service.intake.rules.markup import html_to_text, measure_depth
from permanence.service.intake.rules.structure import split_html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="x()">a</p>',
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" java&#x0A;script:alert(1)">a</a>',
        '<a href="data:text/html,<script>x</script>">a</a>',
        '<img src="https://tracker.example/p.gif">',
        '<img src="//tracker.example/p.gif">',
        '<img src="data:image/svg+xml,<svg onload=x()>">',
        '<img srcset="https://tracker.example/p.gif 2x">',
        '<div style="background:url(https://tracker.example/x)">a</div>',
        "<style>@import 'https://tracker.example/x'</style>",
        '<link rel="stylesheet" href="https://tracker.example/x">',
        '<iframe src="https://evil.example"></iframe>',
        '<object data="https://evil.example"></object>',
        '<form action="https://evil.example"><button>go</button></form>',
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext></mtext><script>alert(1)</script></math>",
        '<base href="https://evil.example">',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        '<video src="https://tracker.example/v"></video>',
        '<table background="https://tracker.example/x"><tr><td>a</td></tr></table>',
        "<!-- <script>alert(1)</script> -->",
    ],
)
def test_nothing_in_a_message_runs_or_fetches(hostile: str) -> None:
    clean = sanitise_html(f"<p>before</p>{hostile}<p>after</p>")

    assert "before" in clean
    assert "after" in clean
    for word in ("script", "onclick", "onload", "tracker.example", "evil.example", "style", "<!--"):
        assert word not in clean, clean


def test_what_a_person_needs_stays() -> None:
    kept = (
        '<h1 dir="ltr">Title</h1><ul><li>one</li></ul><table><tbody><tr><td colspan="2">a</td>'
        '</tr></tbody></table><img src="cid:pic@client.example" alt="screen">'
        '<img src="data:image/png;base64,AAAA">'
    )

    assert sanitise_html(kept) == kept
    assert 'href="https://client.example/x"' in sanitise_html(
        '<a href="https://client.example/x">a</a>'
    )
    assert 'rel="noopener noreferrer nofollow"' in sanitise_html(
        '<a href="mailto:a@b.example">a</a>'
    )


def test_html_too_deep_to_clean_is_shown_as_text() -> None:
    deep = "<div>" * 5_000 + "<script>alert(1)</script>deep &lt;down&gt;"

    assert measure_depth(deep) > 200
    assert sanitise_html(deep).startswith("<pre>")
    assert "&lt;down&gt;" in sanitise_html(deep)
    assert "<script" not in sanitise_html(deep)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("a  <b>b</b>\n c", "a b c"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>me", "> a\n>\n>> b\n\nme"),
        ("<table><tr><th>Job</th><td>48213</td></tr><tr><td>a</td></tr></table>", "Job 48213\na"),
        ("<title>x</title><style>y</style><script>z</script>seen", "seen"),
        ("&eacute;&nbsp;&lt;b&gt;", "é\u00a0<b>"),
        ("", ""),
        ("   ", ""),
        ("no tags at all", "no tags at all"),
        ("<p>unclosed <b>bold", "unclosed bold"),
    ],
)
def test_html_is_read_as_text(source: str, text: str) -> None:
    assert html_to_text(source) == text


QUOTED = "Your request is registered."


@pytest.mark.parametrize(
    "source",
    [
        f'<div>New</div><div class="gmail_quote"><div class="gmail_attr">On … wrote:</div>'
        f'<blockquote class="gmail_quote">{QUOTED}</blockquote></div>',
        '<p>New</p><div class="moz-cite-prefix">x</div>'
        f'<blockquote type="cite">{QUOTED}</blockquote>',
        '<p>New</p><div id="appendonsend"></div><hr>'
        f'<div id="divRplyFwdMsg">From</div><p>{QUOTED}</p>',
        f'<div><p>New</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
        f"<p>From: x</p></div></div><p>{QUOTED}</p></div>",
        f'<p>New</p><div class="yahoo_quoted">{QUOTED}</div>',
        f'<p>New</p><div class="protonmail_quote">{QUOTED}</div>',
        f'<p>New</p><div name="quote">{QUOTED}</div>',
        f'<p>New</p><hr id="stopSpelling">From: x<br>{QUOTED}',
        f'<p>New</p><hr data-marker="__DIVIDER__"><p>{QUOTED}</p>',
        f'<p>New</p><div id="mail-editor-reference-message-container">{QUOTED}</div>',
    ],
)
def test_quotations_marked_by_mail_programs_are_taken_out(source: str) -> None:
    halves = split_html(f"<html><body>{source}</body></html>")

    assert halves is not None
    assert halves[0].strip("_ \n") == "New"
    assert QUOTED in halves[1]


def test_answers_between_gmail_quotations_stay() -> None:
    halves = split_html(
        '<div class="gmail_quote"><div class="gmail_attr">On … wrote:</div>'
        '<blockquote class="gmail_quote">Which version?</blockquote><div>12.3</div>'
        '<blockquote class="gmail_quote">Which browser?</blockquote><div>Firefox</div></div>'
    )

    assert halves is not None
    assert halves[0] == "12.3\nFirefox"


def test_a_forwarded_message_of_gmail_stays() -> None:
    source = (
        '<div>Please look</div><div class="gmail_quote"><div class="gmail_attr">'
        "---------- Forwarded message ---------<br>From: Eve</div>Error 451</div>"
    )

    assert split_html(source) is None


def test_html_without_marks_is_left_to_the_words() -> None:
    assert split_html("<p>New</p><blockquote>a proverb</blockquote>") is None
