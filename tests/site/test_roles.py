"""Names and roles for readers with a screen reader."""

from __future__ import annotations

from mfgbook.site.roles import mended, named_toggles


def test_a_toggle_is_named_after_its_page() -> None:
    contents = '<li><a class="reference" href="x.html">A &amp; B</a><details><summary>v</summary></details></li>'
    assert '<summary aria-label="Pages below A &amp; B">' in named_toggles(contents)


def test_roles_that_do_not_fit_go_and_signs_have_a_name() -> None:
    body = '<div class="citation" id="x" role="doc-biblioentry">A</div><div role="list" class="citation-list"></div>'
    assert mended(body) == '<div class="citation" id="x">A</div><div class="citation-list"></div>'
    link = mended('<a class="headerlink" href="#x" title="Link to this heading">#</a>')
    assert 'aria-label="Link to this heading"' in link
