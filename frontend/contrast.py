"""Proves the contrast of the colour tokens, and writes their fallback for old phones.

    python frontend/contrast.py             every text/ground pair of every door and theme
    python frontend/contrast.py -v          the same, each pair printed
    python frontend/contrast.py --fallback  rewrite css/tokens-fallback-*.css

Fails when a pair is under its bar (WCAG 2.2: 4.5 for text, 3 for controls and graphics) or when
a fallback file is not what the tokens say.
"""

import math
import re
import sys
from pathlib import Path

CSS = Path(__file__).parent / "css"
Colour = tuple[float, float, float]
Table = dict[str, tuple[Colour, Colour]]

OKLCH = r"oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)"
TOKEN = re.compile(rf"--([\w-]+):\s*light-dark\({OKLCH},\s*{OKLCH}\)")
DOORS = {"desk": ("tokens.css", "tokens-desk.css"), "portal": ("tokens.css", "tokens-portal.css")}
THEMES = ("light", "dark")

WORDS = ("ink", "ink-soft", "fig", "danger", "warn", "ok", "info")
GROUNDS = ("ground", "surface", "sunk")
STATES = ("fig", "danger", "warn", "ok", "info")
PAIRS = [
    *((word, ground, 4.5) for word in WORDS for ground in GROUNDS),
    *((state, f"{state}-soft", 4.5) for state in STATES),
    *(("ink", f"{state}-soft", 4.5) for state in (*STATES, "apricot")),
    *(("ink-soft", f"{soft}-soft", 4.5) for soft in ("apricot", "fig", "danger")),
    *((f"on-{solid}", solid, 4.5) for solid in ("fig", "apricot", "danger")),
    *(("line-strong", ground, 3.0) for ground in GROUNDS),
    ("fig", "line", 3.0),
    ("danger", "line", 3.0),
    ("ground", "ink", 4.5),
]
DESK_PAIRS = [
    ("on-night", "night", 4.5),
    ("on-night-soft", "night", 4.5),
    ("on-night", "night-lift", 4.5),
    ("on-night-soft", "night-lift", 4.5),
    ("apricot", "night-lift", 3.0),
    ("fill", "surface", 3.0),
]


def srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """Return linear sRGB, each channel 0 to 1, of an OKLCH colour (CSS Color 4)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _clamped(red), _clamped(green), _clamped(blue)


def _clamped(channel: float) -> float:
    return min(1.0, max(0.0, channel))


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a linear colour."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two linear colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def read(*names: str) -> Table:
    """Return every token of these files as its (light, dark) pair of colours."""
    table: Table = {}
    for name in names:
        for match in TOKEN.finditer((CSS / name).read_text(encoding="utf-8")):
            numbers = [float(number) for number in match.groups()[1:]]
            light = srgb(numbers[0] / 100, numbers[1], numbers[2])
            table[match[1]] = (light, srgb(numbers[3] / 100, numbers[4], numbers[5]))
    return table


def hexadecimal(colour: Colour) -> str:
    """Return a linear colour as #rrggbb."""

    def byte(value: float) -> int:
        curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
        return round(255 * curved)

    return "#" + "".join(f"{byte(channel):02x}" for channel in colour)


def fallback(door: str) -> str:
    """Return the tokens of a door as plain hex, for browsers without light-dark()."""
    table = read(*DOORS[door])
    rows = [
        " ".join(f"--{name}: {hexadecimal(pair[theme])};" for name, pair in table.items())
        for theme in (0, 1)
    ]
    return (
        "/* Made by `contrast.py --fallback`, for browsers without light-dark(). */\n"
        "@layer tokens {\n"
        "  @supports not (color: light-dark(red, red)) {\n"
        f"    :root {{ {rows[0]} }}\n"
        f"    @media (prefers-color-scheme: dark) {{ :root {{ {rows[1]} }} }}\n"
        f'    :root[data-theme="light"] {{ {rows[0]} }}\n'
        f'    :root[data-theme="dark"] {{ {rows[1]} }}\n'
        "  }\n"
        "}\n"
    )


def failures(door: str, *, aloud: bool) -> list[str]:
    """Return a sentence for each pair of a door that is under its bar."""
    table = read(*DOORS[door])
    found = []
    for text, ground, bar in PAIRS + (DESK_PAIRS if door == "desk" else []):
        for theme, theme_name in enumerate(THEMES):
            measured = ratio(table[text][theme], table[ground][theme])
            sentence = f"{door} {theme_name}: {text} on {ground} is {measured:.2f}, bar {bar}"
            if measured < bar:
                found.append(sentence)
            elif aloud:
                print(sentence)
    return found


def main(arguments: list[str]) -> int:
    """Run as a command; return the exit code."""
    problems = []
    for door in DOORS:
        path = CSS / f"tokens-fallback-{door}.css"
        if "--fallback" in arguments:
            path.write_text(fallback(door), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != fallback(door):
            problems.append(f"{path.name} is stale: run `python frontend/contrast.py --fallback`")
        problems += failures(door, aloud="-v" in arguments)
    for problem in problems:
        print(problem, file=sys.stderr)
    pairs = 2 * (2 * len(PAIRS) + len(DESK_PAIRS))
    print(f"contrast: {pairs} pairs, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
