import pytest

from permanence.service.intake.rules import cut_reply

NEW = {
    "en": "Hello,\n\nIt still fails after the restart.\n\nThanks",
    "fr": "Bonjour,\n\nLe problème persiste après le redémarrage.\n\nMerci",
    "de": "Guten Tag,\n\nder Fehler tritt weiterhin auf.\n\nDanke",
    "it": "Buongiorno,\n\nil problema persiste dopo il riavvio.\n\nGrazie",
    "es": "Hola,\n\nel problema continúa después de reiniciar.\n\nGracias",
}
QUOTE = "\n> Your request is registered.\n> Please keep the subject.\n"
BARE = "\nYour request is registered.\nPlease keep the subject.\n"
RULE = "________________________________\n"


def labels(sender: str, sent: str, to: str, subject: str, *, colon: str = ":") -> str:
    return (
        f"{sender}{colon} Support <support@desk.example>\n"
        f"{sent}{colon} 12/11/2026 14:03\n"
        f"{to}{colon} Claire Duval <claire@client.example>\n"
        f"{subject}{colon} [#1234567897] Portal\n"
    )


# Language, mail program, and what it puts below the new text.
TAILS = [
    ("en", "gmail", "On Thu, Nov 12, 2026 at 2:03 PM Support <support@desk.example> wrote:\n" + QUOTE),
    ("en", "gmail, wrapped", "On Thu, Nov 12, 2026 at 2:03 PM Technical Support, International Team\n<support-team@desk.example> wrote:\n" + QUOTE),
    ("en", "thunderbird", "On 12/11/2026 14:03, Support wrote:" + QUOTE),
    ("en", "apple", "> On 12 Nov 2026, at 14:03, Support <support@desk.example> wrote:\n> \n> Your request\n"),
    ("en", "apple, plain", "On 12 Nov 2026, at 14:03, Support <support@desk.example> wrote:\n" + QUOTE),
    ("en", "yahoo, unmarked", "On Thursday, November 12, 2026 at 02:03:00 PM GMT+1, Support <support@desk.example> wrote: \n" + BARE),
    ("en", "proton", "------- Original Message -------\nOn Thursday, November 12th, 2026 at 14:03, Support <support@desk.example> wrote:\n" + QUOTE),
    ("en", "outlook", RULE + labels("From", "Sent", "To", "Subject") + BARE),
    ("en", "outlook without a rule", labels("From", "Sent", "To", "Subject") + BARE),
    ("en", "outlook in bold", labels("*From", "*Sent", "*To", "*Subject", colon=":*") + BARE),
    ("en", "outlook for mac", labels("From", "Date", "To", "Subject") + BARE),
    ("en", "original message", "-----Original Message-----\nFrom: Support\nSent: Thursday\nTo: Claire\nSubject: x\n" + BARE),
    ("en", "notes", "-----Support <support@desk.example> wrote: -----\nTo: Claire\nSubject: x\n" + BARE),
    ("en", "old gmail", "2026-11-12 14:03 GMT+01:00 Support <support@desk.example>:\n" + QUOTE),
    ("en", "iphone", "Sent from my iPhone\n\nOn 12 Nov 2026, at 14:03, Support <support@desk.example> wrote:\n" + QUOTE),
    ("en", "outlook on a phone", "Get Outlook for Android<https://aka.example/x>\n" + RULE + labels("From", "Sent", "To", "Subject") + BARE),
    ("en", "our mark only", "##- Please write above this line -##\nYour request is registered.\n"),
    ("en", "our mark in a quotation", "> ##- Please write above this line -##\n> Your request is registered.\n"),
    ("en", "a quotation without a word", "> Your request is registered.\n"),
    ("fr", "gmail", "Le jeu. 12 nov. 2026 à 14:03, Support <support@desk.example> a écrit :\n" + QUOTE),
    ("fr", "gmail, wrapped", "Le jeu. 12 nov. 2026 à 14:03, Support technique international <support-technique@desk.example>\na écrit :\n" + QUOTE),
    ("fr", "gmail, narrow spaces", "Le jeu. 12 nov. 2026 à 14:03, Support <support@desk.example> a\u202fécrit\u00a0:\n" + QUOTE),
    ("fr", "thunderbird", "Le 12/11/2026 à 14:03, Support a écrit :" + QUOTE),
    ("fr", "roundcube", "Le 2026-11-12 14:03, Support a écrit :\n" + QUOTE),
    ("fr", "outlook", RULE + labels("De", "Envoyé", "À", "Objet", colon=" :") + BARE),
    ("fr", "outlook without a rule", labels("De", "Envoyé", "À", "Objet", colon="\u00a0:") + BARE),
    ("fr", "original message", "-----Message d\u2019origine-----\nDe : Support\nEnvoyé : jeudi\nÀ : Claire\nObjet : x\n" + BARE),
    ("fr", "zimbra", "----- Mail original -----\nDe: \"Support\" <support@desk.example>\nÀ: claire@client.example\nEnvoyé: Jeudi 12 Novembre 2026 14:03:00\nObjet: x\n" + BARE),
    ("fr", "samsung", "Envoyé depuis mon appareil mobile Samsung.\n\n-------- Message d'origine --------\nDe : Support\nDate : 12/11/2026 14:03\nÀ : Claire\nObjet : x\n" + BARE),
    ("fr", "iphone", "Envoyé de mon iPhone\n\nLe 12 nov. 2026 à 14:03, Support <support@desk.example> a écrit :\n" + QUOTE),
    ("de", "gmail", "Am Do., 12. Nov. 2026 um 14:03 Uhr schrieb Support <support@desk.example>:\n" + QUOTE),
    ("de", "gmail, wrapped", "Am Do., 12. Nov. 2026 um 14:03 Uhr schrieb Technischer Support <\nsupport@desk.example>:\n" + QUOTE),
    ("de", "thunderbird", "Am 12.11.26 um 14:03 schrieb Support:" + QUOTE),
    ("de", "name first", "Support <support@desk.example> schrieb am 12.11.2026 um 14:03:\n" + QUOTE),
    ("de", "outlook", RULE + labels("Von", "Gesendet", "An", "Betreff") + BARE),
    ("de", "gmx", "Gesendet: Donnerstag, 12. November 2026 um 14:03 Uhr\nVon: \"Support\" <support@desk.example>\nAn: claire@kunde.example\nBetreff: x\n" + BARE),
    ("de", "original message", "-----Ursprüngliche Nachricht-----\nVon: Support\nGesendet: Donnerstag\nAn: Claire\nBetreff: x\n" + BARE),
    ("de", "iphone", "Von meinem iPhone gesendet\n\n> Am 12.11.2026 um 14:03 schrieb Support <support@desk.example>:\n> \n> Ihre Anfrage\n"),
    ("it", "gmail", "Il giorno gio 12 nov 2026 alle ore 14:03 Support <support@desk.example> ha scritto:\n" + QUOTE),
    ("it", "thunderbird", "Il 12/11/2026 14:03, Support ha scritto:" + QUOTE),
    ("it", "apple", "Il giorno 12 nov 2026, alle ore 14:03, Support <support@desk.example> ha scritto:\n" + QUOTE),
    ("it", "outlook", labels("Da", "Inviato", "A", "Oggetto") + BARE),
    ("it", "original message", "-----Messaggio originale-----\nDa: Support\nInviato: giovedì\nA: Claire\nOggetto: x\n" + BARE),
    ("it", "iphone", "Inviato da iPhone\n\nIl giorno 12 nov 2026, alle ore 14:03, Support <support@desk.example> ha scritto:\n" + QUOTE),
    ("es", "gmail", "El jue, 12 nov 2026 a las 14:03, Support (<support@desk.example>) escribió:\n" + QUOTE),
    ("es", "gmail, wrapped", "El jue, 12 nov 2026 a las 14:03, Soporte técnico internacional (<\nsupport@desk.example>) escribió:\n" + QUOTE),
    ("es", "thunderbird", "El 12/11/2026 a las 14:03, Support escribió:" + QUOTE),
    ("es", "outlook", RULE + labels("De", "Enviado el", "Para", "Asunto") + BARE),
    ("es", "original message", "-----Mensaje original-----\nDe: Support\nEnviado: jueves\nPara: Claire\nAsunto: x\n" + BARE),
    ("es", "android", "Enviado desde mi Android\n\nEl 12/11/2026 a las 14:03, Support escribió:" + QUOTE),
    ("en", "a language we do not speak", "Op do 12 nov 2026 om 14:03 Support <support@desk.example> skreef:\n" + QUOTE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "program", "tail"), TAILS, ids=[f"{tail[0]} {tail[1]}" for tail in TAILS]
)
def test_what_a_mail_program_repeats_is_cut(language: str, program: str, tail: str) -> None:
    reply = cut_reply(f"{NEW[language]}\n\n{tail}")

    assert reply.new == NEW[language]
    assert "equest" in reply.quoted or "Anfrage" in reply.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour,\n\nLe 12 novembre le client a écrit :\nrien ne marche.\n\nDe : quelle version ?\nMerci",
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
            "All good.\n\n" + ASKED + "> " + "a long line of many words " * 3 + "that was\nbroken off\n> here\n",
            "All good.",
            id="a long line broken by the program is no answer",
        ),
        pytest.param(
            "All good.\n\n" + ASKED + "> Fine?\n\n_____________\nThis list is served by a gateway.\n",
            "All good.",
            id="the footer of a list",
        ),
        pytest.param(
            "All good.\n\n" + ASKED + "> Fine?\n\nThis message is confidential.\n",
            "All good.",
            id="the disclaimer of a gateway",
        ),
    ],
)  # fmt: skip
def test_answers_between_the_lines_are_new(text: str, new: str) -> None:
    assert cut_reply(text).new == new


