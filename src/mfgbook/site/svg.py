"""Makes pictures light: what Vega draws, in about a third of the characters.

A page holds two pictures of each chart, so their weight is most of the page's. Nothing here knows charts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# What a picture with a text alternative of its own, in a page with a font of its own, need not carry.
_IDLE = {"role", "class", "font-family", "pointer-events", "version"}
_USUAL = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "x2": "0", "y2": "0", "font-weight": "normal"}
_INHERITED = (
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
)
_PLACES = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "r", "cx", "cy", "width", "height"}
_APART = {"defs", "clipPath", "linearGradient", "radialGradient"}  # left as they are
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_DECIMALS = re.compile(r"-?\d+\.\d+")
_RGB = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")
_SHIFT = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
_NOTHING = re.compile(r"(M0,0h0v0h0Z)?")


def size(picture: str) -> tuple[float, float]:
    """Return the width and height of a picture in pixels.

    Raises:
        ValueError: if it has none.
    """
    match = _SIZE.search(picture)
    if match is None:
        raise ValueError("the picture has no size")
    return float(match[1]), float(match[2])


def lightened(picture: str) -> str:
    """Return a picture without what cannot be seen in it, its shapes placed to a tenth of a pixel.

    The namespace is left out, as it may be in HTML.
    """
    root = ElementTree.fromstring(picture)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        if _HREF in element.attrib:
            element.set("href", element.attrib.pop(_HREF))
    _thin(root, filled=False)
    _join_lines(root)
    _hoist(root)
    _unwrap(root)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _thin(element: Element, filled: bool) -> None:
    """Take out, below an element, what is not seen, and write the rest shorter.

    Args:
        element: changed in place.
        filled: whether a shape is seen that says nothing of its own colours.
    """
    if element.tag in _APART:
        return
    filled = filled or any(_is_colour(element.get(name)) for name in ("fill", "stroke"))
    for name, value in list(element.attrib.items()):
        if name in _IDLE or name.startswith("aria-") or _USUAL.get(name) == value:
            del element.attrib[name]
        elif name in _PLACES:
            element.set(name, _DECIMALS.sub(lambda number: f"{round(float(number[0]), 1):g}", value))
        elif name in ("fill", "stroke"):
            element.set(name, _RGB.sub(lambda rgb: "#" + "".join(f"{int(part):02x}" for part in rgb.groups()), value))
    if element.get("transform") == "translate(0,0)":
        del element.attrib["transform"]
    for child in element:
        _thin(child, filled)
    element[:] = [child for child in element if _is_seen(child, filled)]
    if "opacity" in element.attrib and not _is_colour(element.get("stroke")) and element.tag in ("path", "text"):
        element.set("fill-opacity", element.attrib.pop("opacity"))  # the same for what has no outline, and inherited
    _name_shape(element)


def _is_colour(value: str | None) -> bool:
    return value not in (None, "none", "transparent")


def _is_seen(element: Element, filled: bool) -> bool:
    if element.get("display") == "none" or "0" in (element.get("opacity"), element.get("fill-opacity")):
        return False
    if element.tag == "g":
        return len(element) > 0
    if element.tag == "text":
        return bool("".join(element.itertext()).strip())
    if element.tag == "path":
        colours = [element.get(name) for name in ("fill", "stroke")]
        drawn = any(map(_is_colour, colours)) or (filled and None in colours)
        return drawn and not _NOTHING.fullmatch(element.get("d", ""))
    return True


def _name_shape(element: Element) -> None:
    """Write a circle as such, and the place of a circle or a text without a transformation."""
    circle = _CIRCLE.fullmatch(element.get("d", ""))
    if circle:
        element.tag = "circle"
        element.set("r", circle[1])
        del element.attrib["d"]
    place = _SHIFT.fullmatch(element.get("transform", ""))
    names = {"circle": ("cx", "cy"), "text": ("x", "y")}.get(element.tag, ())
    if place and names and not set(names) & set(element.attrib) and not len(element):
        del element.attrib["transform"]
        element.attrib.update(zip(names, place.groups(), strict=True))


def _join_lines(element: Element) -> None:
    """Write neighbouring lines that look the same as one path, each place once."""
    members: list[Element] = []
    for child in element:
        _join_lines(child)
        if child.tag == "line":
            _make_path(child)
            before = members[-1] if members else None
            if before is not None and before.tag == "path" and _look(before) == _look(child):
                if f"{child.attrib['d']}M" not in f"{before.attrib['d']}M":
                    before.attrib["d"] += child.attrib["d"]
                continue
        members.append(child)
    element[:] = members


def _make_path(line: Element) -> None:
    """Turn a line into a path where that says the same."""
    place = _SHIFT.fullmatch(line.get("transform", "translate(0,0)"))
    if place is None or "opacity" in line.attrib or {"x1", "y1"} & set(line.attrib):
        return
    across, down = line.attrib.pop("x2", "0"), line.attrib.pop("y2", "0")
    line.attrib.pop("transform", "")
    step = f"h{across}" if down == "0" else f"v{down}" if across == "0" else f"l{across},{down}"
    line.tag = "path"
    line.set("d", f"M{place[1]},{place[2]}{step}")


def _look(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.attrib.items() if name != "d"}


def _hoist(element: Element) -> None:
    """Say once, on a group, what most of its members would each say."""
    if element.tag in _APART:
        return
    for child in element:
        _hoist(child)
    members = [child for child in element if child.tag not in _APART]
    if element.tag != "g" or len(members) < 2:
        return
    for name in _INHERITED:
        usual = _usual(child.get(name) for child in members)
        if usual and name not in element.attrib:
            element.set(name, usual)
            for child in members:
                if child.get(name) == usual:
                    del child.attrib[name]


def _usual(values: Iterable[str | None]) -> str:
    """Return the value that most members have, if all have one: a member without would inherit it."""
    (value, times), *_ = (counted := Counter(values)).most_common(1)
    return value if value and times > 1 and None not in counted else ""


def _unwrap(element: Element) -> None:
    """Let the members of groups that say nothing stand by themselves."""
    members: list[Element] = []
    for child in element:
        _unwrap(child)
        members += list(child) if child.tag == "g" and not child.attrib else [child]
    element[:] = members
