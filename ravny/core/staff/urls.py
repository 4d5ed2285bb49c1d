"""Addresses of this room."""

from django.urls import path

from .views import joining, own, people, signing_in, teams

app_name = "staff"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("sign-out-everywhere", signing_in.sign_out_everywhere, name="sign_out_everywhere"),
    path("language", signing_in.choose_language, name="language"),
    path("join/<str:token>", joining.join, name="join"),
    path("me", own.me, name="me"),
    path("me/sign-ins/<uuid:sign_in_id>/end", own.end_sign_in, name="end_sign_in"),
    path("matrix", own.matrix, name="matrix"),
    path("teams", teams.team_list, name="teams"),
    path("teams/add", teams.add_team, name="add_team"),
    path("teams/<uuid:team_id>", teams.edit_team, name="edit_team"),
    path("people", people.staff_list, name="list"),
    path("invite", people.invite, name="invite"),
    path("people/<uuid:account_id>", people.person, name="person"),
    path("people/<uuid:account_id>/edit", people.edit, name="edit"),
    path("people/<uuid:account_id>/invite-again", people.invite_again, name="invite_again"),
    path("people/<uuid:account_id>/close", people.close, name="close"),
]
