from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0004_assignments"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="same_file_attached_once",
        ),
        migrations.AddField(
            model_name="attachment",
            name="item",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="对应项目"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=Q(("removed_at", None)),
                fields=("filing", "slot", "item", "sha256"),
                name="same_file_attached_once",
            ),
        ),
    ]
