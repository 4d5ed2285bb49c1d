import ravny.core.kit.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stock', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='infections',
            field=ravny.core.kit.fields.CodesField(blank=True, default=tuple, max_length=255, verbose_name='tests for'),
        ),
        migrations.AddField(
            model_name='item',
            name='self_test',
            field=models.BooleanField(default=False, verbose_name='for use at home'),
        ),
        migrations.AlterField(
            model_name='item',
            name='kind',
            field=ravny.core.kit.fields.CodeField(choices=[('condoms', 'condoms'), ('lubricant', 'lubricant'), ('disinfectant', 'disinfectant'), ('leaflet', 'leaflets'), ('test_kit', 'test kits'), ('aid', 'humanitarian aid'), ('art', 'emergency antiretrovirals')], max_length=16, verbose_name='kind'),
        ),
    ]
