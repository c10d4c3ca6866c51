"""Chapter 1 as a re-runner meets it: other parameters, other data, and mistakes."""

import nbformat
import pandas as pd
import pytest
from chapter import checks, findings, run, run_in_kernel

from mfgbook.data import shipped_folder
from mfgbook.errors import BookError

CHAPTER = "korea_manufacturing_decline"


@pytest.fixture(scope="module")
def default():
    return run(CHAPTER)


def test_the_groups_reproduce_the_published_total(default):
    """Previous-year-price weights are right if the chain of the groups is the statistical office's own total."""
    accounts = pd.read_csv(shipped_folder() / "korea_regional_accounts.csv").query("area == 'Korea'").set_index("year")
    published = accounts["manufacturing_gva_volume"]
    found = findings(default)
    growth = 100 * (published[found["growth_end"]] / published[found["base"]] - 1)
    assert found["growth"] == pytest.approx(growth, abs=1e-4)
    assert found["leader_points"] + found["rest_points"] == pytest.approx(found["growth"])


@pytest.mark.parametrize(
    ("parameters", "turned"),
    [
        (
            {"country": "JPN", "peers": "[USA, DEU]", "start_year": "1997", "end_year": "2021"},
            {"country_name", "share_last", "share_slope", "common_start", "break_year", "growth_end", "capital_last"},
        ),
        (
            {"base_year": "2010", "peers": "[KOR]", "confidence_level": "0.9"},
            {"growth", "leader_points", "confidence", "alpha", "common_start"},
        ),
        (
            {
                "crisis_regions": "[Gyeongbuk/Pohang, Gyeongbuk/Gumi, Chungnam/Dangjin]",
                "comparison_regions": "[Gyeongnam/Gimhae, Gyeonggi/Ansan, Chungbuk/Cheongju, Jeonnam/Yeosu]",
                "downturn": "{Gyeongbuk/Pohang: 2015H1, Gyeongbuk/Gumi: 2015H1, Chungnam/Dangjin: 2018H2}",
            },
            {"crisis_count", "other_count", "unusual_count", "joint", "smallest_p"},
        ),
    ],
)
def test_other_parameters_execute_and_change_the_findings(parameters, turned, default):
    before, after = findings(default), findings(run(CHAPTER, **parameters))
    assert {id for id in turned if before[id] == after[id]} == set()


def test_a_revision_of_the_data_turns_the_words(tmp_path):
    """With the capital's provinces swapped out for shrinking ones, the sentence on the capital must say so."""
    accounts = pd.read_csv(shipped_folder() / "korea_regional_accounts.csv")
    capital = accounts["area"].isin(["Seoul", "Incheon", "Gyeonggi"])
    shrinking = 1 - 0.05 * (accounts["year"] - accounts["year"].min())
    money = ["grdp_current", "gva_current", "manufacturing_gva_current"]
    for column in money:
        accounts.loc[capital, column] = (accounts[column] * shrinking).round().astype("int64")[capital]
        whole = accounts[accounts["area"] != "Korea"].groupby("year")[column].sum()
        korea = accounts["area"] == "Korea"
        accounts.loc[korea, column] = accounts.loc[korea, "year"].map(whole)
    folder = tmp_path / "revised"
    folder.mkdir()
    accounts.to_csv(folder / "korea_regional_accounts.csv", index=False)
    notebook = run_in_kernel(CHAPTER, tmp_path, folder)
    assert findings(notebook)["capital_word"] == "fell"
    assert str(folder) not in nbformat.writes(notebook)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"country": "KRO"}, r"country: .*'KRO'.*KOR"),
        ({"peers": "[USA, XXX]"}, r"peers: .*'XXX'"),
        ({"crisis_regions": "[Gyeongnam/Gooje]"}, r"crisis_regions: .*Gyeongnam/Geoje"),
        ({"crisis_regions": "[Gyeongbuk/Pohang]"}, r"downturn: no half-year is given for Gyeongbuk/Pohang"),
        ({"start_year": "2020", "end_year": "2010"}, r"start_year 2020 is after end_year 2010"),
        ({"start_year": "2030", "end_year": "2040"}, r"has no year between them"),
        ({"base_year": "1950"}, r"base_year: .*1950"),
        ({"base_year": "2018", "end_year": "2018"}, r"base_year 2018 leaves no growth to measure"),
        ({"crisis_regions": "[]"}, r"name at least one"),
    ],
)
def test_what_the_data_lack_is_named(parameters, message):
    with pytest.raises(BookError, match=message):
        checks(CHAPTER, **parameters)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"start_year": "2020"}, r"at least 8 observations"),
        ({"confidence_level": "95.0"}, r"confidence level is between 0 and 1"),
    ],
)
def test_what_a_model_cannot_take_is_named(parameters, message, tmp_path):
    with pytest.raises(BookError, match=message):
        run_in_kernel(CHAPTER, tmp_path, **parameters)
    assert (tmp_path / "out.failed.ipynb").is_file()
    assert not (tmp_path / "out.ipynb").exists()
