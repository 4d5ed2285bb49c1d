"""The codes a test is kept in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a test is for."""

    SCREENING = "screening", _("rapid test")
    SECOND = "second", _("second rapid test")
    SELF_TEST = "self_test", _("self-test")
    SENT_AWAY = "sent_away", _("sample sent to a laboratory")
    CONFIRMATION = "confirmation", _("confirmation")


CONCLUDES = frozenset({Purpose.CONFIRMATION.value, Purpose.SENT_AWAY.value})
"""Purposes that may end in a conclusion."""

TRIAGE = frozenset({Purpose.SCREENING.value, Purpose.SECOND.value, Purpose.SELF_TEST.value})
"""Purposes whose assays stand in slot 0: outside the algorithm, never a diagnosis."""


class Result(models.TextChoices):
    """What one assay, or the whole test, showed; "" is not known (yet)."""

    NONE = "", _("not known yet")
    NONREACTIVE = "nonreactive", _("nonreactive")
    REACTIVE = "reactive", _("reactive")
    INVALID = "invalid", _("invalid")


class Slot(models.TextChoices):
    """The place of an assay in the strategy; 0 is triage."""

    A0 = "0", _("triage")
    A1 = "1", _("assay 1")
    A2 = "2", _("assay 2")
    A1_AGAIN = "1r", _("assay 1 repeated")
    A3 = "3", _("assay 3")


class Conclusion(models.TextChoices):
    """What a confirmation concludes; "" while it does not."""

    NONE = "", _("not concluded")
    NEGATIVE = "negative", _("negative")
    POSITIVE = "positive", _("positive")
    INCONCLUSIVE = "inconclusive", _("inconclusive")


class Proof(models.TextChoices):
    """How a conclusion is known."""

    NONE = "", "—"
    CLIENT = "client", _("the client says so")
    PROVIDER = "provider", _("the service confirmed it")
    DOCUMENT = "document", _("a document was seen")
    ASSAYS = "assays", _("assays recorded here")


class Safety(models.TextChoices):
    """Violence and safety, asked alone and before anything about partners."""

    NOT_ASKED = "not_asked", _("not asked")
    SAFE = "safe", _("feels safe")
    UNSAFE = "unsafe", _("does not feel safe")
    DECLINED = "declined", _("declined to say")


class Assistance(models.TextChoices):
    """How a self-test was made."""

    NONE = "", "—"
    ASSISTED = "assisted", _("with our help")
    UNASSISTED = "unassisted", _("alone")


class Specimen(models.TextChoices):
    """What was taken."""

    BLOOD = "blood", _("blood from a finger")
    ORAL = "oral", _("oral fluid")
    VENOUS = "venous", _("blood from a vein")
    SWAB = "swab", _("swab")
    URINE = "urine", _("urine")
    SPUTUM = "sputum", _("sputum")
    QUESTIONS = "questions", _("symptom questions")


class Previous(models.TextChoices):
    """When the person was tested before, as they say."""

    NOT_ASKED = "not_asked", _("not asked")
    NEVER = "never", _("never")
    YEAR = "year", _("within a year")
    LONGER = "longer", _("longer ago")


class VoidReason(models.TextChoices):
    """Why a test does not count any more."""

    NONE = "", "—"
    DUPLICATE = "duplicate", _("recorded twice")
    MISTAKE = "mistake", _("recorded by mistake")
    WRONG_PERSON = "wrong_person", _("another person's code")
    TRIAL = "trial", _("tried out, not real")
