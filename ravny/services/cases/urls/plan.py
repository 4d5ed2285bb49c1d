"""Addresses of the plan."""

from django.urls import path

from ..views import plan, plan_parts

urlpatterns = [
    path("<uuid:case_id>/plan/", plan.plan, name="plan"),
    path("<uuid:case_id>/plan/history/", plan.history, name="plan_history"),
    path("<uuid:case_id>/plan/watch/", plan.watch, name="plan_watch"),
    path("<uuid:case_id>/plan/templates/", plan.templates, name="plan_templates"),
    path("<uuid:case_id>/plan/templates/<slug:template>/", plan.template, name="plan_template"),
    path("<uuid:case_id>/plan/agree/", plan.agree, name="plan_agree"),
    path("<uuid:case_id>/plan/review/", plan.review, name="plan_review"),
    path("<uuid:case_id>/plan/client/", plan.paper, name="client_plan"),
    path("<uuid:case_id>/plan/goals/new/", plan_parts.add_goal, name="add_goal"),
    path("goals/<uuid:goal_id>/", plan_parts.goal, name="goal"),
    path("goals/<uuid:goal_id>/drop/", plan_parts.drop_goal, name="drop_goal"),
    path("goals/<uuid:goal_id>/reached/", plan_parts.reach_goal, name="reach_goal"),
    path("goals/<uuid:goal_id>/open/", plan_parts.reopen_goal, name="reopen_goal"),
    path("goals/<uuid:goal_id>/steps/new/", plan_parts.add_step, name="add_step"),
    path("steps/<uuid:step_id>/", plan_parts.step, name="step"),
    path("steps/<uuid:step_id>/drop/", plan_parts.drop_step, name="drop_step"),
    path("steps/<uuid:step_id>/done/", plan_parts.do_step, name="do_step"),
    path("steps/<uuid:step_id>/undone/", plan_parts.undo_step, name="undo_step"),
    path("steps/<uuid:step_id>/place/", plan_parts.place_step, name="place_step"),
]