def test_nothing_is_lost_between_the_two_halves() -> None:
    text = f"{NEW['en']}\n\n{ASKED}> Which version?\n12.3\n> Bye\n-- \nClaire"

    reply = cut_reply(text)

    kept = sorted([*reply.new.split("\n"), *reply.quoted.split("\n")])
    assert [line for line in kept if line] == sorted(line for line in text.split("\n") if line)


@pytest.mark.parametrize(
    "bar",
    [
        "---------- Forwarded message ---------",
        "-------- Message transféré --------",
        "Anfang der weitergeleiteten Nachricht:",
    ],
)
def test_what_a_person_passes_on_is_what_they_say(bar: str) -> None:
    text = f"Please look.\n\n{bar}\n{labels('From', 'Date', 'To', 'Subject')}\nError 451\n-- \nEve"

    assert cut_reply(text).new == text


def test_a_forwarded_message_keeps_its_head_but_not_what_is_below_our_mark() -> None:
    head = f"Please look.\n\n{labels('From', 'Sent', 'To', 'Subject')}\nError 451"

    assert cut_reply(head, forwarded=True).new == head
    assert cut_reply(f"{head}\n##- Write above this line -##\nx", forwarded=True).new == head


def test_a_reply_of_nothing_but_a_quotation_is_empty() -> None:
    assert cut_reply(ASKED + "> Which version?\n").new == ""


def test_a_letter_of_a_hundred_thousand_lines_is_cut_in_time() -> None:
    hostile = "On 1 wrote a@b.example 14:03 wrote\n" * 50_000 + "> quoted:\n" * 50_000

    assert cut_reply(hostile).new
