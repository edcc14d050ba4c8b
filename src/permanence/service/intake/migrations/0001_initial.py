import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("organisation_id", models.BigIntegerField(null=True)),
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("matter", models.SlugField(default="request")),
                ("refusal", models.TextField(blank=True, default="")),
                ("answers", models.JSONField()),
                ("admitted_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormFile",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("content_type", models.TextField()),
                ("content", models.BinaryField()),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="intake.form",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("identity", models.CharField(max_length=64)),
                ("envelope_from", models.TextField(blank=True)),
                ("envelope_to", models.TextField()),
                ("size", models.BigIntegerField()),
                ("raw", models.BinaryField(null=True)),
                ("path", models.TextField(blank=True, default="")),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("digested", "Digested"),
                            ("silent", "Silent"),
                            ("held", "Held"),
                            ("quarantined", "Quarantined"),
                            ("discarded", "Discarded"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("why", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(default=dict)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BlockedSender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.TextField()),
                ("by", models.CharField(max_length=60)),
                ("by_name", models.TextField()),
                ("blocked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.TextField(blank=True, default="")),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("desk", "address"),
                        name="address_is_blocked_once_a_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", django.db.models.functions.text.Lower("address"))
                        ),
                        name="blocked_address_is_in_lower_case",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="form",
            index=models.Index(
                condition=models.Q(("admitted_at", None)),
                fields=["received_at"],
                name="form_to_admit",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "received")), fields=["id"], name="letter_to_digest"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state__in", ["held", "quarantined"])),
                fields=["desk", "-id"],
                name="letter_for_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("ticket__isnull", False)),
                fields=["ticket"],
                name="letter_of_ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("why", "sender-blocked")),
                fields=["desk", "-id"],
                name="letter_put_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("desk", "identity"), name="letter_is_stored_once_a_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("path", ""), ("raw__isnull", False), ("removed_at", None)),
                    models.Q(
                        ("raw", None), ("removed_at", None), models.Q(("path", ""), _negated=True)
                    ),
                    models.Q(("path", ""), ("raw", None), ("removed_at__isnull", False)),
                    _connector="OR",
                ),
                name="letter_is_in_the_row_or_in_the_folder_or_was_removed",
            ),
        ),
    ]
