"""The search finds a canary however it is written, packed, and wherever it lies."""

import base64
import gzip
import html
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import cramjam
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from .search import forms, found_in, lies_in
from .words import Canary, new_canary
from .writings import writings

WORDS = [
    new_canary(f"field {number}", "sealed", "cyrillic" if number % 2 else "latin")
    for number in range(2_000)
]
WANTED = frozenset(one.word for one in WORDS)

canary = st.sampled_from(WORDS)
around = st.binary(max_size=300)
case = st.sampled_from([str, str.upper, str.capitalize, str.title])
Packed = Callable[[bytes], bytes]


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.bin", data)
    return packed.getvalue()


# They say where they begin, so they are found anywhere.
ANYWHERE: dict[str, Packed] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zip": zipped,
    "a large value of IndexedDB": lambda data: (
        b"\xff\x15\xff\x11\x02" + bytes(cramjam.snappy.compress_raw(data))
    ),
}
# They do not, so a piece must begin with them.
AT_THE_BEGINNING: dict[str, Packed] = {
    "deflate": deflated,
    "brotli": lambda data: bytes(cramjam.brotli.compress(data)),
    "snappy": lambda data: bytes(cramjam.snappy.compress_raw(data)),
}

packing = st.tuples(st.sampled_from(sorted(ANYWHERE)), around, around)
outer = st.one_of(
    packing.map(lambda one: (ANYWHERE[one[0]], one[1], one[2])),
    st.sampled_from(sorted(AT_THE_BEGINNING)).map(lambda name: (AT_THE_BEGINNING[name], b"", b"")),
)


@settings(max_examples=1_000, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    word=canary,
    cased=case,
    writing=st.sampled_from(writings),
    which=st.integers(0, 10),
    before=around,
    after=around,
    packings=st.lists(outer, max_size=2),
)
def test_a_word_in_any_writing_packed_twice_is_found_at_any_offset(
    word: Canary,
    cased: Callable[[str], str],
    writing: object,
    which: int,
    before: bytes,
    after: bytes,
    packings: list[tuple[Packed, bytes, bytes]],
) -> None:
    assert writing in writings
    written = sorted(writing.write(cased(word.word)))
    data = before + written[which % len(written)] + after
    for pack, left, right in packings:
        data = left + pack(data) + right
    assert found_in(data, WANTED) == {word.word}


@settings(max_examples=200, deadline=None)
@given(word=canary, before=around, after=around, line=st.integers(0, 3))
def test_a_word_in_base64_is_found_at_any_alignment(
    word: Canary, before: bytes, after: bytes, line: int
) -> None:
    encode = (base64.b64encode, base64.urlsafe_b64encode)[line % 2]
    data = encode(before + word.word.encode() + after)
    assert found_in(data, WANTED) == {word.word}


@settings(max_examples=100, deadline=None)
@given(noise=st.binary(max_size=20_000))
def test_noise_holds_none(noise: bytes) -> None:
    assert found_in(noise, WANTED) == set()


@pytest.mark.parametrize("word", [WORDS[0].word, WORDS[1].word], ids=["latin", "cyrillic"])
@pytest.mark.parametrize(
    "write",
    [
        lambda word: quote(word).encode(),
        lambda word: json.dumps({"a": word}).encode(),
        lambda word: json.dumps(json.dumps({"a": word})).encode(),
        lambda word: html.escape(word).encode("ascii", "xmlcharrefreplace"),
        lambda word: word.encode().hex().encode(),
        lambda word: repr(word.encode()).encode(),
        lambda word: word.encode("utf-16"),
        lambda word: b"x" + word.encode("utf-16-be"),
        lambda word: word.encode("utf-32"),
        lambda word: (
            b"Content-Transfer-Encoding: quoted-printable\n\n"
            + quopri.encodestring(("a" * 55 + word).encode())
        ),
        lambda word: (
            b"Content-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(("a" * 47 + word).encode())
        ),
    ],
)  # fmt: skip
def test_what_others_write_is_found(word: str, write: Callable[[str], bytes]) -> None:
    assert found_in(write(word), WANTED) == {word}


def test_a_word_cut_short_is_told() -> None:
    word = WORDS[3].word
    assert found_in(word[:-2].encode(), WANTED) == {word}
    assert found_in(word[:-5].encode(), WANTED) == set()


def test_the_search_tells_each_word() -> None:
    text = " ".join(sorted(WANTED)).encode()
    assert found_in(text, WANTED) == WANTED
    half = frozenset(sorted(WANTED)[:1_000])
    assert found_in(text, half) == half


def test_any_other_word_is_found_form_by_form() -> None:
    code = "4951120738"
    for form in forms(code):
        assert lies_in(gzip.compress(b"xx" + form + b"yy"), [code]) == {code}
    assert lies_in(b"4951120739" * 50, [code]) == set()


def test_canaries_are_made_of_letters_and_are_the_same_each_time() -> None:
    assert len(WANTED) == len(WORDS)
    assert all(one.word.isalpha() and len(one.word) <= 24 for one in WORDS)
    assert new_canary("field 7", "sealed", "cyrillic") == WORDS[7]
