"""Who has which colour: one colour for each thing, the same in every chart.

The colours can be told apart by readers with any colour vision, and text in each of them can be read on white. A forker
registers a country, an industry or a place of their own in `THINGS`; without that it is blue where a chart is about it.

A label names a thing if it begins with the thing's name, in whole words and in any case: "Seoul 2011", "Wonju 원주시"
and "Korea's median" name Seoul, Wonju and Korea; "Koreans" names nothing. Of several names that fit the longest counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

BLUE, AMBER, GREEN, MAUVE = "#0072b2", "#b8580c", "#0f6e42", "#934980"
BROWN, VIOLET, MAROON, TEAL = "#6a4c0d", "#4f1590", "#75063a", "#0b4a4a"

SUBJECT = BLUE  # what a chart is about, if it has no colour of its own; no thing is registered with it
CONTEXT = "#767676"  # what the subject is seen against
STRONG = (SUBJECT, AMBER, GREEN, MAUVE, BROWN, VIOLET, MAROON, TEAL)  # in the order in which free ones are given
PALETTE = (*STRONG, CONTEXT)

# Families: things that a chart compares have different colours; things of different families may share one.
THINGS: Mapping[str, Mapping[str, str]] = {
    "countries": {
        "Korea": AMBER,
        "China": MAROON,
        "Germany": BROWN,
        "Japan": GREEN,
        "United Kingdom": MAUVE,
        "United States": VIOLET,
        "Canada": TEAL,
    },
    "regions": {
        "Seoul": VIOLET,
        "Capital region": TEAL,
        "Gangwon": GREEN,
        "Wonju": MAROON,
    },
    "states": {"Ohio": GREEN, "Michigan": MAROON, "Tennessee": TEAL},
    "industries": {"Electronics": TEAL},
    "measures": {"Manufacturing": VIOLET, "GRDP": BROWN, "Derived": AMBER},
    "firms": {"All firms": TEAL, "Urban-type": AMBER, "High-tech": VIOLET},
    "verdicts": {
        "Reproduced": GREEN,
        "Rounding": TEAL,
        "Contradicted": AMBER,
        "Misleading": MAUVE,
        "Unchecked": CONTEXT,
    },
}
ALIASES: Mapping[str, str] = {
    "South Korea": "Korea",
    "Republic of Korea": "Korea",
    "All states": "United States",
    "Tech Hubs": "United States",
    "Catapults": "United Kingdom",
    "Superclusters": "Canada",
    "All manufacturing": "Manufacturing",
    "All output": "GRDP",
}

_COLOURS = {name: colour for family in THINGS.values() for name, colour in family.items()}
_NAMES = {name.casefold(): name for name in _COLOURS} | {alias.casefold(): name for alias, name in ALIASES.items()}
_LONGEST_FIRST = re.compile("|".join(rf"{re.escape(name)}(?!\w)" for name in sorted(_NAMES, key=len, reverse=True)))


@cache
def thing(label: str) -> str | None:
    """Return the registered thing that a label names; None if it names none."""
    found = _LONGEST_FIRST.match(label.strip().casefold())
    return _NAMES[found.group()] if found else None


def colour(label: str) -> str:
    """Return the colour of what a label names: its own if it is registered, else that of a chart's subject."""
    return _COLOURS.get(thing(label) or "", SUBJECT)


def colours(labels: Sequence[str], highlight: Collection[str] | None = None) -> dict[str, str]:
    """Give each label of a chart its colour.

    A registered thing has its own, highlighted or not. The others get the colours that no registered thing of the chart
    has, in the order of `highlight`: first the subject's, then the rest; a label that is not highlighted, and one for
    which no colour is left, gets the colour of context.

    Args:
        labels: all labels of the chart.
        highlight: the labels that the chart is about; without it, all of them.
    """
    own = {label: _COLOURS[name] for label in labels if (name := thing(label)) is not None}
    free = iter([strong for strong in STRONG if strong not in own.values()])
    about = labels if highlight is None else highlight
    given = {label: next(free, CONTEXT) for label in dict.fromkeys(about) if label in labels and label not in own}
    return {label: own.get(label) or given.get(label, CONTEXT) for label in labels}
