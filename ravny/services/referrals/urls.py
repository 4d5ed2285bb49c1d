"""Addresses of this room."""

from django.urls import path

from .views import helping, opening, referral, script, together

app_name = "referrals"
urlpatterns = [
    path("", referral.board, name="board"),
    path("new/", opening.refer, name="open"),
    path("together/", together.together, name="together"),
    path("together/<uuid:bundle_id>/", together.bundle, name="bundle"),
    path("interpreting/<uuid:interpreting_id>/", helping.interpreting, name="interpreting"),
    path("interpreting/<uuid:interpreting_id>/client/", helping.client_says, name="client_says"),
    path("<uuid:referral_id>/", referral.referral, name="referral"),
    path("<uuid:referral_id>/send/", opening.send, name="send"),
    path("<uuid:referral_id>/slip/", referral.slip, name="slip"),
    path("<uuid:referral_id>/script/", script.script, name="script"),
    path("<uuid:referral_id>/interpreter/", helping.interpreter, name="interpreter"),
    path("<uuid:referral_id>/hospital/", helping.hospital, name="hospital"),
    path("<uuid:referral_id>/hospital/look/", helping.look_for_bed, name="look_for_bed"),
    path("<uuid:referral_id>/hospital/answer/", helping.bed_answer, name="bed_answer"),
    path("<uuid:referral_id>/hospital/give-up/", helping.give_up_bed, name="give_up_bed"),
    path("<uuid:referral_id>/move/", referral.move, name="move"),
    path("<uuid:referral_id>/attempt/", referral.attempt, name="attempt"),
    path("<uuid:referral_id>/arrange/", referral.arrange, name="arrange"),
    path("<uuid:referral_id>/task/", referral.task, name="task"),
]
