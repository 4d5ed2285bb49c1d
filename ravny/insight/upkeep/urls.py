"""Addresses of this room."""

from django.urls import path

from .views import backups, doctor, health, periods, wishes

app_name = "upkeep"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("upkeep/periods/", periods.periods, name="periods"),
    path("upkeep/periods/dry-run/", periods.dry_run, name="dry_run"),
    path("upkeep/periods/gone/", periods.gone, name="gone"),
    path("upkeep/periods/<str:kind>/", periods.period, name="period"),
    path("upkeep/doctor/", doctor.doctor, name="doctor"),
    path("upkeep/backups/", backups.backups, name="backups"),
    path("upkeep/backups/progress", backups.progress, name="backup_progress"),
    path("upkeep/backups/start", backups.start, name="start_backup"),
    path("upkeep/backups/stop", backups.stop, name="stop_backup"),
    path("upkeep/backups/<int:run_id>/check", backups.check, name="check_backup"),
    path("upkeep/backups/<int:run_id>/file", backups.download, name="backup_file"),
    path("upkeep/months/<str:month>/file", backups.download_month, name="month_file"),
    path("upkeep/erase/<uuid:client_id>/", wishes.erase, name="erase"),
    path("upkeep/wishes/", wishes.wishes, name="wishes"),
    path("upkeep/wishes/<uuid:wish_id>/back/", wishes.take_back, name="take_back"),
]
