"""The drawings. Each goes into the page itself: no request, no name of a file, works offline."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "alert": '<path d="M12 4 3 19.5h18zM12 10v4M12 16.8v.2"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "book": '<path d="M5 5a2 2 0 0 1 2-2h12v18H7a2 2 0 0 1-2-2zM9 3v18"/>',
    "box": '<path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8"/>',
    "calendar": '<rect x="4" y="5" width="16" height="15" rx="2"/>'
    '<path d="M4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "eye-off": '<path d="M4 4l16 16M9.5 5.4A9 9 0 0 1 12 5c5 0 8 4.5 9 7a13 13 0 0 1-2.3 3.5'
    'M6.3 7.7C4.5 9 3.5 10.8 3 12c1 2.5 4 7 9 7a9 9 0 0 0 4.3-1.1"/>',
    "file": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "find": '<circle cx="11" cy="11" r="6"/><path d="m20 20-4.5-4.5"/>',
    "go": '<path d="m9 5 7 7-7 7"/>',
    "image": '<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/>'
    '<path d="m5 18 5-5 3 3 3-4 4 5"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/>'
    '<path d="M5 11a7 7 0 0 0 14 0M12 18v3"/>',
    "mail": '<rect x="4" y="6" width="16" height="12" rx="2"/><path d="m4.5 7.5 7.5 6 7.5-6"/>',
    "out": '<path d="M11 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h5M10 12h10M16 8l4 4-4 4"/>',
    "pen": '<path d="M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6'
    'M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3c2.3.8 3.5 2.7 3.5 5.7"/>',
    "phone": '<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>',
    "place": '<path d="M12 21c4.5-5 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7.5 16 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "unlock": '<rect x="5" y="11" width="14" height="9" rx="2"/>'
    '<path d="M8 11V8a4 4 0 0 1 7.5-2"/>',
}
NAMES = tuple(_PATHS)


def icon(name: str) -> SafeString:
    """Return the drawing, hidden from screen readers: a word always stands beside it."""
    drawing = mark_safe(_PATHS[name])
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', drawing
    )
