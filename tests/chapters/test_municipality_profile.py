"""The pages of Gangwon's cities and counties, and the page that compares them."""

import pytest
from chapter import charts, checks, findings, run

from mfgbook.data import load
from mfgbook.errors import BookError
from mfgbook.runs.plan import slug

PROFILE, INDEX = "municipality_profile", "gangwon_municipalities"
GYEONGNAM = """region,province,municipality,municipality_ko,kind
Gyeongnam/Geoje,Gyeongnam,Geoje,거제시,city
Gyeongnam/Tongyeong,Gyeongnam,Tongyeong,통영시,city
Gyeongnam/Goseong,Gyeongnam,Goseong,고성군,county
"""


@pytest.fixture(scope="module")
def wonju():
    return run(PROFILE)


def test_wonju_makes_most_and_loses_share(wonju):
    found = findings(wonju)
    assert (found["share"], found["share_place"]) == (34.8, "number 1 of 18")
    # By hand: 34.8 / 1.04^5 over the sum of all eighteen, each taken back five years at its own rate.
    assert found["earlier_share"] == pytest.approx(36.9, abs=0.05)
    assert found["share_moved"] == "fell"
    assert found["contribution"] == pytest.approx(7.99, abs=0.01)
    assert found["employed_change"] == pytest.approx(28.0, abs=0.05)
    assert found["cluster_names"] == "Semiconductors, Bio-health and Future mobility"
    assert found["missing_words"] == ""


def test_similar_municipalities_link_to_their_pages(wonju):
    tables = "".join(str(cell.outputs) for cell in wonju.cells if cell.id == "q5-table")
    for name in ("Chuncheon", "Gangneung", "Hongcheon"):
        assert f'<a href="municipality_profile-{slug(name)}.html">{name}</a>' in tables
    assert 'municipality_profile-wonju.html">' not in tables


def test_a_shrinking_county_level_with_another():
    found = findings(run(PROFILE, municipality="Hwacheon"))
    assert found["growth"] == -6.9
    assert found["growth_place"] == "number 18 of 18"
    assert found["share_place"] == "number 17 of 18, level with Yanggu"
    assert "number 17" in found["rank_words"]
    assert found["contribution"] < 0
    assert found["cluster_names"] == "Food tech"


def test_another_base_year_and_more_neighbours():
    found = findings(run(PROFILE, municipality="Hoengseong", base_year="2018", neighbours="5"))
    assert found["employed_change"] == pytest.approx(7.7, abs=0.05)
    assert found["gained_word"] == "more"  # from 2013 on it is just below the median
    assert found["share_moved"] == "rose"
    assert len(found["similar_names"].replace(" and ", ", ").split(", ")) == 5


def test_another_province_says_what_is_missing(tmp_path):
    (tmp_path / "municipalities.csv").write_text(GYEONGNAM, encoding="utf-8")
    executed = run(PROFILE, tmp_path, province="Gyeongnam", municipality="Goseong")
    found = findings(executed)
    assert (
        found["missing_words"]
        == " The tables hold nothing for this page on manufacturing output and clusters planned in Gyeongnam."
    )
    assert found["share"] is None
    assert found["province_growth_text"] == "an unknown rate"
    assert found["employed_place"].endswith("of 18")  # beside all of its province, whatever has a page
    assert [chart["usermeta"]["id"] for chart in charts(executed)] == ["employed-residents"]


def test_revised_growth_turns_the_words_and_fewer_pages_do_not(tmp_path):
    places = load("municipalities")
    places[places["municipality"].isin(["Wonju", "Hwacheon"])].to_csv(tmp_path / "municipalities.csv", index=False)
    revised = load("wfi2025_municipalities")
    cell = (revised["region"] == "Gangwon/Wonju") & (revised["measure"] == "output_growth")
    revised.loc[cell, "value"] = 9.0
    revised.to_csv(tmp_path / "wfi2025_municipalities.csv", index=False)
    executed = run(PROFILE, tmp_path)
    found = findings(executed)
    assert found["share_moved"] == "rose"
    assert found["growth_place"] == "number 2 of 18"
    assert "Chuncheon" in found["similar_names"]
    tables = "".join(str(cell.outputs) for cell in executed.cells if cell.id == "q5-table")
    assert "municipality_profile-chuncheon" not in tables  # it has no page here


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"municipality": "Wonjoo"}, "has no municipality 'Wonjoo'. Did you mean Wonju"),
        ({"municipality": "Geoje"}, "has no municipality 'Geoje'"),
        ({"province": "Gangwn"}, "has no province 'Gangwn'. Did you mean Gangwon"),
        ({"base_year": "1990"}, "base_year: korea_local_employment has no year 1990"),
        ({"base_year": "2024"}, "base_year 2024 leaves no change to measure"),
        ({"half_unit": "-0.05"}, "half_unit -0.05 is negative"),
        ({"neighbours": "0"}, "neighbours 0: name at least one"),
        ({"neighbours": "three"}, "parameter 'neighbours' must be a whole number"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_to_do(given, message):
    with pytest.raises(BookError, match=message):
        checks(PROFILE, **given)


def test_the_index_compares_all_and_links_to_each():
    executed = run(INDEX)
    found = findings(executed)
    assert found["top_names"] == "Wonju, Donghae and Hoengseong"
    assert found["top_share"] == pytest.approx(59.6)
    assert found["faster_count"] == 6
    tables = "".join(str(cell.outputs) for cell in executed.cells if cell.id == "table-all")
    for name in load("municipalities")["municipality"]:
        assert f'<a href="municipality_profile-{slug(name)}.html">{name}</a>' in tables
    [panels] = charts(executed)
    assert len({row["place"] for rows in panels["datasets"].values() for row in rows if "place" in row}) == 18


def test_the_index_names_a_wrong_province():
    with pytest.raises(BookError, match="has no province 'Wonju'"):
        checks(INDEX, province="Wonju")


def test_names_agree_with_the_survey():
    survey = load("korea_local_employment").drop_duplicates("region").set_index("region")["municipality_ko"]
    places = load("municipalities").set_index("region")
    assert len(places) == 18
    assert places["municipality_ko"].equals(survey.reindex(places.index))
    assert (places["municipality_ko"].str[-1] == places["kind"].map({"city": "시", "county": "군"})).all()


def test_printed_shares_make_the_whole():
    report = load("wfi2025_municipalities")
    assert report.loc[report["measure"] == "output_share", "value"].sum() == pytest.approx(100)
    workers = report.pivot(index="region", columns="measure", values="value").dropna(subset=["workers"])
    totals = 100 * workers["workers"] / workers["workers_share"]
    assert totals.max() / totals.min() < 1.005  # one total of workers lies behind the three printed shares
