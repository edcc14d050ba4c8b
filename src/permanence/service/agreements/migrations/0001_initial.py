import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("desk_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("kind", models.CharField(default="date", max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("sent_back", "Sent Back"),
                            ("taken_back", "Taken Back"),
                            ("offered", "Offered"),
                            ("lapsed", "Lapsed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("replaced", "Replaced"),
                            ("ended", "Ended"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("solution", models.TextField()),
                ("steps", models.JSONField(default=list)),
                ("delivery_at", models.DateTimeField(null=True)),
                ("zone", models.TextField()),
                ("waives", models.BooleanField(default=False)),
                ("language", models.CharField(max_length=5)),
                ("proposed_by", models.TextField()),
                ("proposed_name", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.TextField(blank=True, default="")),
                ("approved_name", models.TextField(blank=True, default="")),
                ("is_delegated", models.BooleanField(default=False)),
                ("offered_at", models.DateTimeField(null=True)),
                ("offered_to", models.TextField(blank=True, default="")),
                ("expires_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_name", models.TextField(blank=True, default="")),
                ("decided_way", models.CharField(blank=True, default="", max_length=6)),
                ("reason", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("draft", "offered"))),
                        fields=["desk_id", "proposed_at"],
                        name="open_agreement_of_desk",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("ticket"),
                        models.F("number"),
                        name="agreement_version_is_numbered_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "offered"))),
                        fields=("ticket",),
                        name="one_version_is_open_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "date"), ("state", "accepted")),
                        fields=("ticket",),
                        name="one_agreement_governs_a_ticket",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivery_at__isnull", False), ("kind", "date")),
                            models.Q(
                                ("delivery_at", None), ("kind", "withdrawal"), ("waives", False)
                            ),
                            _connector="OR",
                        ),
                        name="agreement_has_a_delivery_or_ends_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_at", None), ("state__in", ("draft", "sent_back"))),
                            ("state", "taken_back"),
                            models.Q(
                                ("expires_at__gt", models.F("offered_at")),
                                ("offered_at__isnull", False),
                                models.Q(("approved_by", ""), _negated=True),
                                models.Q(("state__in", ("draft", "sent_back")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="version_is_offered_after_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ("accepted", "replaced", "ended", "declined")),
                                models.Q(("decided_name", ""), _negated=True),
                            ),
                            models.Q(
                                ("state__in", ("accepted", "replaced", "ended", "declined")),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="decision_has_a_name_and_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("sent_back", "declined")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_version_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ("replaced", "ended"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("replaced", "ended")), _negated=True),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_no_longer_governs_since",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_at__gt", models.F("from_at"))),
                        name="delegation_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("specialist", models.F("given_by")), _negated=True),
                        name="nobody_is_their_own_delegate",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "wanted",
                    models.CharField(
                        choices=[("change", "Change"), ("withdrawal", "Withdrawal")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("author", models.TextField()),
                ("author_name", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "taken_up",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreementversion",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ticket", "id"], name="wish_of_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="wish_says_what_it_wants",
                    )
                ],
            },
        ),
    ]
