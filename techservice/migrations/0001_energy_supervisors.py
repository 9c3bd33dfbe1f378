"""Annex 4: 节能减排义务监督员登记表."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("filing", "0005_files_of_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="EnergySupervisor",
            fields=[
                (
                    "filing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="energy_supervisor",
                        serialize=False,
                        to="filing.filing",
                        verbose_name="申报",
                    ),
                ),
                (
                    "unit_name",
                    models.CharField(blank=True, max_length=100, verbose_name="企业名称"),
                ),
                ("filled_on", models.DateField(blank=True, null=True, verbose_name="填写日期")),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="姓名")),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("male", "男"), ("female", "女")],
                        max_length=6,
                        verbose_name="性别",
                    ),
                ),
                ("birth", models.DateField(blank=True, null=True, verbose_name="出生年月")),
                ("education", models.CharField(blank=True, max_length=50, verbose_name="文化程度")),
                ("politics", models.CharField(blank=True, max_length=50, verbose_name="政治面貌")),
                ("trade", models.CharField(blank=True, max_length=50, verbose_name="工种")),
                ("since", models.DateField(blank=True, null=True, verbose_name="何年何月任职")),
                ("qq", models.CharField(blank=True, max_length=11, verbose_name="QQ号")),
                ("wechat", models.CharField(blank=True, max_length=20, verbose_name="微信号")),
                ("mobile", models.CharField(blank=True, max_length=11, verbose_name="手机号")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="单位地址")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                (
                    "honours_text",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="何时何地受过何种奖励、称号"
                    ),
                ),
            ],
            options={
                "verbose_name": "节能减排义务监督员登记表",
                "verbose_name_plural": "节能减排义务监督员登记表",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gender__in", ["male", "female", ""])),
                        name="supervisor_gender_is_known",
                    )
                ],
            },
        ),
    ]
