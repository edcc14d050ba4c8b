"""The door at which machines post with a token: how much, how often, and what is said otherwise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from permanence.faces.api.gate import Gate

BEARER = "bearer "


class Door:
    """Lets through so many a minute: who knocks from one place, who has no token, each source."""

    def __init__(self, *, places: int = 6000, strangers: int = 60, sources: int = 1200) -> None:
        self.places, self.strangers, self.sources = Gate(places), Gate(strangers), Gate(sources)

    def stop(self, request: HttpRequest, *, largest: int) -> HttpResponse | None:
        """Return why a message is not even looked at; None for one that is."""
        if not self.places.opens(place_of(request)):
            return too_often()
        if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
            return refuse(413, f"a message may have {largest} bytes")
        return None

    def send_away(self, request: HttpRequest) -> HttpResponse:
        """Return what somebody is told whose token opens nothing."""
        if self.strangers.opens(place_of(request)):
            return HttpResponse(status=401)
        return too_often()

    def hears(self, source: int) -> bool:
        """Say whether one more message of a source may be taken now."""
        return self.sources.opens(str(source))


def place_of(request: HttpRequest) -> str:
    """Return from where somebody knocks."""
    return str(request.META.get("REMOTE_ADDR", ""))


def read_bearer(request: HttpRequest) -> str:
    """Return the token of the header Authorization; nothing where there is none."""
    told = request.headers.get("Authorization", "")
    return told[len(BEARER) :].strip() if told.lower().startswith(BEARER) else ""


def refuse(status: int, reason: str) -> HttpResponse:
    """Return a refusal with its reason."""
    return JsonResponse({"error": reason}, status=status)


def too_often() -> HttpResponse:
    """Ask to come again in a minute."""
    return HttpResponse(status=429, headers={"Retry-After": "60"})
