"""Addresses of this room."""

from django.urls import path

from ..views import cases, requests, team
from . import assessment as assessment_urls
from . import contact as contact_urls
from . import plan as plan_urls
from . import way_out as way_out_urls

app_name = "cases"
urlpatterns = [
    path("", cases.listing, name="list"),
    path("new/", cases.open_case, name="open"),
    path("<uuid:case_id>/", cases.case, name="case"),
    path("<uuid:case_id>/stages/", cases.stages, name="stages"),
    path("<uuid:case_id>/where/", cases.where, name="where"),
    path("<uuid:case_id>/situation/", cases.situation, name="situation"),
    path("<uuid:case_id>/requests/new/", requests.add_request, name="add_request"),
    path("<uuid:case_id>/requests/<uuid:request_id>/", requests.asked, name="request"),
    path(
        "<uuid:case_id>/requests/<uuid:request_id>/change/",
        requests.change_request,
        name="change_request",
    ),
    path(
        "<uuid:case_id>/requests/<uuid:request_id>/begin/",
        requests.begin_request,
        name="begin_request",
    ),
    path(
        "<uuid:case_id>/requests/<uuid:request_id>/end/",
        requests.end_request,
        name="end_request",
    ),
    path("<uuid:case_id>/team/", team.team, name="team"),
    path("<uuid:case_id>/team/join/", team.join, name="join"),
    path("<uuid:case_id>/team/<uuid:member_id>/", team.duty, name="duty"),
    path("<uuid:case_id>/team/<uuid:member_id>/leave/", team.leave, name="leave"),
    *assessment_urls.urlpatterns,
    *way_out_urls.urlpatterns,
    *contact_urls.urlpatterns,
    *plan_urls.urlpatterns,
]
