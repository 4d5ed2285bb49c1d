"""What a case is kept in: its stages, whereabouts, requests, team, and its end."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """The seven stages of individual case management (seed, "семь этапов"), in their order."""

    INTAKE = "intake", _("Engagement and intake")
    ASSESSMENT = "assessment", _("Assessment")
    PLAN = "plan", _("Service plan")
    CARRY_OUT = "carry_out", _("Carrying out")
    MONITORING = "monitoring", _("Monitoring")
    UPDATE = "update", _("Plan update")
    EXIT = "exit", _("Exit")


ORDER: Mapping[str, int] = {code: place for place, code in enumerate(Stage.values)}
"""Stage → its place among the seven."""


class Source(models.TextChoices):
    """What a case was opened from."""

    ENCOUNTER = "encounter", _("a meeting")
    REACTIVE = "reactive", _("a reactive test")
    REFERRAL = "referral", _("a referral")
    CALL = "call", _("a call")
    THREAD = "thread", _("a conversation in the mailbox")
    PARTNER = "partner", _("a partner organisation")
    SELF = "self", pgettext_lazy("case", "came on their own")


class Where(models.TextChoices):
    """Coarse whereabouts: they decide what is possible, so they come first."""

    HERE = "here", _("here, in our region")
    REGION = "region", _("in another region of this country")
    ABROAD = "abroad", _("in another country")
    UNKNOWN = "unknown", pgettext_lazy("whereabouts", "not known yet")


REMOTE = frozenset({Where.REGION.value, Where.ABROAD.value})
"""Whereabouts that make a case a remote one."""


class RequestKind(models.TextChoices):
    """What kind of help is asked for."""

    INFORMATION = "information", _("information")
    PREVENTION = "prevention", _("prevention")
    PSYCHOLOGICAL = "psychological", _("psychological")
    MEDICAL = "medical", _("medical")
    LEGAL = "legal", _("legal")
    SOCIAL = "social", _("social or humanitarian")


class RequestState(models.TextChoices):
    """Where a request is."""

    OPEN = "open", pgettext_lazy("request", "open")
    WORKING = "working", pgettext_lazy("request", "being worked on")
    ENDED = "ended", pgettext_lazy("request", "ended")


class RequestResult(models.TextChoices):
    """What came of a request."""

    NONE = "", "—"
    DONE = "done", pgettext_lazy("request", "done")
    PARTLY = "partly", _("partly done")
    REFERRED = "referred", _("passed on to another service")
    DECLINED = "declined", _("the client does not want it any more")
    IMPOSSIBLE = "impossible", _("not possible, and explained")
    LOST = "lost", _("contact was lost")


class Circumstance(models.TextChoices):
    """What makes a situation: plan templates and *Today* go by these."""

    NEWLY_DIAGNOSED = "newly_diagnosed", _("newly diagnosed")
    PREGNANT = "pregnant", _("pregnant")
    STUDENT = "student", pgettext_lazy("situation", "student")
    LOST_DOCUMENTS = "lost_documents", _("lost documents")
    MOVING_ON = "moving_on", _("about to move on")
    OUT_OF_PILLS = "out_of_pills", _("out of pills or nearly")
    CHILD = "child", _("a child is concerned")
    CANNOT_TRAVEL = "cannot_travel", pgettext_lazy("situation", "cannot travel")
    DANGER = "danger", _("in danger")


class Duty(models.TextChoices):
    """What somebody is in a case's team."""

    MANAGER = "manager", _("case manager")
    LAWYER = "lawyer", _("lawyer")
    DOCTOR = "doctor", _("doctor")
    PSYCHOLOGIST = "psychologist", _("psychologist")
    PEER = "peer", _("peer")
    INTERPRETER = "interpreter", _("interpreter")
    VOLUNTEER = "volunteer", _("volunteer for a time")
    COVER = "cover", _("cover for a time")


class ExitReason(models.TextChoices):
    """Why a case ends."""

    INDEPENDENT = "independent", _("independent of us")
    MOVED = "moved", _("moved, treatment is secured there")
    HANDED = "handed", _("another organisation goes on")
    WISH = "wish", _("the client's wish")
    LOST = "lost", _("lost to follow-up")
    DIED = "died", _("died")


class Evidence(models.TextChoices):
    """What shows independence of the organisation (seed: permits, or safe exit with treatment)."""

    PERMIT = "permit", _("papers that allow to stay")
    CITIZENSHIP = "citizenship", _("citizenship")
    CARE_HERE = "care_here", _("registered for care here")
    CARE_ABROAD = "care_abroad", _("registered for care abroad")
    ART = "art", _("treatment is secured for at least three months")
    SUPPRESSED = "suppressed", _("viral load undetectable")
    WORK = "work", _("own income")
    HOUSING = "housing", _("a place to live")
    SUPPORT = "support", _("people of their own to turn to")
    QUESTION = "question", _("the question is answered")
    TAKEN = "taken", _("the other organisation has taken over")


class ExitState(models.TextChoices):
    """Where a proposal to end a case is."""

    PROPOSED = "proposed", _("waits for agreement")
    AGREED = "agreed", pgettext_lazy("exit", "agreed")
    RETURNED = "returned", pgettext_lazy("exit", "returned")


class ArchiveState(models.TextChoices):
    """Where an entry of the archive is."""

    PROPOSED = "proposed", _("waits for a second signature")
    SIGNED = "signed", pgettext_lazy("archive", "signed")
    WITHDRAWN = "withdrawn", pgettext_lazy("archive", "withdrawn")
