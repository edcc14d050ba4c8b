"""The ladder: whom one climbs to, in which order, at which hours, and how a climb goes on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from permanence.promises.terms.rules import Clause, Words


@dataclass(frozen=True)
class LadderContact:
    """How to reach a rung from some regions (every region when none is named).

    `hours` is a calendar by name, empty for always. Nobody outside reads `rota` and `people`: who
    is called beside the published address, whoever is on call or named by their log-in.
    """

    regions: tuple[str, ...]
    office: str | None
    mobile: str | None
    mail: str
    languages: tuple[str, ...] = ()
    hours: str = ""
    rota: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rung:
    """One contact of the ladder; `allowed` is the time before the next one is called."""

    clause: Clause
    key: str
    title: Words
    contacts: tuple[LadderContact, ...]
    allowed: timedelta

    def contact_for(self, region: str | None, language: str = "") -> LadderContact:
        """Return the contact for a region, or the first; of several one who speaks the language."""
        serving = [one for one in self.contacts if not one.regions or region in one.regions]
        fitting = serving or list(self.contacts[:1])
        return next((one for one in fitting if language in one.languages), fitting[0])


@dataclass(frozen=True)
class Course:
    """How the ladder is climbed.

    A rung outside its hours is skipped, or waited for where it opens within its own time; the
    severities in `rings` call whatever the hour. Who took over and moves nothing for
    `moves_within` is called again, then the next rung. After so many `rounds` the alarm is given,
    and repeated, until somebody takes it; it also goes to the address `alarm`. In a `drill` nobody
    hears it: that nobody answered is noted, and the climb ends.
    """

    closed: Literal["skip", "wait"] = "skip"
    rings: tuple[int, ...] = (1,)
    rounds: int = 1
    moves_within: timedelta = timedelta(minutes=30)
    alarm_every: timedelta = timedelta(minutes=15)
    alarm: str = ""
    drill: bool = False


@dataclass(frozen=True)
class Ladder:
    """The rungs in the order in which they are called, and the one that "the manager" means."""

    rungs: tuple[Rung, ...]
    manager: str
    published: bool
    course: Course = Course()

    @property
    def full_time(self) -> timedelta:
        """How long it takes until every rung has been called and the time of the last is over."""
        return sum((rung.allowed for rung in self.rungs), timedelta())
