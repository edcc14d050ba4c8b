import tomllib
from pathlib import Path

import pytest

from permanence.service.intake.rules import cut_reply

NEW = {
    "en": "Hello,\n\nIt still fails after the restart.\n\nThanks",
    "fr": "Bonjour,\n\nLe problème persiste après le redémarrage.\n\nMerci",
    "de": "Guten Tag,\n\nder Fehler tritt weiterhin auf.\n\nDanke",
    "it": "Buongiorno,\n\nil problema persiste dopo il riavvio.\n\nGrazie",
    "es": "Hola,\n\nel problema continúa después de reiniciar.\n\nGracias",
}


REPLIES = tomllib.loads(Path(__file__).with_name("replies.toml").read_text("utf-8"))["reply"]


@pytest.mark.parametrize(
    "case", REPLIES, ids=[f"{case['language']} {case['program']}" for case in REPLIES]
)
def test_what_a_mail_program_repeats_is_cut(case: dict[str, str]) -> None:
    new = NEW[case["language"]]

    reply = cut_reply(f"{new}\n\n{case['tail']}")

    assert reply.new == new
    assert "equest" in reply.quoted or "Anfrage" in reply.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nLe 12 novembre le client a écrit :\nrien ne marche.\n\nDe : où ?\nMerci",
        "Hi,\n\nFrom: which page should I start?\nOn Monday the user wrote: it fails.\n\nBest",
        "Bonjour,\n\n> citation d'un journal\nVoici ma réponse sous la citation.\n\nMerci",
        "Hello,\n\nOn step 3 the log wrote:\n> ERROR 451\nWhat does it mean?",
        "Steps:\n- open the page\n- press OK\n-- nothing happens\nThen it closes.",
        "The header of our report:\nDate: today\nTo: the board\nNothing else.",
        "Die Anzeige:\n----------\nFehler 12\n----------\nWas tun?",
        "Sent to 300 numbers from my account, none arrived on the iPhone of the boss.",
        "A table:\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
        "It reads \u201cwrote:\u201d and stops at 14:03:\nthen nothing.",
    ],
)
def test_what_a_person_wrote_stays(text: str) -> None:
    reply = cut_reply(text)

    assert reply.new == text
    assert reply.quoted == ""


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("It works.\n-- \nClaire Duval\nClient Ltd", "It works."),
        ("It works.\n--\nClaire Duval", "It works."),
        ("It works.\n\nSent from my iPad", "It works."),
        ("Ça marche.\n\nObtenir Outlook pour iOS", "Ça marche."),
        ("Geht.\n\nGesendet von Mail für Windows", "Geht."),
        ("Geht.\n\nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Geht."),
        ("Funziona.\n\nInviato dal mio Samsung Galaxy", "Funziona."),
        ("Va.\n\nEnviado con Proton Mail", "Va."),
        ("Works.\n\nSent from Yahoo Mail on Android\n-- \nClaire", "Works."),
        ("Works.\n\nVirus-free.www.avast.example", "Works."),
        ("-- \nClaire", ""),
        ("", ""),
    ],
)
def test_signatures_and_footers_are_taken_off(text: str, new: str) -> None:
    assert cut_reply(text).new == new


ASKED = "On 12/11/2026 14:03, Support <support@desk.example> wrote:\n"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        pytest.param(
            ASKED + "> Which version?\n12.3\n> Which browser?\nFirefox\n",
            "> Which version?\n12.3\n> Which browser?\nFirefox",
            id="between the lines",
        ),
        pytest.param(
            "Hello,\n\n" + ASKED + "> Hi\n>\n> Which version?\n\n12.3\n\n> Bye\n",
            "Hello,\n> Which version?\n\n12.3",
            id="with a greeting above",
        ),
        pytest.param(
            ASKED + "> Which version?\n> Which browser?\n\nVersion 12.3, and Firefox.\n",
            "Version 12.3, and Firefox.",
            id="below everything",
        ),
        pytest.param(
            ASKED + "> Which version?\n\nVersion 12.3.\n\n-- \nClaire\n",
            "Version 12.3.",
            id="below, with a signature",
        ),
        pytest.param(
            f"All good.\n\n{ASKED}> {'many words ' * 7}that were\nbroken off\n> here\n",
            "All good.",
            id="a long line broken by the program is no answer",
        ),
        pytest.param(
            f"All good.\n\n{ASKED}> Fine?\n\n_____________\nA list served by a gateway.\n",
            "All good.",
            id="the footer of a list",
        ),
        pytest.param(
            "All good.\n\n" + ASKED + "> Fine?\n\nThis message is confidential.\n",
            "All good.",
            id="the disclaimer of a gateway",
        ),
    ],
)
def test_answers_between_the_lines_are_new(text: str, new: str) -> None:
    assert cut_reply(text).new == new


def test_nothing_is_lost_between_the_two_halves() -> None:
    text = f"{NEW['en']}\n\n{ASKED}> Which version?\n12.3\n> Bye\n-- \nClaire"

    reply = cut_reply(text)

    kept = sorted([*reply.new.split("\n"), *reply.quoted.split("\n")])
    assert [line for line in kept if line] == sorted(line for line in text.split("\n") if line)


LABELS = (
    "From: Eve <eve@other.example>\nDate: 12/11/2026 14:03\nTo: Claire\nSubject: Error\n\nError 451"
)


@pytest.mark.parametrize(
    "bar",
    [
        "---------- Forwarded message ---------",
        "-------- Message transféré --------",
        "Anfang der weitergeleiteten Nachricht:",
    ],
)
def test_what_a_person_passes_on_is_what_they_say(bar: str) -> None:
    text = f"Please look.\n\n{bar}\n{LABELS}\n-- \nEve"

    assert cut_reply(text).new == text


def test_a_forwarded_message_keeps_its_head_but_not_what_is_below_our_mark() -> None:
    head = f"Please look.\n\n{LABELS}"

    assert cut_reply(head, forwarded=True).new == head
    assert cut_reply(f"{head}\n##- Write above this line -##\nx", forwarded=True).new == head


def test_a_reply_of_nothing_but_a_quotation_is_empty() -> None:
    assert cut_reply(ASKED + "> Which version?\n").new == ""


def test_a_letter_of_a_hundred_thousand_lines_is_cut_in_time() -> None:
    hostile = "On 1 wrote a@b.example 14:03 wrote\n" * 50_000 + "> quoted:\n" * 50_000

    assert cut_reply(hostile).new
