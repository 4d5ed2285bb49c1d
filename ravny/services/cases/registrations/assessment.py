"""What assessments and agreements hang up: sections of a case, places of sealed words, verbs."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Verb, verbs
from ravny.core.vault import places

from ..pages.agreement import SECTIONS as AGREED
from ..pages.assessed import SECTIONS as ASSESSED
from ..parts import sections

for _section in (*AGREED, *ASSESSED):
    sections.add(_section)

places.add("case.assessment", _("Note on an assessment"), "cases:assessment")
places.add("case.agreement", _("What was agreed with a client"), "cases:agreement")

verbs.add(Verb("cases.assessing", _("Worked on an assessment")))
verbs.add(Verb("cases.assessed", _("Finished an assessment")))
verbs.add(Verb("cases.agreed_upon", _("Wrote down an agreement with a client")))
verbs.add(Verb("cases.looked_at_agreement", _("Looked at what became of an agreement")))
