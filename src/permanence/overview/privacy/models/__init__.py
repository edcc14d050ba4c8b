"""The tables of privacy."""

from permanence.overview.privacy.models.redaction import Leftover, Redaction

__all__ = ["Leftover", "Redaction"]
