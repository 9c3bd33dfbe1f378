from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0002_imported_originals"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="check_code",
            field=models.CharField(
                blank=True, editable=False, max_length=20, verbose_name="校验码"
            ),
        ),
    ]
