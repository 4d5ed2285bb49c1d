"""Languages under their own names, the same in every list of the desk."""

from typing import Final

from django.utils.functional import lazy

from .formats import reader_locale

OWN: Final = {
    "ru": "Русский",
    "en": "English",
    "uz": "Oʻzbekcha",
    "tg": "Тоҷикӣ",
    "ky": "Кыргызча",
    "kk": "Қазақша",
    "kaa": "Qaraqalpaqsha",
    "tk": "Türkmençe",
    "uk": "Українська",
    "be": "Беларуская",
    "ro": "Română",
    "hy": "Հայերեն",
    "az": "Azərbaycanca",
    "ka": "ქართული",
    "tr": "Türkçe",
    "fa": "فارسی",
    "ar": "العربية",
    "zh": "中文",
    "vi": "Tiếng Việt",
    "hi": "हिन्दी",
    "ur": "اردو",
    "fr": "Français",
    "es": "Español",
}
# Whoever looks for an interpreter has to recognise the language without knowing its letters.
OTHER_LETTERS: Final = frozenset({"hy", "ka", "fa", "ar", "zh", "hi", "ur"})


def own_name(code: str) -> str:
    """Return a language's own name; in other letters, also its name in the reader's language."""
    name = OWN.get(code, code)
    if code not in OTHER_LETTERS:
        return name
    return f"{name} ({reader_locale().languages[code]})"


own_name_lazy = lazy(own_name, str)
