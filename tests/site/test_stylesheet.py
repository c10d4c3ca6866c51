"""The pruning of style sheets."""

from __future__ import annotations

import pytest

from mfgbook.site.stylesheet import pruned

NAMES = {"here", "md:flex", "id-1"}


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("p{color:red}.gone{color:blue}", "p{color:red}"),
        (".here,.gone a{color:red}", ".here{color:red}"),
        (".here.gone{color:red}#id-1 b{color:red}", "#id-1 b{color:red}"),
        ("a:not(.gone):is(.here,.gone){color:red}", "a:not(.gone):is(.here,.gone){color:red}"),
        (r".md\:flex{color:red}", r".md\:flex{color:red}"),
        ('a[href=".gone"]{color:red}', 'a[href=".gone"]{color:red}'),
        ('p{content:"}.gone{"}.here{color:red}', 'p{content:"}.gone{"}.here{color:red}'),
        ("p{background:url(data:image/svg+xml;x)}", "p{background:url(data:image/svg+xml;x)}"),
        ("@media print{.gone{color:red}}@media print{.here{color:red}}", "@media print{.here{color:red}}"),
        ("@font-face{font-family:X}p{color:red}", "p{color:red}"),
        ("@keyframes a{to{top:0}}@keyframes b{to{top:0}}p{animation:b 1s}", "@keyframes b{to{top:0}}p{animation:b 1s}"),
        ('@charset "UTF-8";/* a note */@import "x.css";p{color:red}', "p{color:red}"),
        ("/*! MIT */p{color:red}/*# sourceMappingURL=x.map */", "/*! MIT */\np{color:red}"),
    ],
)
def test_only_rules_that_can_match_are_left(css: str, left: str) -> None:
    assert pruned(css, NAMES) == left
