from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0003_departures'),
    ]

    operations = [
        migrations.AddField(
            model_name='phone',
            name='pinned',
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
