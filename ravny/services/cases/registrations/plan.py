"""What the plan hangs on the registries: verbs, sealed kinds, sections of a case's page."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Verb, verbs
from ravny.core.vault import places

from ..pages.plan import conflict_note, plan_panel
from ..parts import Section, sections

verbs.add(Verb("cases.planned", _("Changed the plan of a case")))
verbs.add(Verb("cases.step_done", _("Marked a step of a plan done")))
verbs.add(Verb("cases.step_undone", _("Took back that a step is done")))
verbs.add(Verb("cases.step_placed", _("Put the steps of a plan in another order")))
verbs.add(Verb("cases.step_handed", _("Handed a step of a plan on")))
verbs.add(Verb("cases.goal_reached", _("Marked a goal of a plan reached")))
verbs.add(Verb("cases.goal_reopened", _("Took back that a goal is reached")))
verbs.add(Verb("cases.plan_agreed", _("Wrote down that a client agrees to the plan")))
verbs.add(Verb("cases.plan_reviewed", _("Looked a plan over")))
verbs.add(Verb("cases.review_due", _("The review of the plan fell due")))

places.add("case.goal", _("Goal of a plan"), "cases:goal")
places.add("case.step", _("Step of a plan"), "cases:step")
places.add("case.change", _("Why a plan was changed"))

sections.add(Section("plan_note", "top", 15, conflict_note))
sections.add(Section("plan", "main", 20, plan_panel))
