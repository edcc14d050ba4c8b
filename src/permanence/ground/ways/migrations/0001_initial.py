import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                (
                    "way",
                    models.CharField(
                        choices=[("sms", "sms"), ("chat", "chat"), ("voice", "voice")], max_length=5
                    ),
                ),
                ("kind", models.SlugField()),
                ("rank", models.IntegerField()),
                ("desk_id", models.BigIntegerField(null=True)),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField(blank=True, default="")),
                ("nonce", models.TextField()),
                ("per_minute", models.IntegerField(default=0)),
                ("receipt_within", models.DurationField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("rests_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.TextField()),
                ("subject", models.BigIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("sms", "sms"), ("chat", "chat"), ("voice", "voice")], max_length=5
                    ),
                ),
                ("address", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("text", models.TextField()),
                ("spoken", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
                ("desk_id", models.BigIntegerField(null=True)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("posted_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("round", models.IntegerField(default=1)),
                ("handed_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "only",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ways.provider",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["next_try_at"],
                        name="call_to_be_made",
                    ),
                    models.Index(fields=["owner", "subject", "id"], name="call_of_owner"),
                    models.Index(fields=["address", "-id"], name="call_to_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("provider_name", models.TextField()),
                ("round", models.IntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "accepted"),
                            ("failed", "failed"),
                            ("refused", "refused"),
                            ("silent", "silent"),
                            ("lost", "lost"),
                            ("answered", "answered"),
                            ("unanswered", "unanswered"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                ("outside_id", models.TextField(blank=True, default="")),
                ("receipt", models.TextField(blank=True, default="")),
                ("receipt_at", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="ways.call",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ways.provider",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["provider", "started_at"], name="attempt_of_provider"),
                    models.Index(
                        condition=models.Q(("outside_id", ""), _negated=True),
                        fields=["provider", "outside_id"],
                        name="attempt_known_outside",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("call"),
                        models.F("round"),
                        models.F("provider"),
                        name="provider_is_tried_once_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("result", "")),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("result", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="attempt_that_ended_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                            ("acknowledged", "acknowledged"),
                            ("declined", "declined"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="ways.call",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("heard_at", None)),
                        fields=["id"],
                        name="reply_not_heard_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", ""), _negated=True),
                        fields=("call", "kind"),
                        name="call_is_answered_once_a_kind",
                    )
                ],
            },
        ),
    ]
