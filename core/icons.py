"""The icons: a 24-unit grid, strokes of 1.75, drawn in the color of the text. Each stands beside a word."""

from django.utils.safestring import SafeString, mark_safe

_DISC = '<circle cx="12" cy="12" r="8.5"/>'
_TICK = '<path d="M7.8 12.4l2.9 2.9 5.6-6" stroke="var(--paper)" stroke-width="2"/>'

ICONS: dict[str, str] = {
    # Status
    "check": f'<circle cx="12" cy="12" r="9" fill="currentColor" stroke="none"/>{_TICK}',
    "ring": _DISC,
    "half": f'{_DISC}<path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none"/>',
    "here": f'{_DISC}<circle cx="12" cy="12" r="4" fill="currentColor" stroke="none"/>',
    "warn": '<path d="M12 3.5L22 20.5H2z"/><path d="M12 10v4.5M12 17.4v.2" stroke-width="2"/>',
    "wrong": f'{_DISC}<path d="M9 9l6 6M15 9l-6 6"/>',
    "minus": f'{_DISC}<path d="M8 12h8"/>',
    "info": f'{_DISC}<path d="M12 11v5M12 7.8v.2" stroke-width="2"/>',
    "clock": f'{_DISC}<path d="M12 7.5V12l3 2"/>',
    "hourglass": '<path d="M7 4h10M7 20h10M8.5 4v3c0 2.5 7 7 7 10v3M15.5 4v3c0 2.5-7 7-7 10v3"/>',
    "renew": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M18 3v4h-4"/>',
    "lock": '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    # Things
    "mail": '<path d="M3.5 6h17v12h-17zM4 7l8 6.5L20 7"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.8a3.5 3.5 0 0 1 0 6.4'
    'M17.5 14.5c2.3.7 3.5 2.6 3.5 5.5"/>',
    "eye": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.5"/>',
    "badge": '<circle cx="12" cy="9" r="5.5"/><path d="M8.5 13.5L7 21l5-2.5L17 21l-1.5-7.5"/>',
    "pause": '<path d="M8 4v16M16 4v16" stroke-width="4" stroke-linecap="butt"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    # Acts
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "upload": '<path d="M12 16V4.5M7 9l5-5 5 5M5 20h14"/>',
    "print": '<path d="M7 8V4h10v4M7 17H4V8h16v9h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
    "settings": '<path d="M4 7h9.5M18.5 7H20M4 17h1.5M10.5 17H20"/><circle cx="16" cy="7" r="2.5"/>'
    '<circle cx="8" cy="17" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "react": '<path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20z"/>',
    "comment": '<path d="M4 5h16v11h-9l-5 4v-4H4z"/>',
    "share": '<path d="M5 19L19 5M10 5h9v9"/>',
}
_MARKUP = {
    name: mark_safe(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shape}</svg>')  # noqa: S308
    for name, shape in ICONS.items()
}


def icon(name: str) -> SafeString:
    """The icon as inline SVG; an unknown name is a mistake of the template's author and raises `KeyError`."""
    return _MARKUP[name]
