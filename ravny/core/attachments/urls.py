"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "attachments"
urlpatterns = [
    path("begin", views.begin, name="begin"),
    path("at/<str:home>/<uuid:subject_id>/documents", views.documents, name="documents"),
    path("<uuid:attachment_id>/", views.document, name="document"),
    path("<uuid:attachment_id>/finish", views.finish, name="finish"),
    path("<uuid:attachment_id>/present", views.present, name="present"),
    path("<uuid:attachment_id>/pieces/<int:index>", views.chunk, name="chunk"),
    path("<uuid:attachment_id>/opened", views.opened, name="opened"),
    path("<uuid:attachment_id>/saved", views.saved, name="saved"),
    path("<uuid:attachment_id>/delete", views.delete, name="delete"),
]
