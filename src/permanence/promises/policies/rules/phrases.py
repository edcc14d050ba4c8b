"""The few words of a policy's page that no document needs to say itself."""

from collections.abc import Mapping
from typing import Final

from permanence.promises.terms.rules import Words, say

_HEADINGS: Final[Mapping[str, Words]] = {
    "severity": {
        "en": "Severity",
        "fr": "Gravité",
        "de": "Schweregrad",
        "it": "Gravità",
        "es": "Gravedad",
    },
    "level": {"en": "Level", "fr": "Niveau", "de": "Stufe", "it": "Livello", "es": "Nivel"},
    "kind": {
        "en": "Kind of request",
        "fr": "Type de demande",
        "de": "Art der Anfrage",
        "it": "Tipo di richiesta",
        "es": "Tipo de solicitud",
    },
    "definition": {
        "en": "Definition",
        "fr": "Définition",
        "de": "Definition",
        "it": "Definizione",
        "es": "Definición",
    },
    "response": {
        "en": "First response",
        "fr": "Première réponse",
        "de": "Erste Antwort",
        "it": "Prima risposta",
        "es": "Primera respuesta",
    },
    "resolution": {
        "en": "Resolution",
        "fr": "Résolution",
        "de": "Lösung",
        "it": "Risoluzione",
        "es": "Resolución",
    },
    "target": {
        "en": "(target)",
        "fr": "(cible)",
        "de": "(Zielwert)",
        "it": "(obiettivo)",
        "es": "(objetivo)",
    },
    "line": {"en": "For", "fr": "Pour", "de": "Für", "it": "Per", "es": "Para"},
    "phone": {
        "en": "Phone",
        "fr": "Téléphone",
        "de": "Telefon",
        "it": "Telefono",
        "es": "Teléfono",
    },
    "fax": {"en": "Fax", "fr": "Télécopieur", "de": "Fax", "it": "Fax", "es": "Fax"},
    "mail": {
        "en": "E-mail",
        "fr": "E-mail",
        "de": "E-Mail",
        "it": "E-mail",
        "es": "Correo electrónico",
    },
    "portal": {
        "en": "Portal",
        "fr": "Portail",
        "de": "Portal",
        "it": "Portale",
        "es": "Portal",
    },
    "contact": {
        "en": "Contact",
        "fr": "Contact",
        "de": "Kontakt",
        "it": "Contatto",
        "es": "Contacto",
    },
    "office": {
        "en": "Office",
        "fr": "Bureau",
        "de": "Büro",
        "it": "Ufficio",
        "es": "Oficina",
    },
    "mobile": {
        "en": "Mobile",
        "fr": "Mobile",
        "de": "Mobil",
        "it": "Cellulare",
        "es": "Móvil",
    },
    "hours": {
        "en": "Hours",
        "fr": "Heures",
        "de": "Zeiten",
        "it": "Orari",
        "es": "Horario",
    },
    "team": {"en": "Team", "fr": "Équipe", "de": "Team", "it": "Squadra", "es": "Equipo"},
    "task": {
        "en": "What it does",
        "fr": "Ce qu'elle fait",
        "de": "Aufgabe",
        "it": "Che cosa fa",
        "es": "Qué hace",
    },
    "component": {
        "en": "Component",
        "fr": "Composant",
        "de": "Komponente",
        "it": "Componente",
        "es": "Componente",
    },
    "fact": {
        "en": "Fact",
        "fr": "Élément",
        "de": "Angabe",
        "it": "Elemento",
        "es": "Dato",
    },
}


def heading(name: str, language: str) -> str:
    """Return one of the page's own words in a language."""
    return say(_HEADINGS[name], language)
