"""Addresses of this room."""

from django.urls import path

from .views import calendar, chains, held, places, promotions, tray

app_name = "outreach"
urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("plan/", calendar.plan, name="plan"),
    path("shifts/<uuid:shift_id>/", calendar.cancel, name="shift"),
    path("sites/", places.sites, name="sites"),
    path("sites/reach/", places.reach, name="reach"),
    path("sites/<uuid:site_id>/", places.site, name="site"),
    path("routes/new/", places.edit_route, name="add_route"),
    path("routes/<uuid:route_id>/", places.edit_route, name="edit_route"),
    path("timetable/", places.stands, name="timetable"),
    path("timetable/paper/", places.stands_paper, name="timetable_paper"),
    path("timetable/new/", places.add_stand, name="add_stand"),
    path("timetable/<uuid:stand_id>/remove/", places.remove_stand, name="remove_stand"),
    path("promotion/", promotions.promotions, name="promotions"),
    path("promotion/new/", promotions.edit, name="add_promotion"),
    path("promotion/<uuid:promotion_id>/", promotions.promotion, name="promotion"),
    path("promotion/<uuid:promotion_id>/edit/", promotions.edit, name="edit_promotion"),
    path("chains/", chains.chains, name="chains"),
    path("chains/coupons/", chains.coupons, name="coupons"),
    path("tray/", tray.tray, name="tray"),
    path("tray/<uuid:record_id>/", tray.mend, name="mend"),
    path("tray/<uuid:record_id>/drop/", tray.drop, name="drop"),
    path("held/<uuid:phone_id>/", held.held, name="held"),
    path("held/<uuid:phone_id>/release/", held.release, name="release_held"),
    path("held/<uuid:phone_id>/drop/", held.drop_held, name="drop_held"),
    path("held/record/<uuid:held_id>/", held.held_record, name="held_record"),
    path("held/record/<uuid:held_id>/release/", held.release_record, name="release_record"),
    path("lost/<uuid:phone_id>/noted/", held.settle_lost, name="settle_lost"),
]
