import pytest

from permanence.service.intake.rules import guess_language

SENTENCES = {
    "fr": [
        "Bonjour, mon fax ne part plus depuis ce matin.",
        "Impossible de me connecter au portail",
        "Les documents ne s'affichent pas",
        "Merci de me rappeler",
        "Réinitialisation du mot de passe svp",
        "La synchronisation des profils est en échec",
    ],
    "en": [
        "Hello, our faxes have been failing since this morning.",
        "Cannot log in to the portal",
        "Documents are not displayed",
        "Please call me back",
        "Training request for two people",
        "Profile synchronisation is failing",
    ],
    "de": [
        "Guten Tag, unser Fax geht seit heute Morgen nicht mehr.",
        "Anmeldung am Portal nicht möglich",
        "Dokumente werden nicht angezeigt",
        "Bitte rufen Sie mich zurück",
        "Passwort zurücksetzen bitte",
        "Die Profilsynchronisierung schlägt fehl",
    ],
    "it": [
        "Buongiorno, i nostri fax non partono da stamattina.",
        "Impossibile accedere al portale",
        "I documenti non vengono visualizzati",
        "Richiamatemi per favore",
        "La sincronizzazione dei profili fallisce",
    ],
    "es": [
        "Hola, nuestros faxes no salen desde esta mañana.",
        "No puedo acceder al portal",
        "Los documentos no se muestran",
        "Por favor, llámenme",
        "La sincronización de perfiles falla",
    ],
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, all_of_it in SENTENCES.items() for sentence in all_of_it],
)
def test_the_language_of_a_sentence_is_recognised(language: str, sentence: str) -> None:
    assert guess_language(sentence) == language


@pytest.mark.parametrize("text", ["", "ok", "Fax", "48213 451", "https://client.example/a/b/c"])
def test_a_text_too_short_to_tell_is_in_the_declared_language_or_none(text: str) -> None:
    assert guess_language(text) is None
    assert guess_language(text, declared="fr-CA, en;q=0.5") == "fr"
    assert guess_language(text, declared="sv") is None


def test_a_desk_is_told_only_its_own_languages() -> None:
    assert guess_language("Guten Tag, unser Fax geht nicht mehr.", allowed=("en", "fr")) in (
        "en",
        "fr",
    )
