import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pioneer", "0006_rubric_and_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        editable=False, max_length=16, unique=True, verbose_name="问卷码"
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, verbose_name="开启时间")),
                ("closes_on", models.DateField(verbose_name="截止日期")),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="提前结束时间"
                    ),
                ),
                (
                    "paper_surveyed_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质测评岗员人数"),
                ),
                (
                    "paper_aware_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质知晓人数"),
                ),
                (
                    "paper_member_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质岗员人数"),
                ),
                (
                    "paper_participated_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质参与人数"),
                ),
                (
                    "paper_valid_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质有效答卷数"),
                ),
                (
                    "paper_satisfied_count",
                    models.PositiveIntegerField(default=0, verbose_name="纸质满意答卷数"),
                ),
                (
                    "paper_note",
                    models.CharField(blank=True, max_length=500, verbose_name="如何测评"),
                ),
                (
                    "paper_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="登记时间"
                    ),
                ),
                (
                    "busy_minute",
                    models.DateTimeField(editable=False, null=True, verbose_name="最近交卷的分钟"),
                ),
                (
                    "busy_count",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="该分钟的答卷数"
                    ),
                ),
                (
                    "recent_presses",
                    models.JSONField(default=list, editable=False, verbose_name="最近的请求标识"),
                ),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey",
                        to="pioneer.assessment",
                        verbose_name="考核评价表",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="开启人",
                    ),
                ),
                (
                    "paper_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "测评问卷",
                "verbose_name_plural": "测评问卷",
                "ordering": ["assessment"],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "respondent",
                    models.CharField(
                        choices=[("member", "岗员"), ("customer", "服务对象")],
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                ("is_aware", models.BooleanField(null=True, verbose_name="知晓")),
                ("has_participated", models.BooleanField(null=True, verbose_name="参与")),
                ("is_satisfied", models.BooleanField(null=True, verbose_name="满意")),
                ("answered_on", models.DateField(verbose_name="答卷日期")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="pioneer.survey",
                        verbose_name="测评问卷",
                    ),
                ),
            ],
            options={
                "verbose_name": "测评答卷",
                "verbose_name_plural": "测评答卷",
                "ordering": ["survey", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_aware_count__lte", models.F("paper_surveyed_count"))),
                name="survey_aware_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_participated_count__lte", models.F("paper_member_count"))
                ),
                name="survey_participated_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_satisfied_count__lte", models.F("paper_valid_count"))),
                name="survey_satisfied_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper_at", None), ("paper_by", None)),
                    models.Q(("paper_at__isnull", False), ("paper_by__isnull", False)),
                    _connector="OR",
                ),
                name="survey_paper_is_recorded_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("has_participated__isnull", False),
                        ("is_aware__isnull", False),
                        ("is_satisfied", None),
                        ("respondent", "member"),
                    ),
                    models.Q(
                        ("has_participated", None),
                        ("is_aware", None),
                        ("is_satisfied__isnull", False),
                        ("respondent", "customer"),
                    ),
                    _connector="OR",
                ),
                name="survey_answer_fits_its_respondent",
            ),
        ),
    ]
