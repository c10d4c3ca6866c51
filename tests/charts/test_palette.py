"""One colour for each thing: how labels name things, what the others get, and that the colours can be told apart."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mfgbook import charts
from mfgbook.charts import palette
from mfgbook.site import vega

CSS = (Path(vega.__file__).parent / "assets" / "charts.css").read_text(encoding="utf-8")
TOLD_APART = 9  # CIEDE2000; two is what a trained eye sees side by side

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISIONS = {
    "any": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """The distance of two colours, after Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    a1, a2 = ((1.5 - 0.5 * np.sqrt(c**7 / (c**7 + 25**7))) * a for a in (a1, a2))
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    wave = [1, *(np.cos(np.radians(k * hue + s)) for k, s in ((1, -30), (2, 0), (3, 6), (4, -63)))] @ np.array(
        [1, -0.17, 0.24, 0.32, -0.2]
    )
    dl = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * wave)
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation *= np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


def dark(colour: str) -> str:
    """What the style sheet makes of a colour on a dark page."""
    [name] = set(
        re.findall(rf'\[data-theme="dark"\] \.chart svg \[(?:fill|stroke)="{colour}"\] {{\s*\S+ var\((\S+)\)', CSS)
    )
    return re.findall(rf"{name}: (#\w+);", CSS)[0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_distance_gives_the_published_values(one, other, expected):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", [str, dark])
def test_any_two_colours_are_told_apart_by_any_colour_vision(vision, theme):
    seen = {colour: lab(VISIONS[vision] @ linear(theme(colour))) for colour in palette.PALETTE}
    near = {
        pair: round(distance, 1)
        for pair in itertools.combinations(seen, 2)
        if (distance := ciede2000(*(seen[colour] for colour in pair))) < TOLD_APART
    }
    assert near == {}


@pytest.mark.parametrize("colour", palette.PALETTE)
def test_text_in_a_colour_and_paper_coloured_text_on_it_can_be_read(colour):
    assert contrast(colour, charts.base.PAPER) >= 4.5
    paper = re.findall(
        r'data-theme="dark"\] {[^}]*--chart-paper: (#\w+)',
        CSS + (Path(vega.__file__).parent / "assets" / "page.css").read_text(),
    )[0]
    assert contrast(dark(colour), paper) >= 4.5


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Korea", "Korea"),
        ("Korea's median", "Korea"),
        ("Korea, plan", "Korea"),
        ("republic of korea", "Korea"),
        ("Seoul 2019", "Seoul"),
        ("Seoul as the report prints it", "Seoul"),
        ("Wonju 원주시", "Wonju"),
        ("Electronics and electrical equipment", "Electronics"),
        ("Catapults 2023 (announced)", "United Kingdom"),
        ("All output (GRDP)", "GRDP"),
        ("Michigan (institute)", "Michigan"),
        ("Koreans abroad", None),
        ("Printed in Korea", None),
        ("Vietnam", None),
        ("", None),
    ],
)
def test_a_label_names_the_thing_that_it_begins_with_in_whole_words(label, expected):
    assert palette.thing(label) == expected


def test_of_several_names_that_fit_the_longest_counts():
    assert palette.thing("All manufacturing") == "Manufacturing"
    assert palette.thing("All firms") == "All firms"


@pytest.mark.parametrize("family", palette.THINGS)
def test_things_of_a_family_have_different_colours_and_never_the_subjects(family):
    given = list(palette.THINGS[family].values())
    assert len(set(given)) == len(given)
    assert palette.SUBJECT not in given
    assert set(given) <= set(palette.PALETTE)


def test_an_alias_names_a_thing_that_is_registered():
    assert {palette.thing(name) for name in palette.ALIASES.values()} == set(palette.ALIASES.values())


def test_a_registered_thing_keeps_its_colour_whatever_the_chart_is_about():
    countries = ["China", "Korea", "Japan"]
    for about in ([], ["Korea"], ["Japan", "China"], None):
        given = palette.colours(countries, about)
        assert given == {name: palette.THINGS["countries"][name] for name in countries}


@pytest.mark.parametrize("peers", [["Korea"], ["Korea", "Japan", "China"], ["Germany", "United States", "Canada"]])
def test_a_country_of_ones_own_is_the_subject_in_whatever_company(peers):
    assert palette.colours([*peers, "Vietnam"], ["Vietnam"])["Vietnam"] == palette.SUBJECT
    assert palette.colour("Vietnam") == palette.SUBJECT


def test_others_get_free_colours_in_the_order_of_what_the_chart_is_about():
    given = palette.colours(["Korea", "A", "B", "C"], ["C", "B"])
    assert list(given) == ["Korea", "A", "B", "C"]
    assert given["A"] == palette.CONTEXT
    assert given["C"] == palette.SUBJECT
    assert given["B"] not in {palette.AMBER, palette.SUBJECT, palette.CONTEXT}
    assert given["Korea"] == palette.AMBER


def test_where_the_colours_run_out_the_rest_is_context():
    names = [f"Line {n}" for n in range(12)]
    given = palette.colours(names)
    assert list(given.values()) == [*palette.STRONG, *[palette.CONTEXT] * 4]


def test_kinds_that_colour_could_not_tell_apart_are_refused():
    rows = pd.DataFrame(
        {"label": [f"r{n}" for n in range(10)], "kind": [f"k{n}" for n in range(10)], "low": 1.0, "high": 2.0}
    )
    caption = charts.Caption("x", "T", "U", "S", "A")
    with pytest.raises(ValueError, match="10 kinds, but only 9"):
        charts.ranges(rows, "label", "low", "high", caption, kind="kind")
