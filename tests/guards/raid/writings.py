"""The ways in which a word lies in bytes: how each is written, and how it is read back."""

import base64
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

_LETTERS = 24


@dataclass(frozen=True)
class Writing:
    """A way to write: every form of a text in it, and the text from the first byte of a form."""

    name: str
    write: Callable[[str], Iterable[bytes]]
    read: Callable[[bytes], str]
    # How many bytes a canary may take.
    longest: int


def _encoded(encoding: str, width: int) -> Writing:
    def write(text: str) -> list[bytes]:
        written = text.encode(encoding)
        # In UTF-16 a Latin letter's zero comes before or after it: between letters it is the same.
        return [written.strip(b"\0")]

    def read(data: bytes) -> str:
        order = "utf-16-le" if text_is_latin16(data) else encoding
        return data.decode(order, "ignore")

    def text_is_latin16(data: bytes) -> bool:
        return encoding == "utf-16-be" and data[1:2] == b"\0"

    return Writing(encoding, write, read, _LETTERS * width)


_URL = bytes.maketrans(b"-_", b"+/")


def _base64(encoding: str) -> Writing:
    def write(text: str) -> set[bytes]:
        """Return the whole groups of four in each place that the text may have in one."""
        found = set()
        for before in range(3):
            skipped = -before % 3
            inner = text.encode(encoding)[skipped:]
            inner = inner[: len(inner) // 3 * 3]
            found |= {base64.b64encode(inner), base64.urlsafe_b64encode(inner)}
        return found

    def read(data: bytes) -> str:
        plain = data.translate(_URL, b"\r\n")
        match = re.match(rb"[A-Za-z0-9+/]*", plain)
        run = match[0] if match else b""
        run = run[: len(run) // 4 * 4]
        decoded = base64.b64decode(run)
        # A group may begin in the middle of a letter.
        return decoded.lstrip(bytes(range(0x80, 0xC0))).decode(encoding, "ignore")

    return Writing(f"base64 {encoding}", write, read, _LETTERS * 3)


def _by_byte(name: str, before: str, read: Callable[[str], str]) -> Writing:
    """Bytes of UTF-8 in hexadecimal digits, with something before each."""

    def write(text: str) -> set[bytes]:
        pairs = [f"{byte:02x}" for byte in text.encode()]
        cased = [pairs, [pair.upper() for pair in pairs]]
        return {"".join(before + pair for pair in each).encode() for each in cased}

    width = 2 * (len(before) + 2)
    return Writing(name, write, lambda data: read(data.decode("latin-1")), _LETTERS * width)


def _by_letter(name: str, shapes: tuple[str, ...], read: Callable[[str], str]) -> Writing:
    """Letters by their number, in each of the shapes."""

    def write(text: str) -> set[bytes]:
        return {"".join(shape.format(ord(one)) for one in text).encode() for shape in shapes}

    return Writing(name, write, lambda data: read(data.decode("latin-1")), _LETTERS * 8)


def _hexadecimal(text: str) -> str:
    """Read pairs of digits as far as there are any."""
    match = re.match(r"(?:[0-9a-fA-F]{2})*", text)
    return bytes.fromhex(match[0] if match else "").decode("utf-8", "ignore")


def _marked(mark: str) -> Callable[[str], str]:
    """Read pairs with a mark before each, and letters that stand as they are."""
    pair = re.compile(re.escape(mark).encode() + rb"([0-9a-fA-F]{2})")

    def read(text: str) -> str:
        plain = re.sub(rb"=\r?\n", b"", text.encode("latin-1"))
        return pair.sub(lambda one: bytes.fromhex(one[1].decode()), plain).decode("utf-8", "ignore")

    return read


def _escaped(text: str) -> str:
    return re.sub(r"\\+u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text)


writings: tuple[Writing, ...] = (
    _encoded("utf-8", 2),
    _encoded("utf-16-le", 2),
    _encoded("utf-16-be", 2),
    _encoded("utf-32-le", 4),
    _base64("utf-8"),
    _by_byte("hex", "", _hexadecimal),
    _by_byte("percent", "%", lambda text: unquote(text, errors="ignore")),
    _by_byte("quoted-printable", "=", _marked("=")),
    _by_byte("bytes as Python shows them", "\\x", _marked("\\x")),
    _by_letter("JSON", ("\\u{:04x}", "\\u{:04X}", "\\\\u{:04x}"), _escaped),
    _by_letter("entities", ("&#{};", "&#x{:x};", "&#x{:X};"), html.unescape),
)


def forms(word: str) -> set[bytes]:
    """Return every way of writing a word that the search knows."""
    cased = {word, word.lower(), word.upper(), word.capitalize()}
    return {form for text in cased for writing in writings for form in writing.write(text)}
