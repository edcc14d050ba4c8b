"""What somebody proves a log-in with besides the password; the log-in role alone reads it."""

from __future__ import annotations

from django.db import models

from permanence.world.accounts.models.people import User


class Authenticator(models.Model):
    """An app that shows a fresh code every half minute; a person has one at most.

    `secret` is sealed under the installation's key. `last_step` is the half minute whose code was
    taken last: no code is taken twice.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    secret = models.TextField()
    last_step = models.BigIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class RecoveryCode(models.Model):
    """A code for the day when the phone is lost, good once; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.TextField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "digest", name="recovery_code_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Passkey(models.Model):
    """A key pair of a device that asks its owner for finger, face or number.

    `counter` is what the device said last of how often it signed. A device that says less than
    before has a twin: then `doubted_at` is set and the passkey opens nothing any more.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.TextField()
    credential = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"passkey {self.name} of {self.user_id}"
