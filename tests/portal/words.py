"""What nothing at the portal may say, in any language; and who the addresses speak to."""

import re

LANGUAGES = ("ru", "en", "uz", "tg", "ky", "kk", "uk", "ro")
DRAFTS = ("uz", "tg", "ky", "kk", "uk", "ro")

# Parts of words that would give the place away wherever they stand.
_PARTS = (
    "ravny", "равны", "равен", "outreach", "аутрич", "фонд", "органи[зс]а", "organi[sz]a",
    "programm", "программ", "migrant", "мигрант", "deport", "депорт", "выдвор", "антирет",
    "antiretro", "инфекц", "infect", "тестиров", "anonym", "аноним", "client", "клиент", "sealed",
)  # fmt: skip
# Short ones count as whole words only: "noarchive" holds "hiv".
_WHOLE = (
    "вич", "спид", "віл", "снід", "аитв", "житс", "аив", "внмо", "бнмо", "hiv", "aids", "oiv",
    "oits", "sida", "msm", "мсм", "art", "арт", "prep", "доконтакт", "gay", "гей", "lgbt", "лгбт",
    "sti", "иппп", "health", "donor", "donors", "донор", "test", "тест",
)  # fmt: skip
_LETTER = r"[^\W\d_]"
FORBIDDEN = re.compile(
    "|".join((*_PARTS, *(rf"(?<!{_LETTER}){word}(?!{_LETTER})" for word in _WHOLE))), re.IGNORECASE
)


def given_away(text: str) -> list[str]:
    """Return what a text says that it must not."""
    return [found.group(0) for found in FORBIDDEN.finditer(text)]
