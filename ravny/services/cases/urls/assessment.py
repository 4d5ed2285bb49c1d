"""Addresses of assessments and agreements."""

from django.urls import path

from ..views import agreements, assessments

urlpatterns = [
    path("<uuid:case_id>/assess/", assessments.begin, name="assess"),
    path("assessments/<uuid:assessment_id>/", assessments.assessment, name="assessment"),
    path("assessments/<uuid:assessment_id>/answer/", assessments.answer, name="answer"),
    path("assessments/<uuid:assessment_id>/take/", assessments.take, name="take"),
    path("<uuid:case_id>/talk/", agreements.talk, name="talk"),
    path("<uuid:case_id>/agree/", agreements.agree_upon, name="agree_upon"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
]
