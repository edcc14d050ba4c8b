import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("incidents", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostMortem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("handed_in", "Handed In"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("held_at", models.DateTimeField(null=True)),
                ("authors", models.JSONField(default=list)),
                ("picked", models.JSONField(default=list)),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("handed_in_name", models.TextField(blank=True, default="")),
                ("remarks", models.TextField(blank=True, default="")),
                ("remarks_name", models.TextField(blank=True, default="")),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(blank=True, default="")),
                ("closed_name", models.TextField(blank=True, default="")),
                ("impact", models.JSONField(null=True)),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("prevent", "Prevent"),
                            ("detect", "Detect"),
                            ("mitigate", "Mitigate"),
                            ("repair", "Repair"),
                            ("learn", "Learn"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField()),
                ("planned_name", models.TextField()),
                ("warned_at", models.DateTimeField(null=True)),
                ("overdue_told_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_name", models.TextField(blank=True, default="")),
                ("evidence", models.TextField(blank=True, default="")),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_name", models.TextField(blank=True, default="")),
                ("drop_reason", models.TextField(blank=True, default="")),
                ("check_at", models.DateTimeField(null=True)),
                ("check_asked_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_name", models.TextField(blank=True, default="")),
                ("has_recurred", models.BooleanField(null=True)),
                ("check_note", models.TextField(blank=True, default="")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "recurred_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="reviews.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("member", "Member"), ("author", "Author"), ("called", "Called")],
                        max_length=6,
                    ),
                ),
                ("name", models.TextField()),
                ("email", models.TextField()),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("successes", models.TextField(blank=True, default="")),
                ("failures", models.TextField(blank=True, default="")),
                ("causes", models.TextField(blank=True, default="")),
                ("has_nothing", models.BooleanField(default=False)),
                (
                    "specialist",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialist",
                    ),
                ),
                (
                    "post_mortem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="reviews.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("source", "Source"), ("failure", "Failure")], max_length=8
                    ),
                ),
                (
                    "kind",
                    models.SlugField(
                        choices=[
                            ("technique", "technique"),
                            ("change", "change"),
                            ("capacity", "capacity"),
                            ("process", "process"),
                            ("knowledge", "knowledge"),
                            ("communication", "communication"),
                            ("watching", "watching"),
                            ("third_party", "third_party"),
                            ("chance", "chance"),
                        ]
                    ),
                ),
                ("text", models.TextField()),
                ("is_root", models.BooleanField(default=False)),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_name", models.TextField(blank=True, default="")),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.cause",
                    ),
                ),
                (
                    "post_mortem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="causes",
                        to="reviews.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostMortemVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("overview", models.TextField()),
                ("handling", models.TextField()),
                ("by", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "post_mortem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reviews.postmortem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("handed_in", "Handed In"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("texts", models.JSONField(default=dict)),
                ("revision", models.IntegerField(default=0)),
                ("authors", models.JSONField(default=list)),
                ("written_name", models.TextField(blank=True, default="")),
                ("written_at", models.DateTimeField(null=True)),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("handed_in_name", models.TextField(blank=True, default="")),
                ("remarks", models.TextField(blank=True, default="")),
                ("remarks_name", models.TextField(blank=True, default="")),
                (
                    "incident",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SummaryRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("phone", "Phone"), ("mail", "Mail"), ("portal", "Portal")],
                        max_length=6,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("taken_name", models.TextField(blank=True, default="")),
                ("grounds", models.CharField(blank=True, default="", max_length=8)),
                ("decided_name", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("is_refused", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
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
        ),
        migrations.CreateModel(
            name="SummaryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("texts", models.JSONField()),
                ("authors", models.JSONField()),
                ("approved_by", models.TextField()),
                ("approved_name", models.TextField()),
                ("approved_at", models.DateTimeField()),
                (
                    "summary",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reviews.summary",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SummaryCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("incident_number", models.IntegerField()),
                ("number", models.IntegerField()),
                ("language", models.CharField(max_length=5)),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("sent_to", models.TextField()),
                ("message", models.BigIntegerField(null=True)),
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
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
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
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="reviews.summaryrequest",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.summaryversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.SlugField()),
                ("until", models.DateTimeField()),
                ("reason", models.TextField()),
                ("by_name", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="extension_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureCause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reviews.cause",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="removes",
                        to="reviews.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("measure"), models.F("cause"), name="measure_removes_a_cause_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="postmortem",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["desk_id", "opened_at"],
                name="post_mortem_that_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="postmortem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("impact__isnull", False),
                        ("state", "closed"),
                        models.Q(("closed_by", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at", None),
                        ("closed_by", ""),
                        ("impact", None),
                    ),
                    _connector="OR",
                ),
                name="post_mortem_that_is_closed_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="postmortem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "handed_in"), _negated=True),
                    ("handed_in_at__isnull", False),
                    _connector="OR",
                ),
                name="post_mortem_that_waits_was_handed_in",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("done_at", None), ("dropped_at", None)),
                fields=["desk_id", "due_at"],
                name="measure_that_is_open",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("checked_at", None), ("done_at__isnull", False)),
                fields=["desk_id", "check_at"],
                name="measure_to_be_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="measure_says_what_is_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at", None),
                    models.Q(
                        models.Q(("evidence", ""), _negated=True), ("check_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="measure_that_is_done_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dropped_at", None),
                    models.Q(models.Q(("drop_reason", ""), _negated=True), ("done_at", None)),
                    _connector="OR",
                ),
                name="measure_that_is_dropped_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("has_recurred", None)),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("done_at__isnull", False),
                        ("has_recurred__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recurrence_is_asked_after_it_is_done",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("answered_at", None)),
                fields=["specialist"],
                name="contribution_that_is_missing",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                models.F("post_mortem"), models.F("email"), name="person_is_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at", None), ("causes", ""), ("failures", ""), ("successes", "")
                    ),
                    models.Q(("answered_at__isnull", False), ("has_nothing", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        models.Q(
                            ("causes", ""), ("failures", ""), ("successes", ""), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="contribution_says_something_or_nothing_to_add",
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="cause_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "technique",
                            "change",
                            "capacity",
                            "process",
                            "knowledge",
                            "communication",
                            "watching",
                            "third_party",
                            "chance",
                        ),
                    )
                ),
                name="cause_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="postmortemversion",
            constraint=models.UniqueConstraint(
                models.F("post_mortem"),
                models.F("number"),
                name="post_mortem_version_is_numbered_once",
            ),
        ),
        migrations.AddIndex(
            model_name="summaryrequest",
            index=models.Index(fields=["incident", "id"], name="request_for_summary"),
        ),
        migrations.AddConstraint(
            model_name="summaryrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)),
                fields=("incident", "contact"),
                name="summary_is_asked_for_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="summaryrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("is_refused", False),
                        models.Q(("grounds", "decided"), _negated=True),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        models.Q(("decided_name", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_on_a_summary_has_a_name_and_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="summaryversion",
            constraint=models.UniqueConstraint(
                models.F("summary"), models.F("number"), name="summary_version_is_numbered_once"
            ),
        ),
        migrations.AddIndex(
            model_name="summarycopy",
            index=models.Index(fields=["incident", "id"], name="copy_of_incident"),
        ),
        migrations.AddIndex(
            model_name="summarycopy",
            index=models.Index(fields=["organisation", "id"], name="copy_of_organisation"),
        ),
    ]
