import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("clocks", "0001_initial"),
        ("contracts", "0001_initial"),
        ("files", "0001_initial"),
        ("knowledge", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("recipients", models.JSONField()),
                ("subject", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("sender", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("last_by", models.CharField(default="desk", max_length=4)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=10)),
                ("terms", models.JSONField(default=list)),
                ("service", models.TextField(blank=True, default="")),
                ("kind", models.CharField(blank=True, default="", max_length=8)),
                ("channel", models.SlugField(db_index=False)),
                ("subject", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("facts", models.JSONField(default=dict)),
                ("waived", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting_customer", "Waiting Customer"),
                            ("waiting_third_party", "Waiting Third Party"),
                            ("out_of_scope", "Out Of Scope"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        default="new",
                        max_length=20,
                    ),
                ),
                ("ended", models.BooleanField(default=False)),
                ("level", models.SmallIntegerField(null=True)),
                ("severity", models.SmallIntegerField(null=True)),
                ("suggested", models.JSONField(null=True)),
                (
                    "advised",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(("suggested__isnull", False), ("triaged_at__isnull", True)),
                            output_field=models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("links", models.SmallIntegerField(default=0)),
                ("duplicates", models.SmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("triaged_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("last_word_at", models.DateTimeField()),
                ("last_word_by", models.CharField(default="customer", max_length=10)),
                ("next_due_at", models.DateTimeField(null=True)),
                ("next_promise", models.SlugField(blank=True, db_index=False, default="")),
                ("next_start_at", models.DateTimeField(null=True)),
                ("order_at", models.DateTimeField()),
                ("snoozed_until", models.DateTimeField(null=True)),
                ("outside", models.CharField(blank=True, default="", max_length=8)),
                ("confidential", models.BooleanField(default=False)),
                ("contact_only", models.BooleanField(default=False)),
                ("escalation", models.CharField(blank=True, default="", max_length=6)),
                ("incident", models.BigIntegerField(null=True)),
                ("incident_near", models.BigIntegerField(null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
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
                    "installation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.installation",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.policyversion",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
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
                        choices=[
                            ("mail", "Mail"),
                            ("portal", "Portal"),
                            ("call", "Call"),
                            ("fax", "Fax"),
                            ("note", "Note"),
                            ("confirmation", "Confirmation"),
                            ("notice", "Notice"),
                            ("third-party", "Third Party"),
                            ("trace", "Trace"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "In"), ("out", "Out"), ("none", "None")], max_length=4
                    ),
                ),
                ("is_public", models.BooleanField(default=True)),
                ("author", models.TextField()),
                ("author_name", models.TextField()),
                ("author_address", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("language", models.CharField(max_length=5)),
                ("subject", models.TextField(blank=True, default="")),
                ("text", models.TextField()),
                ("quoted", models.TextField(blank=True, default="")),
                ("html", models.TextField(blank=True, default="")),
                ("message_id", models.TextField(blank=True, default="")),
                ("letter_id", models.BigIntegerField(null=True)),
                ("outgoing_id", models.BigIntegerField(null=True)),
                ("bounced_at", models.DateTimeField(null=True)),
                ("may_hold", models.CharField(blank=True, default="", max_length=8)),
                ("redactions", models.JSONField(default=list)),
                (
                    "articles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), null=True, size=None
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="tickets.enquiry",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("content_type", models.TextField()),
                ("content_id", models.TextField(blank=True, default="")),
                ("is_inline", models.BooleanField(default=False)),
                ("is_read", models.BooleanField(default=False)),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="tickets.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry_id",
                        "file",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("file", models.BigIntegerField(default=0)),
                ("ticket_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignsVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("book", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.TextField()),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.desk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StagedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("ticket_id", models.BigIntegerField()),
                ("staged_at", models.DateTimeField()),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("desk_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("revision", models.IntegerField(default=0)),
                ("advice", models.JSONField(default=dict)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("shown", "Shown"),
                            ("unseen", "Unseen"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("chosen", models.JSONField(default=dict)),
                ("dismissed_by", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="StateSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting_customer", "Waiting Customer"),
                            ("waiting_third_party", "Waiting Third Party"),
                            ("out_of_scope", "Out Of Scope"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("woken_at", models.DateTimeField(null=True)),
                (
                    "woken_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("time", "Time"),
                            ("customer", "Customer"),
                            ("answer", "Answer"),
                            ("risk", "Risk"),
                            ("hand", "Hand"),
                            ("over", "Over"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "deadline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clocks.deadline",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Secrecy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.TextField(blank=True, default="")),
                ("ended_by_name", models.TextField(blank=True, default="")),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("number", models.IntegerField(default=1)),
                ("source", models.CharField(blank=True, default="", max_length=8)),
                ("cause", models.TextField(blank=True, default="")),
                ("solution", models.TextField(blank=True, default="")),
                ("is_told", models.BooleanField(default=False)),
                ("language", models.CharField(max_length=5)),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="knowledge.article",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("number", models.CharField(max_length=10, primary_key=True, serialize=False)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "state_before",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting_customer", "Waiting Customer"),
                            ("waiting_third_party", "Waiting Third Party"),
                            ("out_of_scope", "Out Of Scope"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kept", models.JSONField(default=dict)),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "survivor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
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
                        choices=[
                            ("parent", "Parent"),
                            ("duplicate", "Duplicate"),
                            ("related", "Related"),
                            ("incident", "Incident"),
                            ("split", "Split"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.entry",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Knower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("by_name", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("until", models.DateTimeField(null=True)),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("cause", models.CharField(max_length=14)),
                ("reason", models.TextField()),
                ("referred_to", models.TextField(blank=True, default="")),
                ("clause_key", models.TextField(blank=True, default="")),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.TextField(blank=True, default="")),
                ("ended_by_name", models.TextField(blank=True, default="")),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("policies", "Policies"),
                            ("practices", "Practices"),
                            ("commitments", "Commitments"),
                            ("help", "Help"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("words", models.TextField()),
                ("added", models.JSONField(default=list)),
                ("channel", models.SlugField()),
                ("author", models.TextField()),
                ("author_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("climb_id", models.BigIntegerField(null=True)),
                ("called", models.JSONField(default=dict)),
                ("called_at", models.DateTimeField(null=True)),
                ("called_until", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_title", models.TextField(blank=True, default="")),
                ("ruled_at", models.DateTimeField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("partly", "Partly"),
                            ("declined", "Declined"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("reasons", models.TextField(blank=True, default="")),
                ("ruled_by", models.TextField(blank=True, default="")),
                ("ruled_by_name", models.TextField(blank=True, default="")),
                ("place", models.CharField(blank=True, default="", max_length=6)),
                ("level", models.SmallIntegerField(null=True)),
                ("place_title", models.TextField(blank=True, default="")),
                ("attended_at", models.DateTimeField(null=True)),
                ("attended_by", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="enquiry",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="enquiries",
                to="tickets.ticket",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
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
                        choices=[("reply", "Reply"), ("note", "Note"), ("call", "Call")],
                        max_length=5,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("files", models.JSONField(default=list)),
                ("articles", models.JSONField(default=list)),
                ("then", models.CharField(blank=True, default="", max_length=7)),
                ("called_at", models.DateTimeField(null=True)),
                ("seen", models.BigIntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("send_at", models.DateTimeField(null=True)),
                ("refused", models.CharField(blank=True, default="", max_length=5)),
                ("spent", models.JSONField(default=dict)),
                (
                    "specialist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("severity", models.SmallIntegerField(null=True)),
                ("level", models.SmallIntegerField(null=True)),
                (
                    "promise",
                    models.CharField(
                        choices=[
                            ("triage", "Triage"),
                            ("response", "Response"),
                            ("follow-up", "Follow Up"),
                            ("update", "Update"),
                            ("resolution", "Resolution"),
                            ("ruling", "Ruling"),
                            ("attention", "Attention"),
                        ],
                        max_length=12,
                    ),
                ),
                ("round", models.IntegerField(default=1)),
                ("nature", models.CharField(max_length=10)),
                ("is_published", models.BooleanField()),
                ("clause_key", models.TextField()),
                ("clause_source", models.TextField()),
                ("clause_text", models.JSONField()),
                ("calendar_key", models.TextField()),
                ("target", models.JSONField()),
                ("bound", models.CharField(default="under", max_length=6)),
                ("paused_by", models.JSONField(default=list)),
                ("candidates", models.JSONField()),
                ("start_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("met_at", models.DateTimeField(null=True)),
                ("missed_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("late_reason", models.TextField(blank=True, default="")),
                ("late_reason_by", models.TextField(blank=True, default="")),
                (
                    "deadline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clocks.deadline",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AskedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("what", models.CharField(max_length=6)),
                ("question", models.TextField()),
                ("by_name", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_name", models.TextField(blank=True, default="")),
                (
                    "attachment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.attachment",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreedDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("source", models.TextField()),
                ("text", models.JSONField()),
                ("due_at", models.DateTimeField()),
                ("waives", models.BooleanField()),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreed_dates",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sweep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cause", models.TextField()),
                ("desk_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("turned_at", models.DateTimeField()),
                ("last_ticket", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["id"], name="sweep_to_go"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketTrace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("passage_id", models.BigIntegerField()),
                ("frozen", models.JSONField(default=dict)),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("added_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.entry",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Validation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_id", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(max_length=14)),
                ("environment", models.TextField()),
                ("seen", models.TextField()),
                ("seen_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("is_inline", False), ("is_read", False)),
                fields=["id"],
                name="attachment_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=True, fields=["words"], gin_pending_list_limit=1024, name="search_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="signsversion",
            constraint=models.UniqueConstraint(
                models.F("desk"), models.F("number"), name="signs_versions_are_numbered"
            ),
        ),
        migrations.AddIndex(
            model_name="stagedfile",
            index=models.Index(fields=["staged_at"], name="staged_file_by_age"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("asked_at__isnull", False)),
                fields=["asked_at", "ticket"],
                name="suggestion_to_make",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", False)),
                fields=["desk_id", "settled_at"],
                name="suggestion_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None)),
                    models.Q(
                        ("outcome__in", ["shown", "unseen", "dismissed"]),
                        ("settled_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="suggestion_that_is_settled_says_how",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("ended", False)),
                fields=["desk", "order_at", "id"],
                include=("snoozed_until", "confidential"),
                name="ticket_by_next_due",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("desk"),
                models.Case(
                    models.When(severity=None, then=models.Value(9)),
                    default=models.F("severity"),
                    output_field=models.IntegerField(),
                ),
                models.F("order_at"),
                models.F("id"),
                condition=models.Q(("ended", False)),
                name="ticket_by_severity",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("assignee__isnull", False), ("ended", False)),
                fields=["assignee", "desk", "order_at", "id"],
                include=("snoozed_until", "confidential"),
                name="ticket_of_assignee",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("assignee", None), ("ended", False)),
                fields=["desk", "order_at", "id"],
                include=("snoozed_until", "confidential"),
                name="ticket_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("ended", False)),
                fields=["desk", "state", "order_at", "id"],
                include=("confidential",),
                name="ticket_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("ended", False), ("team__isnull", False)),
                fields=["team", "order_at", "id"],
                include=("snoozed_until", "confidential"),
                name="ticket_of_team",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("team"),
                models.Case(
                    models.When(severity=None, then=models.Value(9)),
                    default=models.F("severity"),
                    output_field=models.IntegerField(),
                ),
                models.F("order_at"),
                models.F("id"),
                condition=models.Q(("ended", False), ("team__isnull", False)),
                name="ticket_of_team_by_severity",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("ended", False), ("triaged_at", None)),
                fields=["desk", "order_at", "id"],
                include=("snoozed_until", "confidential"),
                name="ticket_untriaged",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("ended", False),
                    models.Q(
                        ("incident__isnull", False),
                        ("incident_near__isnull", False),
                        _connector="OR",
                    ),
                ),
                fields=["desk", "order_at", "id"],
                include=("incident", "incident_near", "confidential"),
                name="ticket_beside_incident",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("snoozed_until__isnull", False)),
                fields=["desk", "order_at", "id"],
                include=("confidential",),
                name="ticket_snoozed",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("ended", True)),
                fields=["desk", "state", "-id"],
                name="ticket_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "resolved")),
                fields=["desk", "resolved_at"],
                name="ticket_by_resolution",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="ticket_merged_into",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["contact", "-id"], name="ticket_of_contact"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("channel", "mail"), _negated=True),
                fields=["channel"],
                name="ticket_not_by_mail",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["opened_at"], name="ticket_by_receipt", pages_per_range=32
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("installation__isnull", False)),
                fields=["installation", "-id"],
                name="ticket_of_installation",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("organisation__isnull", False)),
                fields=["organisation", "-id"],
                name="ticket_of_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                models.F("reference"), name="ticket_reference_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended", True), ("state__in", ("resolved", "closed", "merged"))),
                    models.Q(
                        ("ended", False),
                        models.Q(("state__in", ("resolved", "closed", "merged")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ticket_ended_follows_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="ticket_merged_leads_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("installation", None), ("organisation__isnull", False), _connector="OR"
                ),
                name="ticket_of_nobody_names_no_installation",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["", "problem", "question", "account", "training", "custom"])
                ),
                name="ticket_kind_is_a_known_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended", False), ("snoozed_until", None), _connector="OR"),
                name="ticket_that_is_over_does_not_sleep",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalation__in", ["", "open", "upheld", "over"])),
                name="ticket_escalation_stands_in_one_of_three_ways",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("triaged_at", None),
                    ("level__isnull", False),
                    ("severity__isnull", False),
                    _connector="OR",
                ),
                name="ticket_in_work_was_triaged",
            ),
        ),
        migrations.AddIndex(
            model_name="statespan",
            index=models.Index(fields=["ticket", "from_at"], name="span_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="statespan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None), ("to_at", None)),
                fields=("ticket",),
                name="ticket_is_in_one_state_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="statespan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_at", None), ("to_at__gte", models.F("from_at")), _connector="OR"
                ),
                name="span_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="snooze",
            index=models.Index(fields=["ticket", "-id"], name="snooze_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("woken_at", None)),
                fields=("ticket",),
                name="ticket_sleeps_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("from_at"))),
                name="snooze_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("woken_at", None), ("woken_why", "")),
                    models.Q(
                        ("woken_at__isnull", False), models.Q(("woken_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="what_woke_a_ticket_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="secrecy",
            index=models.Index(fields=["ticket", "since"], name="secrecy_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="secrecy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("ticket",),
                name="ticket_is_confidential_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="secrecy",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="secrecy_has_a_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="resolution",
            index=models.Index(fields=["ticket", "number"], name="resolution_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["", "fault", "setting", "use", "outside", "asked", "unknown"])
                ),
                name="resolution_source_is_a_known_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopened_at", None)),
                fields=("ticket",),
                name="one_resolution_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(
                condition=models.Q(("undone_at", None)),
                fields=["survivor", "merged_at"],
                name="merge_into_survivor",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("ticket",),
                name="ticket_is_merged_once",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["ticket"], name="link_of_ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["other"], name="link_to_ticket"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(("ticket", models.F("other")), _negated=True),
                name="link_leads_to_another_ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("ticket", "other"),
                django.db.models.functions.comparison.Greatest("ticket", "other"),
                condition=models.Q(("ended_at", None)),
                name="two_tickets_are_linked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kind__in", ["parent", "duplicate"])),
                fields=("ticket", "kind"),
                name="ticket_is_part_or_duplicate_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("entry__isnull", False)),
                fields=("entry",),
                name="entry_is_split_off_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("kind", "split")),
                    models.Q(models.Q(("kind", "split"), _negated=True), ("entry", None)),
                    _connector="OR",
                ),
                name="split_names_its_entry",
            ),
        ),
        migrations.AddIndex(
            model_name="knower",
            index=models.Index(fields=["ticket", "specialist"], name="knower_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="knower",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("specialist__isnull", False), ("team", None)),
                    models.Q(("specialist", None), ("team__isnull", False)),
                    _connector="OR",
                ),
                name="knower_is_a_person_or_a_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="knower",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None),
                    models.Q(
                        ("specialist__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="glass_is_broken_by_a_person_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="knower",
            constraint=models.UniqueConstraint(
                condition=models.Q(("specialist__isnull", False), ("until", None)),
                fields=("ticket", "specialist"),
                name="person_is_chosen_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="knower",
            constraint=models.UniqueConstraint(
                condition=models.Q(("team__isnull", False)),
                fields=("ticket", "team"),
                name="team_is_chosen_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.UniqueConstraint(
                models.F("ticket"),
                models.F("specialist"),
                name="customer_is_told_of_a_specialist_once",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["ticket", "found_at"], name="finding_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", ("third_party", "infrastructure", "distributor"))),
                name="finding_cause_is_a_known_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("ticket",),
                name="one_finding_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(fields=["ticket", "id"], name="escalation_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(fields=["desk_id", "at"], name="escalation_of_desk"),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["id"], name="escalation_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("ticket",),
                name="one_escalation_is_open_on_a_ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ruled_at", None), ("verdict", "")),
                    models.Q(("ruled_at__isnull", False), models.Q(("verdict", ""), _negated=True)),
                    _connector="OR",
                ),
                name="escalation_that_was_ruled_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), ("verdict__in", ["", "declined"])),
                    models.Q(("level__isnull", False), ("place", "level")),
                    models.Q(("place", "team"), ("team__isnull", False)),
                    models.Q(("person__isnull", False), ("place", "person")),
                    _connector="OR",
                ),
                name="escalation_upheld_names_the_right_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attended_at", None),
                    ("attended_at__gte", models.F("ruled_at")),
                    _connector="OR",
                ),
                name="escalation_is_attended_to_after_the_ruling",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["ticket", "at", "id"], name="entry_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("message_id", ""), _negated=True),
                fields=["message_id"],
                name="entry_by_message_id",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("outgoing_id__isnull", False)),
                fields=["outgoing_id"],
                name="entry_of_outgoing",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("enquiry__isnull", False)),
                fields=["enquiry", "at", "id"],
                name="entry_of_enquiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("enquiry__isnull", False), ("is_public", False), ("kind", "third-party")
                    ),
                    models.Q(models.Q(("kind", "third-party"), _negated=True), ("enquiry", None)),
                    _connector="OR",
                ),
                name="third_party_is_heard_in_an_enquiry_and_never_public",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "note"), _negated=True),
                    models.Q(("direction", "none"), ("is_public", False), ("outgoing_id", None)),
                    _connector="OR",
                ),
                name="note_never_leaves_the_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["ticket", "id"], name="enquiry_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_by__in", ["desk", "them"])),
                name="enquiry_was_last_written_by_one_of_two",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["ticket", "id"], name="draft_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["specialist", "-kept_at"], name="draft_of_specialist"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("send_at__isnull", False)),
                fields=["send_at"],
                name="draft_to_be_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("send_at", None)),
                fields=("specialist", "ticket", "kind"),
                name="one_draft_of_a_kind_is_in_writing",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("send_at", None), ("sent_at", None)),
                    models.Q(
                        ("kind", "reply"), ("send_at__isnull", False), ("sent_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="only_an_answer_waits_to_be_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["ticket", "id"], name="commitment_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                models.F("desk_id"),
                models.Case(
                    models.When(missed_at__isnull=False, then=models.Value("late")),
                    models.When(met_at__isnull=False, then=models.Value("kept")),
                    default=models.Value("running"),
                ),
                models.Case(
                    models.When(is_published=True, then="nature"), default=models.Value("own")
                ),
                models.F("promise"),
                models.Case(models.When(due_at=None, then="met_at"), default="due_at"),
                models.F("id"),
                condition=models.Q(("replaced_at", None)),
                include=(
                    "ticket",
                    "organisation_id",
                    "severity",
                    "level",
                    "due_at",
                    "met_at",
                    "missed_at",
                    "nature",
                    "is_published",
                ),
                name="commitment_by_verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                models.F("organisation_id"),
                models.F("desk_id"),
                models.Case(models.When(due_at=None, then="met_at"), default="due_at"),
                models.F("id"),
                condition=models.Q(("replaced_at", None)),
                name="commitment_of_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)),
                fields=("ticket", "promise", "round"),
                name="one_commitment_stands_for_a_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="askedfile",
            index=models.Index(fields=["ticket", "asked_at"], name="asked_file_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="askedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ("log", "trace", "screen", "other"))),
                name="asked_file_is_of_a_known_sort",
            ),
        ),
        migrations.AddConstraint(
            model_name="askedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("attachment", None), ("settled_at__isnull", False), _connector="OR"
                ),
                name="file_that_came_is_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="agreeddate",
            index=models.Index(fields=["ticket", "from_at"], name="agreed_date_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="agreeddate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_at", None)),
                fields=("ticket",),
                name="one_agreed_date_stands",
            ),
        ),
        migrations.AddIndex(
            model_name="tickettrace",
            index=models.Index(fields=["ticket", "added_at"], name="trace_of_ticket"),
        ),
        migrations.AddIndex(
            model_name="tickettrace",
            index=models.Index(fields=["passage_id"], name="ticket_of_passage"),
        ),
        migrations.AddConstraint(
            model_name="tickettrace",
            constraint=models.UniqueConstraint(fields=("entry",), name="entry_tells_one_trace"),
        ),
        migrations.AddIndex(
            model_name="validation",
            index=models.Index(fields=["ticket", "seen_at"], name="validation_of_ticket"),
        ),
        migrations.AddConstraint(
            model_name="validation",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("reproduced", "plausible", "not_reproduced"))),
                name="validation_outcome_is_a_known_one",
            ),
        ),
    ]
