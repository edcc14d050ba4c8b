"""What people write in the benchmark: common words, a long tail of rare ones, and identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

LANGUAGES = ("en", "fr", "de", "it", "es")
# In every language, so that one search finds tickets in all of them.
EVERYWHERE = "fax message portal server"
# In sixty tickets of a database however large it is, in one ticket of a hundred, and nowhere.
RARE, MIDDLING, ABSENT = "quillomar", "drapeline", "vuxorandel"
RARE_TICKETS = 60
MIDDLING_SHARE = 0.01
STREAM = 200_000
TAIL = 20_000

SMALL = {
    "en": "the a of to and in is it we you that on for with as are this be at by not have from or"
    " but our your they can will has was when there if no since please after all which what",
    "fr": "le la les de des du un une et à en est que nous vous il elle pas ce sur pour avec dans"
    " par plus ne se qui au aux notre votre mais ou depuis quand sont été après tous cette si",
    "de": "der die das und in zu den ist nicht wir Sie es ein eine mit für auf dem von sich auch an"
    " als nach bei aus wie wird sind haben oder unser Ihre seit wenn kein kann noch alle nur",
    "it": "il la lo gli le di e in che un una è non per con del della ci si noi voi da sul alla"
    " come ma anche questo sono nostro vostra dopo quando tutti più o se stato essere dal hanno",
    "es": "el la los las de y en que un una es no por con del al se nos su para como más este"
    " pero o si nuestro cuando desde son ha hemos todos también sin sobre después hay está lo",
}
COMMON = {
    "en": "error page account customer delivery number report user address failed missing received"
    " sending invoice document file published archive template list morning yesterday office queue"
    " timeout network printer password login screen button download upload image attachment font"
    " display slow lost copy test campaign batch transaction confirmation request support contract"
    " training question answer version update configuration certificate domain connection calendar",
    "fr": "erreur page compte client envoi numéro rapport utilisateur adresse échoué manquant reçu"
    " facture document fichier publié archive modèle liste matin hier bureau file délai réseau"
    " imprimante mot écran bouton télécharger image pièce jointe police affichage lent perdu copie"
    " essai campagne lot transaction confirmation demande assistance contrat formation question"
    " réponse version mise configuration certificat domaine connexion contenu publication",
    "de": "Fehler Seite Konto Kunde Zustellung Nummer Bericht Benutzer Adresse fehlgeschlagen fehlt"
    " erhalten Rechnung Dokument Datei veröffentlicht Archiv Vorlage Liste Morgen gestern Büro"
    " Warteschlange Netzwerk Drucker Kennwort Anmeldung Bildschirm Knopf Anhang Schrift Anzeige"
    " langsam verloren Kopie Versuch Kampagne Stapel Vorgang Bestätigung Anfrage Vertrag Schulung"
    " Frage Antwort Version Aktualisierung Einstellung Zertifikat Domäne Verbindung Versand",
    "it": "errore pagina conto cliente consegna numero rapporto utente indirizzo fallito mancante"
    " ricevuto fattura documento file pubblicato archivio modello lista mattina ieri ufficio coda"
    " rete stampante parola accesso schermo pulsante scaricare immagine allegato carattere lento"
    " perso copia prova campagna lotto transazione conferma richiesta assistenza contratto corso"
    " domanda risposta versione aggiornamento configurazione certificato dominio connessione invio",
    "es": "error página cuenta cliente entrega número informe usuario dirección fallido falta"
    " recibido factura documento archivo publicado modelo lista mañana ayer oficina cola red"
    " impresora contraseña acceso pantalla botón descargar imagen adjunto letra lento perdido copia"
    " prueba campaña lote transacción confirmación solicitud soporte contrato formación pregunta"
    " respuesta versión actualización configuración certificado dominio conexión calendario envío",
}
LETTERS = "bcdfglmnprstv"

VOWELS = ["a", "e", "i", "o", "u", "ai", "ou", "ei"]
ENDINGS = {
    "en": ["ing", "er", "ed", "le", "ment", "ion", "al", "ly"],
    "fr": ["eur", "ement", "ée", "ique", "age", "ois", "elle", "if"],
    "de": ["ung", "lich", "keit", "er", "en", "isch", "ert", "al"],
    "it": ["are", "ione", "etto", "ale", "ezza", "ico", "ato", "iera"],
    "es": ["ar", "ción", "ado", "eza", "ico", "era", "illo", "dad"],
}


@dataclass(frozen=True)
class Voice:
    """A long flow of words in one language, of which each text is a piece."""

    language: str
    flow: tuple[str, ...]

    def say(self, chance: Random, words: int) -> str:
        """Return a text of so many words."""
        begin = chance.randrange(len(self.flow) - words)
        text = " ".join(self.flow[begin : begin + words])
        return text[:1].upper() + text[1:].rstrip() + "."

    def name_matter(self, chance: Random) -> str:
        """Return a subject."""
        begin = chance.randrange(len(self.flow) - 9)
        words = self.flow[begin : begin + chance.randint(3, 8)]
        return " ".join(word.rstrip(".\n") for word in words).capitalize()


@lru_cache(maxsize=8)
def find_voice(language: str) -> Voice:
    """Return the voice of a language, the same in every run."""
    chance = Random(f"voice {language}")
    tail = [make_word(chance, language) for _ in range(TAIL)]
    words, weights = [], []
    for group, share in (
        (SMALL[language].split(), 0.42),
        (EVERYWHERE.split(), 0.05),
        (COMMON[language].split(), 0.33),
        (tail, 0.20),
    ):
        ranks = [1 / (rank + 8) for rank in range(len(group))]
        words += group
        whole = sum(ranks)
        weights += [share * rank / whole for rank in ranks]
    flow = chance.choices(words, cum_weights=list(accumulate(weights)), k=STREAM)
    end_sentences(chance, flow)
    return Voice(language, tuple(flow))


def end_sentences(chance: Random, flow: list[str]) -> None:
    """Put full stops, capitals and paragraphs into a flow of words."""
    at = 0
    while (at := at + chance.randint(6, 15)) < len(flow) - 1:
        flow[at] += ".\n\n" if chance.random() < 0.2 else "."
        flow[at + 1] = flow[at + 1].capitalize()


def make_word(chance: Random, language: str) -> str:
    """Return a word that nobody has used before, but might."""
    stem = "".join(
        chance.choice(LETTERS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 3))
    )
    return stem + chance.choice("lmnrstv") + chance.choice(ENDINGS[language])


def make_identifier(chance: Random) -> str:
    """Return a job number, an account or a machine, as customers quote them."""
    kind = chance.randrange(3)
    if kind == 0:
        return f"JOB-{chance.randrange(10**8):08d}"
    return f"ACC{chance.randrange(10**6):06d}" if kind == 1 else f"gw-{chance.randrange(900)}"
