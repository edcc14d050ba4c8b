"""How a time or an amount of hours reads where a contract does not word it itself."""

from collections.abc import Mapping
from typing import Final

from permanence.promises.terms.rules import Words, typeset

_PROMISES: Final[Mapping[str, Words]] = {
    "triage": {
        "en": "Assessment",
        "fr": "Évaluation",
        "de": "Einschätzung",
        "it": "Valutazione",
        "es": "Evaluación",
    },
    "response": {
        "en": "First response",
        "fr": "Première réponse",
        "de": "Erste Antwort",
        "it": "Prima risposta",
        "es": "Primera respuesta",
    },
    "follow-up": {
        "en": "Answer to each further message",
        "fr": "Réponse à chaque nouveau message",
        "de": "Antwort auf jede weitere Nachricht",
        "it": "Risposta a ogni nuovo messaggio",
        "es": "Respuesta a cada nuevo mensaje",
    },
    "update": {
        "en": "News while a request is open",
        "fr": "Nouvelles tant que la demande est ouverte",
        "de": "Neuigkeiten, solange eine Anfrage offen ist",
        "it": "Aggiornamenti finché la richiesta è aperta",
        "es": "Novedades mientras la solicitud está abierta",
    },
    "resolution": {
        "en": "Resolution",
        "fr": "Résolution",
        "de": "Lösung",
        "it": "Risoluzione",
        "es": "Resolución",
    },
    "ruling": {
        "en": "Decision on your escalation",
        "fr": "Décision sur votre remontée",
        "de": "Entscheidung über Ihre Eskalation",
        "it": "Decisione sulla vostra escalation",
        "es": "Decisión sobre su escalado",
    },
    "attention": {
        "en": "Attention to a complaint that is upheld",
        "fr": "Traitement d'une plainte fondée",
        "de": "Bearbeitung einer berechtigten Beschwerde",
        "it": "Attenzione a un reclamo fondato",
        "es": "Atención a una queja fundada",
    },
}
_SEVERITY: Final[Words] = {
    "en": "severity {}",
    "fr": "gravité {}",
    "de": "Schweregrad {}",
    "it": "gravità {}",
    "es": "gravedad {}",
}
_LEVEL: Final[Words] = {
    "en": "level {}",
    "fr": "niveau {}",
    "de": "Stufe {}",
    "it": "livello {}",
    "es": "nivel {}",
}
_HOURS: Final[Words] = {
    "en": "{} of support for {}.",
    "fr": "{} de soutien pour {}.",
    "de": "{} Support für {}.",
    "it": "{} di supporto per {}.",
    "es": "{} de soporte para {}.",
}
_REPORTS: Final[Words] = {
    "en": "In an incident a situation report comes every {}.",
    "fr": "Lors d'un incident, les rapports de situation se suivent à {} d'intervalle au plus.",
    "de": "Bei einem Vorfall kommt ein Lagebericht im Abstand von höchstens {}.",
    "it": "In caso di incidente i rapporti sulla situazione si susseguono a intervalli di {}.",
    "es": "En un incidente recibe un informe de situación con un intervalo máximo de {}.",
}


_NOTICES: Final[Words] = {
    "en": "In an incident a written notice is sent to you {}: goal {}, limit {}.",
    "fr": "Lors d'un incident, un avis écrit vous est envoyé {} : objectif {}, limite {}.",
    "de": "Bei einem Vorfall wird Ihnen {} schriftlich Mitteilung gemacht: Ziel {}, Grenze {}.",
    "it": "In caso di incidente vi viene inviato un avviso scritto {}: obiettivo {}, limite {}.",
    "es": "En un incidente se le envía un aviso por escrito {}: objetivo {}, límite {}.",
}
_SINCE: Final[Mapping[str, Words]] = {
    "occurrence": {
        "en": "after the problem occurred",
        "fr": "après la survenue du problème",
        "de": "nach Eintritt des Problems",
        "it": "dopo il verificarsi del problema",
        "es": "después de que ocurra el problema",
    },
    "detection": {
        "en": "after the problem was detected",
        "fr": "après la détection du problème",
        "de": "nach Entdeckung des Problems",
        "it": "dopo il rilevamento del problema",
        "es": "después de que se detecte el problema",
    },
    "suspicion": {
        "en": "after the first suspicion",
        "fr": "après le premier soupçon",
        "de": "nach dem ersten Verdacht",
        "it": "dopo il primo sospetto",
        "es": "después de la primera sospecha",
    },
}


def word_notice(since: str, goal: Words, limit: Words) -> Words:
    """Return in each language from when on a customer's notice counts, its goal and its limit."""
    begin = _SINCE.get(since, _SINCE["occurrence"])  # any other is a fault of the document
    return {
        language: typeset(
            template.format(begin[language], goal[language], limit[language]), language
        )
        for language, template in _NOTICES.items()
    }


def word_time(promise: str, fill: Mapping[str, Words]) -> Words:
    """Return "First response, severity 1: under 20 minutes." in each language."""
    spoken = {}
    for language in _SEVERITY:
        parts = [_PROMISES.get(promise, {}).get(language, promise)]
        parts += [
            template[language].format(fill[axis][language])
            for axis, template in (("severity", _SEVERITY), ("level", _LEVEL))
            if fill[axis][language] != "None"
        ]
        colon = " :" if language == "fr" else ":"
        said = f"{', '.join(parts)}{colon} {fill['time'][language]}."
        spoken[language] = typeset(said, language)
    return spoken


def word_hours(amount: Words, period: Words) -> Words:
    """Return "20 hours of support for one year." in each language."""
    return {
        language: template.format(amount[language], period.get(language, ""))
        for language, template in _HOURS.items()
    }


def word_report(every: Words) -> Words:
    """Return "In an incident a situation report comes every 30 minutes." in each language."""
    return {
        language: typeset(template.format(every[language]), language)
        for language, template in _REPORTS.items()
    }
