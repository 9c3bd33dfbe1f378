"""聘任 of those whom the county approved, and what they report."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("techservice", "0002_service_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certificate_no",
                    models.CharField(max_length=40, unique=True, verbose_name="证书编号"),
                ),
                ("appointed_on", models.DateField(verbose_name="聘任日期")),
                ("term_end", models.DateField(verbose_name="聘期至")),
                (
                    "state",
                    models.CharField(
                        choices=[("serving", "在聘"), ("dismissed", "解聘"), ("resigned", "辞去")],
                        default="serving",
                        editable=False,
                        max_length=10,
                        verbose_name="聘任状态",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=400, verbose_name="终止原因"),
                ),
                (
                    "supervisor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="techservice.energysupervisor",
                        verbose_name="节能减排义务监督员登记表",
                    ),
                ),
            ],
            options={
                "verbose_name": "聘任",
                "verbose_name_plural": "聘任",
                "ordering": ["supervisor"],
            },
        ),
        migrations.CreateModel(
            name="AppointmentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=20, verbose_name="动作")),
                ("label", models.CharField(max_length=20, verbose_name="动作名称")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "token",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="请求标识"
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[("serving", "在聘"), ("dismissed", "解聘"), ("resigned", "辞去")],
                        max_length=10,
                        verbose_name="新状态",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="techservice.appointment",
                        verbose_name="聘任",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "聘任记录",
                "verbose_name_plural": "聘任记录",
                "ordering": ["appointment", "id"],
            },
        ),
        migrations.CreateModel(
            name="EmissionReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="报告日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("waste", "能源浪费"), ("excess", "超标排放"), ("other", "其他")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                ("content", models.CharField(max_length=1000, verbose_name="报告内容")),
                (
                    "told_to",
                    models.CharField(blank=True, max_length=100, verbose_name="已告知单位"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("working", "处理中"), ("done", "已处理")],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="处理情况",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "token",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="请求标识"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="techservice.energysupervisor",
                        verbose_name="节能减排义务监督员登记表",
                    ),
                ),
            ],
            options={
                "verbose_name": "浪费与超排报告",
                "verbose_name_plural": "浪费与超排报告",
                "ordering": ["-reported_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ReportFollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=500, verbose_name="跟进情况")),
                (
                    "to_state",
                    models.CharField(
                        choices=[("open", "待处理"), ("working", "处理中"), ("done", "已处理")],
                        max_length=10,
                        verbose_name="处理情况",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "token",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="请求标识"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="techservice.emissionreport",
                        verbose_name="浪费与超排报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "跟进记录",
                "verbose_name_plural": "跟进记录",
                "ordering": ["report", "day", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["state", "term_end"], name="appointment_by_state"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["serving", "dismissed", "resigned"])),
                name="appointment_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate_no", ""), _negated=True),
                name="appointment_has_its_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("term_end__gte", models.F("appointed_on"))),
                name="appointment_term_follows_its_day",
                violation_error_message="聘期截止日期不能早于聘任日期，请核对。",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on", None), ("state", "serving")),
                    models.Q(
                        models.Q(("state", "serving"), _negated=True),
                        ("ended_on__gte", models.F("appointed_on")),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appointment_ended_says_when_and_why",
                violation_error_message="请填写终止日期和原因；终止日期不能早于聘任日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", ""), _negated=True),
                fields=("token",),
                name="one_appointment_event_per_token",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_state__in", ["serving", "dismissed", "resigned"])),
                name="appointment_event_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="emissionreport",
            index=models.Index(
                fields=["supervisor", "-reported_on", "-id"], name="report_by_supervisor"
            ),
        ),
        migrations.AddConstraint(
            model_name="emissionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["waste", "excess", "other"])),
                name="emission_report_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="emissionreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "working", "done"])),
                name="emission_report_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="emissionreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", ""), _negated=True),
                fields=("token",),
                name="one_emission_report_per_token",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfollowup",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_state__in", ["open", "working", "done"])),
                name="follow_up_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfollowup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", ""), _negated=True),
                fields=("token",),
                name="one_follow_up_per_token",
            ),
        ),
    ]
