"""What contacts hang on the registries: words, kinds, sections, rows of *Today*, promises."""

from django.utils.translation import gettext_lazy as _

from ravny.core.kit.registries import Verb, events, promises, timeline, today_rows, verbs
from ravny.core.vault import places
from ravny.services.encounters.operations import ClientsMet

from .. import parts, promised
from ..operations.hearing import note_meetings
from ..pages.monitoring import monitoring_section
from ..pages.safe_contact import safe_section
from ..pages.timeline import timeline_section
from ..queries.timeline import timeline_of
from ..today import case_rows

verbs.add(Verb("cases.safe_contact", _("Wrote down how a client may be contacted")))
verbs.add(Verb("cases.contact", _("Wrote down a contact of a case")))
verbs.add(Verb("cases.promise_handed", _("Let somebody else keep a promise of a case")))

places.add("case.contact", _("Note on a contact"), "cases:contact")
places.add("case.address", _("Number or name for safe contact"))
places.add("case.safe_words", _("Words for safe contact"))

events.on(ClientsMet, note_meetings)

timeline.add(timeline_of)
today_rows.add(case_rows)
for _kind in promised.KINDS:
    promises.add(_kind)

parts.sections.add(parts.Section("monitoring", "main", 5, monitoring_section))
parts.sections.add(parts.Section("safe", "main", 8, safe_section))
parts.sections.add(parts.Section("timeline", "main", 50, timeline_section))
