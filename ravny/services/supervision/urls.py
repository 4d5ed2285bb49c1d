"""Addresses of this room."""

from django.urls import path

from .views import handover, leaving, load, sessions, trainings

app_name = "supervision"
urlpatterns = [
    path("", load.own, name="own"),
    path("counted/", load.counted, name="counted"),
    path("workload/", load.workload, name="workload"),
    path("limit/", load.limit, name="limit"),
    path("people/<uuid:account_id>/limit/", load.limit, name="limit_of"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.new_session, name="new_session"),
    path("sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("sessions/<uuid:session_id>/note/", sessions.note, name="session_note"),
    path("sessions/<uuid:session_id>/follow-up/", sessions.follow_up, name="follow_up"),
    path("follow-ups/<uuid:follow_up_id>/done/", sessions.followed, name="followed"),
    path("self-check/", sessions.self_check, name="self_check"),
    path("self-check/<uuid:check_id>/drop/", sessions.drop_self_check, name="drop_self_check"),
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/new/", trainings.new_training, name="new_training"),
    path("trainings/valid/", trainings.valid, name="valid"),
    path("handovers/", handover.handovers, name="handovers"),
    path("people/<uuid:account_id>/hand-over/", handover.hand_over, name="hand_over"),
    path("handovers/<uuid:handover_id>/", handover.handover, name="handover"),
    path("handovers/<uuid:handover_id>/accept/", handover.accept, name="accept"),
    path("handovers/<uuid:handover_id>/withdraw/", handover.withdraw, name="withdraw"),
    path("handovers/<uuid:handover_id>/finish/", handover.finish, name="finish"),
    path("offers/<uuid:offer_id>/give-back/", handover.give_back, name="give_back"),
    path("offers/<uuid:offer_id>/settle/", handover.settle, name="settle"),
    path("orphans/", leaving.orphans, name="orphans"),
    path("people/<uuid:account_id>/leaving/", leaving.leave, name="leaving"),
    path("people/<uuid:account_id>/leaving/close/", leaving.close, name="close_account"),
    path("people/<uuid:account_id>/leaving/volunteer/", leaving.volunteer, name="volunteer"),
]
