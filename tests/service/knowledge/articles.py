"""Articles in tests: written, published, and a base of them in five languages."""

from __future__ import annotations

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.knowledge.actions import publish_version, write_draft
from permanence.service.knowledge.models import Article, Version
from permanence.service.knowledge.rules.writing import Card, Draft
from permanence.world.accounts.models import Desk
from tests.cast import World

SAM = Actor("specialist:1", "Sam Okoro")
LENA = Actor("specialist:3", "Lena Vos")
# Title and text by language; the first word of each is the article's own name in the tests.
BASE: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "554": (
        "everyone",
        {
            "en": ("Faxes rejected with error 554", "The receiving machine refused the page size."),
            "fr": ("Télécopies refusées avec l’erreur 554", "Le format de la page est refusé."),
            "de": ("Faxe mit Fehler 554 abgewiesen", "Das Gerät hat das Seitenformat abgelehnt."),
            "it": ("Fax respinti con errore 554", "L’apparecchio ha rifiutato il formato."),
            "es": ("Faxes rechazados con el error 554", "El aparato rechazó el formato."),
        },
    ),
    "password": (
        "customers",
        {
            "en": ("Changing a password", "Open your account, then choose a new password."),
            "de": ("Passwort ändern", "Öffnen Sie Ihr Konto und wählen Sie ein neues Passwort."),
        },
    ),
    "publier": (
        "customers",
        {"fr": ("Pages publiées en retard", "Les rubriques publiées passent par la file.")},
    ),
    "relay": (
        "desk",
        {"en": ("Restarting the relay", "Stop the relay, empty its queue, start it again.")},
    ),
}


def write(
    world: World,
    title: str = "Restarting the relay",
    body: str = "Stop it, then start it again.",
    *,
    language: str = "en",
    article: Article | None = None,
    desk: Desk | None = None,
    audience: str = "desk",
) -> Version:
    """Return a draft by Sam."""
    draft = Draft(language, title, body)
    card = Card(audience=audience)
    where = desk or world.messaging
    return write_draft(where, draft, by=SAM, at=world.at, article=article, card=card)


def publish(world: World, *said: str, **told: object) -> Article:
    """Return an article that Lena published for Sam."""
    draft = write(world, *said, **told)  # type: ignore[arg-type]
    return publish_version(draft, by=LENA, at=world.at).article


def fill_base(world: World) -> dict[str, Article]:
    """Publish the base on the messaging desk and return its articles by their names."""
    made: dict[str, Article] = {}
    with house():
        for name, (audience, texts) in BASE.items():
            for language, (title, body) in texts.items():
                made[name] = publish(
                    world,
                    title,
                    body,
                    language=language,
                    article=made.get(name),
                    audience=audience,
                )
        return {name: Article.objects.get(pk=one.pk) for name, one in made.items()}
