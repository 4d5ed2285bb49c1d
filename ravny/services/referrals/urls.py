"""Addresses of this room."""

from django.urls import path

from . import refer_views, views

app_name = "referrals"
urlpatterns = [
    path("", views.board, name="board"),
    path("new/", refer_views.refer, name="open"),
    path("<uuid:referral_id>/", views.referral, name="referral"),
    path("<uuid:referral_id>/send/", refer_views.send, name="send"),
    path("<uuid:referral_id>/slip/", views.slip, name="slip"),
    path("<uuid:referral_id>/move/", views.move, name="move"),
    path("<uuid:referral_id>/attempt/", views.attempt, name="attempt"),
    path("<uuid:referral_id>/arrange/", views.arrange, name="arrange"),
    path("<uuid:referral_id>/task/", views.task, name="task"),
]
