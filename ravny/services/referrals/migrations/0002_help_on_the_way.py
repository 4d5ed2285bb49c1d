
import django.db.models.deletion
import ravny.core.kit.clock
import ravny.core.kit.fields
import ravny.core.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_planner_indexes"),
        ("directory", "0001_initial"),
        ("referrals", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BedReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ravny.core.kit.ids.day_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "entered_on",
                    models.DateField(default=ravny.core.kit.clock.today, editable=False),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "answer",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("asked", "asked, no answer yet"),
                            ("place", "gives a place"),
                            ("refused", "refused"),
                            ("admitted", "admitted"),
                        ],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                (
                    "why",
                    ravny.core.kit.fields.CodeField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("no_beds", "no beds"),
                            ("profile", "not their kind of illness"),
                            ("papers", "no papers"),
                            ("payment", "no payment or insurance"),
                            ("citizenship", "no citizen"),
                            ("diagnosis", "because of the diagnosis"),
                            ("language", "no common language"),
                            ("not_said", "not said"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="why refused",
                    ),
                ),
                (
                    "asks_for",
                    ravny.core.kit.fields.CodesField(
                        blank=True, default=tuple, max_length=255, verbose_name="asks for"
                    ),
                ),
            ],
            options={
                "ordering": ["day", "id"],
            },
        ),
        migrations.CreateModel(
            name="BedRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ravny.core.kit.ids.day_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "entered_on",
                    models.DateField(default=ravny.core.kit.clock.today, editable=False),
                ),
                (
                    "ward",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("therapy", "internal medicine"),
                            ("infectious", "infectious diseases"),
                            ("surgery", "surgery"),
                            ("maternity", "maternity"),
                            ("pregnancy", "pregnancy with complications"),
                            ("gynaecology", "gynaecology"),
                            ("lungs", "lung diseases, tuberculosis"),
                            ("children", "children"),
                            ("mind", "psychiatry"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="ward",
                    ),
                ),
                (
                    "urgency",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("today", "today"),
                            ("soon", "within three days"),
                            ("weeks", "within two weeks"),
                        ],
                        max_length=8,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "gets_there",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("alone", "on their own"),
                            ("escorted", "with somebody"),
                            ("driven", "has to be driven"),
                            ("ambulance", "by ambulance only"),
                        ],
                        max_length=10,
                        verbose_name="how they get there",
                    ),
                ),
                (
                    "papers",
                    ravny.core.kit.fields.CodesField(
                        blank=True, default=tuple, max_length=255, verbose_name="papers they have"
                    ),
                ),
                (
                    "state",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("open", "looking for a place"),
                            ("place", "a place is given"),
                            ("admitted", "admitted"),
                            ("given_up", "given up"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Interpreting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=ravny.core.kit.ids.day_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "entered_on",
                    models.DateField(default=ravny.core.kit.clock.today, editable=False),
                ),
                (
                    "language",
                    ravny.core.kit.fields.CodeField(max_length=8, verbose_name="language"),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "may_know",
                    ravny.core.kit.fields.CodeField(
                        choices=[("yes", "yes"), ("no", "no"), ("unknown", "not known")],
                        default="unknown",
                        max_length=8,
                        verbose_name="may know the family",
                    ),
                ),
                (
                    "client_says",
                    ravny.core.kit.fields.CodeField(
                        blank=True,
                        choices=[
                            ("", "not asked yet"),
                            ("agreed", "the client agrees to this person"),
                            ("refused", "the client does not want this person"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="what the client says",
                    ),
                ),
                (
                    "state",
                    ravny.core.kit.fields.CodeField(
                        choices=[
                            ("asked", "asked, no answer yet"),
                            ("agreed", "comes"),
                            ("declined", "cannot come"),
                            ("done", "was there"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("state_on", models.DateField(verbose_name="since")),
            ],
            options={
                "ordering": ["day", "id"],
            },
        ),
        migrations.AddField(
            model_name="referral",
            name="bundle_id",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="expected_on",
            field=models.DateField(blank=True, null=True, verbose_name="child expected on"),
        ),
        migrations.AddField(
            model_name="referral",
            name="travel",
            field=ravny.core.kit.fields.CodeField(
                blank=True,
                choices=[("", "not asked"), ("can", "can travel"), ("cannot", "cannot travel")],
                default="",
                max_length=8,
                verbose_name="travel",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("bundle_id__isnull", False)),
                fields=["organisation", "bundle_id"],
                name="referral_bundle",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("expected_on__isnull", False)),
                fields=["organisation", "expected_on"],
                name="referral_expected",
            ),
        ),
        migrations.AddField(
            model_name="bedreply",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.account",
            ),
        ),
        migrations.AddField(
            model_name="bedreply",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.organisation",
            ),
        ),
        migrations.AddField(
            model_name="bedreply",
            name="service",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.service",
            ),
        ),
        migrations.AddField(
            model_name="bedrequest",
            name="made_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.account",
            ),
        ),
        migrations.AddField(
            model_name="bedrequest",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.organisation",
            ),
        ),
        migrations.AddField(
            model_name="bedrequest",
            name="referral",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bed",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="bedreply",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="referrals.bedrequest",
            ),
        ),
        migrations.AddField(
            model_name="interpreting",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.account",
            ),
        ),
        migrations.AddField(
            model_name="interpreting",
            name="made_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.account",
            ),
        ),
        migrations.AddField(
            model_name="interpreting",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.organisation",
            ),
        ),
        migrations.AddField(
            model_name="interpreting",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interpretings",
                to="referrals.referral",
            ),
        ),
        migrations.AddField(
            model_name="interpreting",
            name="service",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.service",
            ),
        ),
        migrations.AddIndex(
            model_name="interpreting",
            index=models.Index(fields=["account", "day"], name="interpreting_mine"),
        ),
        migrations.AddIndex(
            model_name="interpreting",
            index=models.Index(fields=["organisation", "day"], name="interpreting_by_day"),
        ),
    ]
