"""Files as people have them: a photo that tells where it was taken, a PDF, sounds with notes."""

import struct
from base64 import b64decode

from playwright.sync_api import Page

# Noise does not shrink: the picture is larger than one piece even when it is drawn anew.
DRAW = """([width, height]) => {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const pen = canvas.getContext("2d");
  const noise = pen.createImageData(width, height);
  for (let i = 0; i < noise.data.length; i += 65536)
    crypto.getRandomValues(noise.data.subarray(i, i + 65536));
  for (let i = 3; i < noise.data.length; i += 4) noise.data[i] = 255;
  pen.putImageData(noise, 0, 0);
  pen.fillStyle = "red";
  pen.fillRect(0, 0, width / 2, height / 2);
  return canvas.toDataURL("image/jpeg", 0.9);
}"""


def drawn(page: Page, width: int, height: int) -> bytes:
    """Return a JPEG of noise with a red quarter at its upper left."""
    url: str = page.evaluate(DRAW, [width, height])
    return b64decode(url.partition(",")[2])


def exif(words: str, orientation: int) -> bytes:
    """Return an APP1 segment: a description, an orientation, and a place north of Samara."""
    text = words.encode() + b"\0"
    at = 8 + 2 + 3 * 12 + 4
    gps_at = at + len(text) + len(text) % 2
    entries = [
        (0x010E, 2, len(text), struct.pack("<I", at)),
        (0x0112, 3, 1, struct.pack("<HH", orientation, 0)),
        (0x8825, 4, 1, struct.pack("<I", gps_at)),
    ]
    rational_at = gps_at + 2 + 2 * 12 + 4
    gps = [
        (1, 2, 2, b"N\0\0\0"),
        (2, 5, 3, struct.pack("<I", rational_at)),
    ]
    body = b"II*\0" + struct.pack("<I", 8) + _directory(entries)
    body = body.ljust(at, b"\0") + text
    body = body.ljust(gps_at, b"\0") + _directory(gps)
    body += struct.pack("<6I", 53, 1, 11, 1, 4242, 100)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 8) + b"Exif\0\0" + body


def _directory(entries: list[tuple[int, int, int, bytes]]) -> bytes:
    packed = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return struct.pack("<H", len(entries)) + packed + b"\0\0\0\0"


def photo(page: Page, words: str, width: int = 1600, height: int = 1000) -> bytes:
    """Return a photo as a telephone takes it: turned (orientation 6), with place and words."""
    plain = drawn(page, width, height)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + words.encode() + b"</x:xmpmeta>"
    comment = b"\xff\xfe" + struct.pack(">H", len(words.encode()) + 2) + words.encode()
    told = exif(words, 6) + b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp + comment
    return plain[:2] + told + plain[2:]


def segments(jpeg: bytes) -> list[int]:
    """Return the markers of a JPEG up to its pixels."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return (width, height) as the frame header tells."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


def pdf(words: str, pages: int = 2) -> bytes:
    """Return a PDF whose pages say so in large letters."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(pages):
        drawing = f"BT /F1 48 Tf 40 {300 - 60 * number} Td ({words} {number + 1}) Tj ET"
        parts.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        parts.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)


def mp3(words: str) -> bytes:
    """Return an MP3 with ID3 in front and behind."""
    text = b"\0" + words.encode()
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    tag = b"ID3\x03\x00\x00" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame
    return tag + MP3_FRAME * 20 + (b"TAG" + words.encode()).ljust(128, b"\0")


def box(kind: bytes, *inside: bytes) -> bytes:
    """Return an MP4 box."""
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + kind + body


def m4a(words: str, handler: bytes = b"soun") -> bytes:
    """Return an M4A's boxes with a title, a name of the telephone and the moment it was made."""
    told, dated = words.encode(), b"\0\0\0\0" + b"\xdd\xee\xff\x11" * 2 + bytes(80)
    header = box(b"hdlr", bytes(8) + handler + bytes(12) + told)
    media = box(b"mdia", box(b"mdhd", dated), header, box(b"minf", bytes(16)))
    track = box(b"trak", box(b"tkhd", dated), media, box(b"udta", told))
    movie = box(b"moov", box(b"mvhd", dated), track, box(b"udta", box(b"meta", told)))
    return box(b"ftyp", b"M4A \0\0\0\0") + movie + box(b"uuid", told) + box(b"mdat", bytes(64))


def ogg(*comments: str) -> bytes:
    """Return the first pages of an Ogg Opus file with these comments."""
    told = [comment.encode() for comment in comments]
    listed = b"".join(struct.pack("<I", len(one)) + one for one in told)
    tags = b"OpusTags" + struct.pack("<I", 6) + b"libopu" + struct.pack("<I", len(told)) + listed
    head = b"OpusHead\x01\x01" + bytes(9)
    return b"".join(_page(number, body) for number, body in enumerate((head, tags, bytes(200))))


def _page(number: int, body: bytes) -> bytes:
    whole, rest = divmod(len(body), 255)
    lacing = b"\xff" * whole + bytes([rest])
    head = b"OggS\0\0" + bytes(8) + struct.pack("<III", 7, number, 0)
    return head + bytes([len(lacing)]) + lacing + body


def webm(words: str, track: int = 2) -> bytes:
    """Return a WebM with a title, tags and one track; its segment does not know its length."""
    told = words.encode()
    info = _element("1549a966", _element("2ad7b1", b"\x0f\x42\x40"), _element("7ba9", told))
    tracks = _element("1654ae6b", _element("ae", _element("83", bytes([track]))))
    cluster = bytes.fromhex("1f43b675ff") + _element("e7", b"\0") + _element("a3", bytes(300))
    head = _element("1a45dfa3", _element("4282", b"webm"))
    tags = _element("1254c367", _element("7373", told * 30))
    return head + bytes.fromhex("18538067ff") + info + tags + tracks + cluster


def _element(mark: str, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return bytes.fromhex(mark) + struct.pack(">H", 0x4000 | len(body)) + body
