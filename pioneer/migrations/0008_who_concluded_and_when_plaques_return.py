"""A result says who concluded it, and no plaque is back before it was given."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0005_files_of_items"),
        ("pioneer", "0007_survey_and_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_is_concluded_whole",
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("concluded_at", None),
                        ("concluded_by", None),
                        ("judged_by", None),
                        ("result", None),
                    ),
                    models.Q(
                        ("concluded_at__isnull", False),
                        ("concluded_by__isnull", False),
                        ("judged_by__isnull", False),
                        ("result__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assessment_is_concluded_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_on", None),
                    models.Q(
                        ("named_on__isnull", False), ("returned_on__gte", models.F("named_on"))
                    ),
                    _connector="OR",
                ),
                name="title_plaque_returns_after_its_naming",
            ),
        ),
    ]
