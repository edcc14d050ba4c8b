"""What counts as nothing but thanks; everything else is a message that wants an answer."""

import pytest

from permanence.service.tickets.rules.thanks import is_only_thanks

ONLY = [
    "Thanks!",
    "Thanks, bye",
    "Thank you very much for your quick help, it works now.\n\nBest regards\nAda Lindqvist",
    "Perfect, thank you!",
    "Merci beaucoup pour votre aide.\n\nBonne journée,\nClaire Aubin",
    "Bonjour, merci, ça marche maintenant. Cordialement, Claire",
    "Vielen Dank!",
    "Hallo, vielen Dank für die schnelle Hilfe.\nMit freundlichen Grüßen\nOtto Fremd",
    "Grazie mille, tutto risolto. Cordiali saluti, Bea",
    "Muchas gracias, ya está. Un saludo",
]
MORE = [
    "",
    "It works now.",
    "Thanks, but the fax still fails.",
    "Thank you. Could you also look at the second line?",
    "Thanks, it failed again with error 554",
    "Merci, mais le problème revient toujours sur la page publique",
    "Danke, leider geht es nicht",
    "Thanks. The invoice for the second office is wrong as well",
    "Grazie, ma il fax non parte",
    "Gracias, pero sigue sin funcionar el segundo servidor",
]


@pytest.mark.parametrize("text", ONLY)
def test_thanks_alone(text: str) -> None:
    assert is_only_thanks(text)


@pytest.mark.parametrize("text", MORE)
def test_more_than_thanks(text: str) -> None:
    assert not is_only_thanks(text)
