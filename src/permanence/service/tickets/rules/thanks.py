"""Whether a message only says thank you: after a resolution it starts no clock.

Told from the few words that such messages are made of, in the five languages; anything else, a
question or a number in it, and it is a message like any other.
"""

from __future__ import annotations

import re
from typing import Final

MOST_WORDS: Final = 25
MOST_NAMES: Final = 2

_APOSTROPHE: Final = re.compile(r"['’]")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_THANKS: Final = """
thanks thank thankyou thx ty cheers merci mercis danke dankeschön vielen dank grazie gracias
remercie remercions ringrazio ringraziamo agradezco agradecemos bedanke bedanken
"""
_POLITE: Final = """
hello hi hey dear all team again you u very much so a lot many for your the help support quick
fast great good perfect excellent super works working now it is that s fine solved resolved fixed
ok okay bye goodbye best kind regards yours sincerely have nice day weekend we i and this
bonjour bonsoir salut cher chère beaucoup bien pour votre vos l aide à vous tous toute équipe
c est parfait très ça marche fonctionne maintenant réglé résolu rapide réponse la le de bonne
journée soirée semaine cordialement salutations meilleures au revoir encore et je nous fin
hallo guten tag morgen liebe lieber alle nochmals sehr für ihre ihr die der das hilfe es geht
unterstützung schnelle antwort jetzt funktioniert ist gelöst alles gut perfekt prima toll mit
freundlichen grüßen gruß viele grüße schönen schönes wochenende auf wiedersehen und ich wir tschüss
besten herzlichen einen ihnen
ciao buongiorno buonasera salve mille tante molto per il vostro sua gentile aiuto supporto rapida
risposta funziona ora tutto risolto a posto ottimo perfetto bene cordiali saluti buona giornata
serata distinti arrivederci e va lei
hola buenos días buenas tardes muchas muy por su ayuda soporte respuesta ahora todo resuelto
solucionado perfecto genial saludos cordiales un saludo buen día adiós y ya está
"""
_THANKED: Final = frozenset(_THANKS.split())
_KNOWN: Final = _THANKED | frozenset(_POLITE.split())


def is_only_thanks(text: str) -> bool:
    """Say whether a message thanks and says nothing else that somebody must answer.

    A name at its end is not known: up to two words with a capital letter may stand there.
    """
    if "?" in text or any(character.isdigit() for character in text):
        return False
    words = _WORD.findall(text)
    while words and len(words) > 1 and _is_name(words[-1]):
        words.pop()
    parts = [part for word in words for part in _APOSTROPHE.split(word.lower())]
    named = len(_WORD.findall(text)) - len(words)
    if len(parts) > MOST_WORDS or named > MOST_NAMES:
        return False
    return all(part in _KNOWN for part in parts) and any(part in _THANKED for part in parts)


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.lower() not in _KNOWN
