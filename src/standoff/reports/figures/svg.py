"""Small pieces of SVG as escaped text: elements, text widths, and shortening to a width.

Every string that enters goes through `markupsafe.escape`; an attribute's name is always ours.
"""

from __future__ import annotations

from markupsafe import Markup, escape

FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
NARROW = frozenset("fijlrtI.,:;'|!()[] -")
WIDE = frozenset("mwMW@%—…+=<>±−→")
MARGIN = 1.06  # fonts differ a little: labels are given this much more room than was estimated

Attribute = str | float | int | None


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """One element. `stroke_width=2` becomes `stroke-width="2"`, `class_` becomes `class`.

    Examples
    --------
    >>> tag("text", "<b>", x=1.5, class_="note")
    Markup('<text x="1.5" class="note">&lt;b&gt;</text>')
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(escape(child) for child in children)
    return Markup(f"<{name}{said}>{inside}</{name}>" if children else f"<{name}{said}/>")


def _value(value: Attribute) -> str:
    """Coordinates with at most one decimal, small sizes with two: the same bytes everywhere."""
    if isinstance(value, float):
        text = f"{value:.{1 if abs(value) >= 10 else 2}f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text
    return str(value)


def figure(*children: str, size: tuple[float, float], title: str, class_: str = "drawing") -> Markup:
    """A whole drawing with its title, as wide as its viewBox says and never wider than the page."""
    width, height = size
    return tag(
        "svg",
        tag("title", title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(float(width))} {_value(float(height))}",
        width=float(width),
        height=float(height),
        role="img",
        class_=class_,
    )


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width in pixels of a text in a font of Helvetica's metrics, a little too large."""
    total = 0.0
    for letter in text:
        if letter in NARROW:
            total += 0.32
        elif letter in WIDE:
            total += 0.86
        elif ord(letter) > 0x2E80:
            total += 1.0
        elif letter.isupper():
            total += 0.69
        else:
            total += 0.545
    return total * size * MARGIN * (1.06 if bold else 1.0)


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(text: str, width: float, size: float, lines: int) -> list[str]:
    """The text broken at spaces into at most `lines` lines, the last one shortened."""
    out: list[str] = []
    rest = text.split()
    while rest and len(out) < lines - 1:
        row = [rest.pop(0)]
        while rest and text_width(" ".join([*row, rest[0]]), size) <= width:
            row.append(rest.pop(0))
        out.append(shorten(" ".join(row), width, size))
    if rest:
        out.append(shorten(" ".join(rest), width, size))
    return out or [""]
