"""What the work in a case is kept in: needs, plan, agreements, contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Need(models.TextChoices):
    """Fields of life an assessment scores, 0 (no need) to 10 (cannot wait)."""

    MEDICAL = "medical", _("health")
    LEGAL = "legal", pgettext_lazy("need", "papers and law")
    PSYCHOLOGICAL = "psychological", _("mood and support")
    HOUSING = "housing", _("housing")
    WORK = "work", _("work and money")
    LANGUAGE = "language", pgettext_lazy("need", "language")
    SAFETY = "safety", _("safety")
    ADHERENCE = "adherence", _("taking treatment")
    STIGMA = "stigma", _("stigma and shame")
    READINESS = "readiness", _("readiness for treatment")


class Owner(models.TextChoices):
    """Whose a step is."""

    MEMBER = "member", _("somebody of the team")
    CLIENT = "client", _("the client")
    PARTNER = "partner", _("a partner service")


class GoalState(models.TextChoices):
    """Where a goal is."""

    OPEN = "open", pgettext_lazy("goal", "open")
    REACHED = "reached", pgettext_lazy("goal", "reached")
    DROPPED = "dropped", pgettext_lazy("goal", "dropped")


class StepState(models.TextChoices):
    """Where a step is; whether it waits for another follows from `after`."""

    OPEN = "open", pgettext_lazy("step", "to do")
    DONE = "done", pgettext_lazy("step", "done")
    DROPPED = "dropped", pgettext_lazy("step", "dropped")


class ChangeWhy(models.TextChoices):
    """Why a plan was changed."""

    BEGUN = "begun", _("the plan was begun")
    TEMPLATE = "template", _("a template was laid on")
    NEW_FACT = "new_fact", _("something new became known")
    CLIENT_WISH = "client_wish", _("the client wants it so")
    DELAY = "delay", _("somebody else is late")
    REFUSAL = "refusal", _("a service refused")
    REVIEW = "review", _("the plan was reviewed")
    MISTAKE = "mistake", _("a mistake was put right")


class AgreementKind(models.TextChoices):
    """What was agreed upon with the client."""

    PLAN = "plan", _("the plan")
    MOTIVATION = "motivation", _("starting or going on with treatment")
    RULES = "rules", _("how we work together")


class Barrier(models.TextChoices):
    """What stands between somebody and treatment, as the client says."""

    FEAR_DISCLOSURE = "fear_disclosure", _("fear that somebody learns of it")
    FEAR_REMOVAL = "fear_removal", _("fear of deportation")
    SIDE_EFFECTS = "side_effects", _("side effects")
    DOUBT = "doubt", _("doubts about diagnosis or treatment")
    FAITH = "faith", _("faith or custom")
    ALCOHOL = "alcohol", _("alcohol or substances")
    MOOD = "mood", _("low mood")
    WORK = "work", _("shifts, work")
    MONEY = "money", _("money")
    FAR = "far", _("far to travel")
    LANGUAGE = "language", pgettext_lazy("barrier", "language")
    FAMILY = "family", _("family does not know or is against")


class Outcome(models.TextChoices):
    """What became of an agreement."""

    NONE = "", pgettext_lazy("agreement", "not looked at yet")
    KEPT = "kept", pgettext_lazy("agreement", "kept")
    PARTLY = "partly", pgettext_lazy("agreement", "kept in part")
    BROKEN = "broken", pgettext_lazy("agreement", "not kept")


class ContactKind(models.TextChoices):
    """What kind of contact it was."""

    TALK = "talk", _("talked with the client")
    ATTEMPT = "attempt", _("tried to reach the client")
    MISSED = "missed", _("the client missed a visit")
    OFFICIAL = "official", _("dealt with an office or a service")


class Way(models.TextChoices):
    """By what way."""

    MEETING = "meeting", pgettext_lazy("way", "meeting")
    VISIT = "visit", pgettext_lazy("way", "home visit")
    CALL = "call", _("call")
    SMS = "sms", "SMS"
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    SIGNAL = "signal", "Signal"
    MAILBOX = "mailbox", _("our mailbox")
    PEER = "peer", _("through a peer")
    LETTER = "letter", _("letter")


class ContactResult(models.TextChoices):
    """What came of it."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    ASKED_LATER = "asked_later", _("asked to be contacted later")
    WRONG = "wrong", _("does not reach them any more")
    UNSAFE = "unsafe", _("broke off: not safe")
    PROMISED = "promised", pgettext_lazy("office", "promised")
    REFUSED = "refused", pgettext_lazy("office", "refused")
    AGREED = "agreed", pgettext_lazy("office", "agreed")
    UNCLEAR = "unclear", pgettext_lazy("office", "no clear answer")
    MISSED = "missed", _("did not come")


class MissedWhy(models.TextChoices):
    """Why a visit was missed, as the client says (seed: fear of police raids, time, cost)."""

    NONE = "", "—"
    RAID = "raid", _("fear of a police raid")
    SHIFTS = "shifts", _("shifts, no time off")
    COST = "cost", _("travel or service too dear")
    LANGUAGE = "language", pgettext_lazy("missed", "nobody speaks the language")
    DOCUMENTS = "documents", _("no papers to show")
    STIGMA = "stigma", _("fear of being seen or shamed")
    ILL = "ill", _("ill")
    FAMILY = "family", _("family, children")
    FORGOT = "forgot", _("forgot")
    MOVED = "moved", pgettext_lazy("missed", "moved away")
    UNKNOWN = "unknown", pgettext_lazy("missed", "not known")


class Hours(models.TextChoices):
    """When the worker worked: the worker sees their own evenings, the coordinator only sums."""

    DAY = "day", _("working hours")
    EVENING = "evening", _("evening or night")
    WEEKEND = "weekend", _("weekend or holiday")


class Beyond(models.TextChoices):
    """Why a contact went beyond what the client said is safe."""

    NONE = "", _("no, it kept to what is safe")
    CAME = "came", _("the client turned to us themselves")
    ASKED = "asked", _("the client was asked right now, and agreed")
    DANGER = "danger", _("their life is in danger")


class SafeChannel(models.TextChoices):
    """Where the client may be contacted; never asked is forbidden."""

    NOBODY = "none", _("must not be contacted")
    CALL = "call", _("call")
    SMS = "sms", "SMS"
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    SIGNAL = "signal", "Signal"
    MAILBOX = "mailbox", _("our mailbox")
    PEER = "peer", _("through a peer")
