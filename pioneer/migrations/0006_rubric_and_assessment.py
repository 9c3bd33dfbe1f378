from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0004_assignments"),
        ("pioneer", "0005_category_of_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VetoItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=100, unique=True, verbose_name="情形")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "一票否决情形",
                "verbose_name_plural": "一票否决情形",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Rubric",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                (
                    "pass_line",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("90.0"),
                        max_digits=4,
                        verbose_name="合格线（含本数）",
                    ),
                ),
                (
                    "score_step",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal("0.5"),
                        max_digits=3,
                        verbose_name="评分最小单位",
                    ),
                ),
                (
                    "rate_policy",
                    models.CharField(
                        choices=[
                            ("floor", "不足一档的不扣"),
                            ("ceil", "不足一档的按一档扣"),
                            ("linear", "按比例扣"),
                        ],
                        default="floor",
                        max_length=10,
                        verbose_name="不足 5 个百分点的扣分",
                    ),
                ),
                (
                    "rate_combination",
                    models.CharField(
                        choices=[("sum", "各率扣分相加"), ("worst", "只按扣分最多的一率扣")],
                        default="sum",
                        max_length=10,
                        verbose_name="几项比率都不足时",
                    ),
                ),
                (
                    "zero_rule",
                    models.BooleanField(default=True, verbose_name="没有任何活动的该项不得分"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="依据")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rubrics",
                        to="filing.campaign",
                        verbose_name="申报活动",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="设定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分细则",
                "verbose_name_plural": "评分细则",
                "ordering": ["-campaign__year", "-version"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "filing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="assessment",
                        serialize=False,
                        to="filing.filing",
                        verbose_name="申报",
                    ),
                ),
                (
                    "other_wall_text",
                    models.TextField(blank=True, max_length=500, verbose_name="其他上墙内容"),
                ),
                (
                    "concluded_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="确定时间"
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="公布时间"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="pioneer.pioneerapplication",
                        verbose_name="工人先锋号申报表",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确定人",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pioneer.rubric",
                        verbose_name="考核所依细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核评价表",
                "verbose_name_plural": "考核评价表",
            },
        ),
        migrations.CreateModel(
            name="RubricItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("code", models.CharField(max_length=4, verbose_name="标识")),
                ("category", models.CharField(max_length=40, verbose_name="类别")),
                ("content", models.CharField(max_length=300, verbose_name="考核内容")),
                (
                    "points",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="分值"),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("pieces", "每缺一项扣分"),
                            ("kinds", "每缺一类活动扣分"),
                            ("rates", "每少若干百分点扣分"),
                            ("wall", "未上墙不得分"),
                        ],
                        max_length=10,
                        verbose_name="扣分方式",
                    ),
                ),
                (
                    "each",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal(0),
                        max_digits=4,
                        verbose_name="每项（类、档）扣分",
                    ),
                ),
                (
                    "rate_step",
                    models.DecimalField(
                        decimal_places=1,
                        default=Decimal(5),
                        max_digits=4,
                        verbose_name="每档百分点",
                    ),
                ),
                ("facts", models.JSONField(verbose_name="考核事项")),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="pioneer.rubric",
                        verbose_name="评分细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分项目",
                "verbose_name_plural": "评分项目",
                "ordering": ["rubric", "position"],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hand",
                    models.CharField(
                        choices=[
                            ("union", "自评"),
                            ("assessor", "考核"),
                            ("joint", "合议"),
                            ("review", "复核"),
                        ],
                        max_length=10,
                        verbose_name="评分类别",
                    ),
                ),
                ("has_superior_notice", models.BooleanField(null=True, verbose_name="上级文件")),
                ("has_own_plan", models.BooleanField(null=True, verbose_name="本级计划")),
                ("has_activity_record", models.BooleanField(null=True, verbose_name="活动情况")),
                ("has_year_summary", models.BooleanField(null=True, verbose_name="总结")),
                (
                    "training_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="培训次数"),
                ),
                (
                    "five_small_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="“五小”活动次数"
                    ),
                ),
                (
                    "appraisal_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="评比次数"),
                ),
                (
                    "contest_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="技能比武次数"),
                ),
                (
                    "safety_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="安全活动次数"),
                ),
                (
                    "other_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="其他活动次数"),
                ),
                (
                    "surveyed_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="测评人数"),
                ),
                (
                    "aware_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="知晓人数"),
                ),
                (
                    "member_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="岗员人数"),
                ),
                (
                    "participated_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="参与人数"),
                ),
                (
                    "valid_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="有效答卷数"),
                ),
                (
                    "satisfied_count",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="满意答卷数"),
                ),
                (
                    "without_customers",
                    models.BooleanField(default=False, verbose_name="满意率不适用"),
                ),
                ("has_summary_text", models.BooleanField(null=True, verbose_name="文字总结")),
                ("has_summary_pictures", models.BooleanField(null=True, verbose_name="相关图片")),
                ("wall_leaders", models.BooleanField(null=True, verbose_name="创建领导小组")),
                ("wall_post", models.BooleanField(null=True, verbose_name="岗位全称")),
                ("wall_members", models.BooleanField(null=True, verbose_name="岗位成员情况")),
                ("wall_slogan", models.BooleanField(null=True, verbose_name="口号")),
                ("wall_promise", models.BooleanField(null=True, verbose_name="承诺和目标")),
                ("wall_phone", models.BooleanField(null=True, verbose_name="监督电话")),
                (
                    "phone_number",
                    models.CharField(blank=True, max_length=20, verbose_name="监督电话号码"),
                ),
                (
                    "visited_on",
                    models.DateField(blank=True, null=True, verbose_name="现场考核日期"),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="考核记录")),
                (
                    "unparsed",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="未识别的填写"
                    ),
                ),
                (
                    "signed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="签署时间"
                    ),
                ),
                (
                    "judgement",
                    models.JSONField(
                        blank=True, default=dict, editable=False, verbose_name="评分依据"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheets",
                        to="pioneer.assessment",
                        verbose_name="考核评价表",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="考核员",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分表",
                "verbose_name_plural": "评分表",
                "ordering": ["assessment", "id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=500, verbose_name="异议理由")),
                ("raised_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objection",
                        to="pioneer.assessment",
                        verbose_name="考核评价表",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "disputed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pioneer.scoresheet",
                        verbose_name="原评分",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核异议",
                "verbose_name_plural": "考核异议",
            },
        ),
        migrations.CreateModel(
            name="ItemScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, verbose_name="项目标识")),
                ("most", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="分值")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="得分"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_scores",
                        to="pioneer.scoresheet",
                        verbose_name="评分表",
                    ),
                ),
            ],
            options={
                "verbose_name": "得分",
                "verbose_name_plural": "得分",
                "ordering": ["sheet", "code"],
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="result",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pioneer.scoresheet",
                verbose_name="考核结果",
            ),
        ),
        migrations.CreateModel(
            name="SheetSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="pioneer.scoresheet",
                        verbose_name="评分表",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签署人",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分签署",
                "verbose_name_plural": "评分签署",
                "ordering": ["sheet", "id"],
            },
        ),
        migrations.CreateModel(
            name="Title",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("cultivated", "培育中"),
                            ("named", "已命名"),
                            ("rectifying", "限期整改"),
                            ("removed", "已摘牌"),
                        ],
                        default="cultivated",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "plaque_number",
                    models.CharField(blank=True, max_length=40, verbose_name="牌匾编号"),
                ),
                ("named_on", models.DateField(blank=True, null=True, verbose_name="命名日期")),
                ("rectify_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                (
                    "removal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ordered", "责令摘牌"),
                            ("automatic", "自动摘牌"),
                            ("natural", "自然摘牌"),
                        ],
                        max_length=10,
                        verbose_name="摘牌方式",
                    ),
                ),
                (
                    "returned_on",
                    models.DateField(blank=True, null=True, verbose_name="牌匾收回日期"),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="title",
                        to="pioneer.pioneerapplication",
                        verbose_name="工人先锋号申报表",
                    ),
                ),
            ],
            options={
                "verbose_name": "称号",
                "verbose_name_plural": "称号",
                "ordering": ["application"],
            },
        ),
        migrations.CreateModel(
            name="TitleEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=20, verbose_name="动作")),
                ("label", models.CharField(max_length=20, verbose_name="动作名称")),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("cultivated", "培育中"),
                            ("named", "已命名"),
                            ("rectifying", "限期整改"),
                            ("removed", "已摘牌"),
                        ],
                        max_length=12,
                        verbose_name="新状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("checked", models.JSONField(blank=True, default=list, verbose_name="已核查情形")),
                ("at", models.DateTimeField(verbose_name="时间")),
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
                        verbose_name="经办人",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="pioneer.title",
                        verbose_name="称号",
                    ),
                ),
            ],
            options={
                "verbose_name": "称号记录",
                "verbose_name_plural": "称号记录",
                "ordering": ["title", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.UniqueConstraint(
                fields=("campaign", "version"), name="one_rubric_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_policy__in", ["floor", "ceil", "linear"])),
                name="rubric_rate_policy_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_combination__in", ["sum", "worst"])),
                name="rubric_rate_combination_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.CheckConstraint(
                condition=models.Q(("score_step__gt", 0)), name="rubric_step_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_line__gte", 0), ("pass_line__lte", 100)),
                name="rubric_pass_line_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubricitem",
            constraint=models.UniqueConstraint(
                fields=("rubric", "code"), name="one_rubric_item_per_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="rubricitem",
            constraint=models.UniqueConstraint(
                fields=("rubric", "position"), name="one_rubric_item_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="rubricitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__in", ["pieces", "kinds", "rates", "wall"])),
                name="rubric_item_rule_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubricitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0)), name="rubric_item_is_worth_points"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("hand__in", ["union", "assessor", "joint", "review"])),
                name="score_sheet_hand_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hand", "assessor"), _negated=True),
                fields=("assessment", "hand"),
                name="one_score_sheet_per_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("hand", "assessor")),
                fields=("assessment", "assessor"),
                name="one_score_sheet_per_assessor",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assessor", None), ("hand", "union")),
                    models.Q(
                        models.Q(("hand", "union"), _negated=True), ("assessor__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="score_sheet_has_its_assessor",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemscore",
            constraint=models.UniqueConstraint(fields=("sheet", "code"), name="one_score_per_item"),
        ),
        migrations.AddConstraint(
            model_name="itemscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("points__isnull", True),
                    models.Q(("points__gte", 0), ("points__lte", models.F("most"))),
                    _connector="OR",
                ),
                name="score_is_within_its_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concluded_at", None), ("judged_by", None), ("result", None)),
                    models.Q(
                        ("concluded_at__isnull", False),
                        ("judged_by__isnull", False),
                        ("result__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assessment_is_concluded_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at", None), ("result__isnull", False), _connector="OR"
                ),
                name="assessment_is_released_once_concluded",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetsignature",
            constraint=models.UniqueConstraint(
                fields=("sheet", "user"), name="one_signature_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["cultivated", "named", "rectifying", "removed"])),
                name="title_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(("removal__in", ["ordered", "automatic", "natural", ""])),
                name="title_removal_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "cultivated"),
                    models.Q(
                        ("named_on__isnull", False), models.Q(("plaque_number", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="title_named_has_its_plaque",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rectifying"), _negated=True),
                    ("rectify_by__isnull", False),
                    _connector="OR",
                ),
                name="title_rectifying_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "removed"), _negated=True),
                    models.Q(("removal", ""), _negated=True),
                    _connector="OR",
                ),
                name="title_removed_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plaque_number", ""), _negated=True),
                fields=("plaque_number",),
                name="one_title_per_plaque",
            ),
        ),
        migrations.AddConstraint(
            model_name="titleevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token", ""), _negated=True),
                fields=("token",),
                name="one_title_event_per_token",
            ),
        ),
    ]
