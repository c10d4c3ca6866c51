"""Light pictures: what is not seen goes, what is seen stays in its place."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import vl_convert

from mfgbook.site.svg import lightened

PATH = '<path d="M0,0h5v5h-5Z" {}/>'


def inside(drawn: str) -> str:
    picture = lightened(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g fill="none">{drawn}</g></svg>'
    )
    return picture.removeprefix('<svg width="9" height="9">').removesuffix("</svg>")


def test_what_is_not_seen_is_left_out() -> None:
    unseen = ['fill="red" opacity="0"', 'fill="red" display="none"', 'fill="transparent"', 'class="background"']
    assert "path" not in inside("".join(map(PATH.format, unseen)))
    assert inside(PATH.format('fill="red"')).count("<path") == 1


def test_a_shape_without_colours_stays_where_it_has_those_around_it() -> None:
    assert "<path" in inside(f'<g fill="red">{PATH.format("")}</g>')


def test_places_are_kept_to_a_tenth() -> None:
    assert inside('<text transform="translate(12.345,6)" fill="red">a</text>').count('x="12.3" y="6"') == 1
    circle = inside('<path transform="translate(-7.06,8)" d="M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0" fill="red"/>')
    assert 'cx="-7.1"' in circle
    assert 'r="2"' in circle
    turned = '<text transform="translate(1,2) rotate(-45)" fill="red">a</text>'
    assert 'transform="translate(1,2) rotate(-45)"' in inside(turned)


def test_lines_that_look_alike_are_one_path_and_none_is_drawn_twice() -> None:
    tick = '<line transform="translate({},0)" x2="0" y2="5" stroke="#333"/>'
    joined = inside("".join(tick.format(x) for x in (1, 11, 1, 10)))
    assert re.findall('d="([^"]+)"', joined) == ["M1,0v5M11,0v5M10,0v5"]
    other = '<line transform="translate(1,0)" x2="0" y2="50" stroke="{}"/>'
    assert inside(tick.format(1) + other.format("#333")).count("v5") == 2
    assert inside(tick.format(1) + other.format("red")).count("<path") == 2


def test_a_group_says_what_its_members_share_and_no_more() -> None:
    texts = "".join(f'<text y="{y}" fill="{fill}">{y}</text>' for y, fill in ((1, "red"), (2, "red"), (3, "blue")))
    group = ElementTree.fromstring(inside(f"<g>{texts}</g>"))
    fills = [text.get("fill") or holder.get("fill") for holder in group.iter("g") for text in holder.findall("text")]
    assert fills == ["red", "red", "blue"]
    mixed = inside('<g><text fill="red">a</text><text fill="red">b</text><text stroke="red">c</text></g>')
    assert mixed.count('fill="red"') == 2  # the third has no filling, and must not inherit one


def test_the_picture_of_a_chart_loses_half_its_weight_and_no_word() -> None:
    rows = [{"name": f"A & B <{i}>", "value": i / 7} for i in range(12)]
    encoding = {"x": {"field": "value", "type": "quantitative"}, "y": {"field": "name", "type": "nominal"}}
    picture = vl_convert.vegalite_to_svg({"data": {"values": rows}, "mark": "bar", "encoding": encoding})
    light = lightened(picture)
    assert len(light) < len(picture) / 2
    words = ["".join(text.itertext()) for text in ElementTree.fromstring(light).iter("text")]
    assert {row["name"] for row in rows} <= set(words)
