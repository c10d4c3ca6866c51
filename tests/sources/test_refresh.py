"""Refresh, whole: a table and its descriptor are replaced together, or nothing is touched."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import answers as shapes
import pytest
import small_tables
from filelock import FileLock
from service_double import Reply
from small_tables import NAMES, TABLES

from mfgbook.data import load
from mfgbook.errors import BookError
from mfgbook.sources import refresh
from mfgbook.sources.refresh import Place, refresh_tables

SERVICES = list(TABLES)
TODAY = date(2032, 5, 6)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "_today", lambda: TODAY)
    for service in ("BLS", "KOSIS", "ECOS"):
        monkeypatch.setenv(f"MFGBOOK_{service}_KEY", "" if service == "BLS" else "the-secret")
    return Place(small_tables.made(tmp_path / "data"), tmp_path / "_build" / "raw")


@pytest.fixture
def refreshed(place, serve, slept):
    """Refresh one service's table with these replies; return how many failed, and what was said."""

    def refreshed(service, *replies, dry_run=False):
        double, said = serve(*replies), []
        choices = {"base": double.url, "sleep": slept.append, "timeout": 0.5, "patience": 2.0, "tries": 2}
        failed = refresh_tables([NAMES[service]], place, dry_run, said.append, **choices)
        return failed, "\n".join(said)

    return refreshed


def descriptor(place):
    return json.loads((place.data / "datapackage.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_good_answer_replaces_table_and_descriptor(service, place, refreshed):
    before, name = small_tables.contents(place.data), NAMES[service]
    old = load(name, place.data)
    failed, said = refreshed(service, *small_tables.good(service))
    assert failed == 0, said
    new = load(name, place.data)
    series = {"worldbank": 2, "bls": 2, "kosis": 2, "ecos": 1, "oecd": 1}[service]
    assert len(new) == len(old) + series
    revised = series if service != "worldbank" else 1
    rows = {1: "1 row", 2: "2 rows"}
    assert f"{name}: {rows[series]} added, {rows[revised]} revised." in said
    after = small_tables.contents(place.data)
    assert {file for file in after if after[file] != before[file]} == {f"{name}.csv", "datapackage.json"}
    assert set(after) == set(before)
    vintage = "2031-02-03" if service in ("worldbank", "kosis") else "2032-05-06"
    now, then = descriptor(place), json.loads(before["datapackage.json"])
    for one in now["resources"]:
        if one["name"] == name:
            assert [(part["vintage"], part["retrieved"]) for part in one["sources"]] == [(vintage, "2032-05-06")]
            one["sources"] = TABLES[service]["sources"]
    assert now == then  # nothing else has changed
    assert "Everything in it is made up." in said  # to be read again
    assert "secret" not in said


def test_the_rows_keep_their_order_and_figures_are_rounded(place, refreshed):
    refreshed("worldbank", *small_tables.good("worldbank"))
    lines = (place.data / "shares.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "country,year,percent"
    assert lines[1] == "USA,2001,1.5"
    assert [line.split(",")[0] for line in lines[1:]] == ["USA"] * 31 + ["KOR"] * 31
    assert "KOR,2010,9.13" in lines
    assert not any("2032" in line for line in lines)  # a missing figure makes no row


def test_what_changed_is_told(refreshed):
    _, said = refreshed("worldbank", *small_tables.good("worldbank"))
    assert "  revised  country = KOR, year = 2010: percent 10.5 -> 9.13 (-13.05 %)" in said
    assert "  added  country = USA, year = 2031, percent = 31.5" in said


def test_the_same_figures_change_nothing_but_the_day(place, refreshed):
    refreshed("kosis", *small_tables.good("kosis"))
    before = (place.data / "accounts.csv").read_bytes()
    failed, said = refreshed("kosis", *small_tables.good("kosis"))
    assert failed == 0
    assert "accounts: nothing changed." in said
    assert (place.data / "accounts.csv").read_bytes() == before


def test_codes_that_the_table_does_not_name_and_broken_years_are_told(refreshed):
    assert (
        "Left out, as the refresh entry does not name their codes for area: '99'."
        in refreshed("kosis", *small_tables.good("kosis"))[1]
    )
    _, said = refreshed("bls", *small_tables.good("bls"))
    assert "Years that are not whole are left out: MADEUP01" not in said
    assert "Years that are not whole are left out: East, 2032 (3 of 12 months); West, 2032 (3 of 12 months)." in said


def test_the_raw_answers_are_kept_with_hash_and_time(place, refreshed):
    replies = small_tables.good("ecos")
    refreshed("ecos", Reply(b"busy", 429), *replies)
    (folder,) = (place.raw / "rates").iterdir()
    index = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert [entry["status"] for entry in index] == [429, 200]
    for entry, body in zip(index, [b"busy", *replies], strict=True):
        assert (folder / entry["file"]).read_bytes() == body
        assert entry["sha256"] == hashlib.sha256(body).hexdigest()
        assert entry["time"].startswith("20")
        assert "/StatisticSearch/***/json/" in entry["request"]
    assert not any(b"the-secret" in content for content in small_tables.contents(place.raw).values())


def test_a_dry_run_tells_and_replaces_nothing(place, refreshed):
    before = small_tables.contents(place.data)
    failed, said = refreshed("oecd", *small_tables.good("oecd"), dry_run=True)
    assert failed == 0
    assert "leading: 1 row added" in said
    assert "Nothing is replaced: --dry-run. The vintage would be 2032-05-06." in said
    assert small_tables.contents(place.data) == before


def ruined(service):
    """Yield, for a service, answers that must not replace anything, each with words of the refusal."""
    (first, *_) = small_tables.good(service)
    start = len(first) // 2
    yield "html", [shapes.HTML], "web page|a page or a message"
    yield "nothing", [b""], "nothing at all"
    yield "truncated", [first[:start]], "not whole JSON|cut off or broken|not CSV"
    yield "broken off", [Reply(first, cut=5)], "broke off|cannot be reached|did not answer"
    yield "slow", [Reply(first, delay=1.5)], "did not answer in time"
    yield "502", [Reply(status=502)], "HTTP 502"
    yield "429", [Reply(status=429)], "too many requests"
    yield "moved", [Reply(status=302, headers={"Location": "/elsewhere"})], "has moved"
    yield "wrong schema", [shapes.text({"something": ["else"]})], "may have changed|refuses|message instead"
    errors = {
        "worldbank": [shapes.WORLDBANK_ERROR],
        "bls": [shapes.bls_refusal("Series does not exist")],
        "kosis": [shapes.kosis_refusal("30")],
        "ecos": [shapes.ecos_refusal("INFO-200")],
        "oecd": [Reply(b"NoRecordsFound", 404)],
    }
    yield "error with HTTP 200", errors[service], "refuses the request|HTTP 404"
    none = {
        "worldbank": [shapes.WORLDBANK_NOTHING],
        "bls": [shapes.bls({name: [] for name in shapes.BLS["series"]})],
        "kosis": [shapes.text([])],
        "ecos": [shapes.ecos()],
        "oecd": [shapes.oecd()],
    }
    yield "empty", none[service], "has no figures for this"
    missing = {
        "worldbank": [shapes.worldbank(*(shapes.worldbank_row("KOR", year, None) for year in small_tables.YEARS))],
        "bls": [shapes.bls({name: [shapes.bls_month(2031, 1, "-")] for name in shapes.BLS["series"]})],
        "kosis": [shapes.text([shapes.kosis_row("11", "2031", "-")])],
        "ecos": [shapes.ecos(shapes.ecos_row("203101", ""))],
        "oecd": [shapes.oecd(shapes.oecd_row("2031-04", "NaN"))],
    }
    yield "only missing figures", missing[service], "gives no figure for the column"
    if service != "bls":
        yield "partial", small_tables.good(service, range(2020, 2032)), "fewer than the table holds"


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "case",
    [
        *("html", "nothing", "truncated", "broken off", "slow", "502", "429", "moved", "wrong schema"),
        *("error with HTTP 200", "empty", "only missing figures", "partial"),
    ],
)
def test_nothing_is_lost_whatever_the_service_does(service, case, place, refreshed):
    found = {name: (replies, words) for name, replies, words in ruined(service)}
    if case not in found:
        found[case] = ([small_tables.good("bls")[0]], "fewer than the table holds")
    replies, words = found[case]
    before = small_tables.contents(place.data)
    failed, said = refreshed(service, *replies)
    assert failed == 1
    assert f"{NAMES[service]}: not refreshed; the table is as it was." in said
    assert any(word in said for word in words.split("|")), said
    assert small_tables.contents(place.data) == before
    assert "secret" not in said
    assert any(advice in said for advice in ("try again", "Try again", "Check", "check", "Find", "first")), said
    kept = [path for path in place.raw.rglob("*") if path.is_file() and path.name != "refresh.lock"]
    assert bool(kept) == (case not in ("broken off", "slow"))


@pytest.mark.parametrize(
    ("service", "answer", "words"),
    [
        ("worldbank", [shapes.worldbank(shapes.worldbank_row("KOR", 2001, 1000))], "above the maximum of 100"),
        ("worldbank", [shapes.worldbank(shapes.worldbank_row("KOR", 1800, 1))], "below the minimum"),
        ("worldbank", [shapes.worldbank(shapes.worldbank_row("KOR", 2001, 10**40))], "larger or finer"),
        ("worldbank", [shapes.worldbank(shapes.worldbank_row("KOR", 2001, "=2+3"))], "is text"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1='=HYPERLINK("x")'))], "a formula"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="+82"))], "a formula"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="-x"))], "a formula"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="@SUM(A1)"))], "a formula"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1=" =1"))], "a formula"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="<script>x</script>"))], "markup"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="a\x1b[2Jb"))], "control characters"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="a\u202eb"))], "control characters"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1="a\nb"))], "control characters"),
        ("ecos", [shapes.ecos(shapes.ecos_row("203101", "1", ITEM_NAME1=7))], "has no ITEM_NAME1"),
        ("oecd", [shapes.oecd(shapes.oecd_row("2031-04", "1", area="@x"))], "a formula"),
        (
            "oecd",
            [shapes.oecd(shapes.oecd_row("2031-04", "1"), shapes.oecd_row("2031-04", "2"))],
            "two figures for KOR",
        ),
        ("kosis", [shapes.text([shapes.kosis_row("11", "2031", "=1")])], "is not a number"),
    ],
)
def test_hostile_and_wrong_values_are_refused(service, answer, words, place, refreshed):
    before = small_tables.contents(place.data)
    failed, said = refreshed(service, *answer)
    assert failed == 1
    assert words in said
    assert all(line.isprintable() for line in said.splitlines())
    assert small_tables.contents(place.data) == before


def test_text_that_the_contract_allows_is_taken(place, refreshed):
    changed = descriptor(place)
    for one in changed["resources"]:
        if one["name"] == "rates":
            one["schema"]["fields"][0]["constraints"]["pattern"] = "=x|항목"
    (place.data / "datapackage.json").write_text(json.dumps(changed), encoding="utf-8")
    rows = [shapes.ecos_row(f"{y}01", "1") for y in small_tables.YEARS]
    failed, said = refreshed("ecos", shapes.ecos(*rows, shapes.ecos_row("203101", "1", ITEM_NAME1="=x")))
    assert failed == 0, said
    assert "=x,2031-01,1" in (place.data / "rates.csv").read_text(encoding="utf-8")


def test_a_hostile_vintage_does_not_reach_the_descriptor(place, refreshed):
    answer = small_tables.good("worldbank")[0].replace(b"2031-02-03", b"<script>1</script>")
    assert refreshed("worldbank", answer)[0] == 0
    assert "script" not in (place.data / "datapackage.json").read_text(encoding="utf-8")


def test_a_smaller_table_is_taken_where_the_entry_allows_it(place, refreshed):
    changed = descriptor(place)
    for one in changed["resources"]:
        if one["name"] == "shares":
            one["refresh"]["may_shrink_percent"] = 70
    (place.data / "datapackage.json").write_text(json.dumps(changed), encoding="utf-8")
    failed, said = refreshed("worldbank", *small_tables.good("worldbank", range(2020, 2032)))
    assert failed == 0, said
    assert "38 rows removed" in said
    assert "and 28 more removed" in said


def test_a_table_that_others_point_to_keeps_what_they_need(place, refreshed):
    changed = descriptor(place)
    pointing = {"fields": "country", "reference": {"resource": "shares", "fields": "country"}}
    schema = {"fields": [small_tables.field("country")], "foreignKeys": [pointing]}
    changed["resources"].append({"name": "pointing", "path": "pointing.csv", "schema": schema})
    next(one for one in changed["resources"] if one["name"] == "shares")["refresh"]["may_shrink_percent"] = 100
    (place.data / "datapackage.json").write_text(json.dumps(changed), encoding="utf-8")
    (place.data / "pointing.csv").write_text("country\nUSA\n", encoding="utf-8")
    before = small_tables.contents(place.data)
    rows = [shapes.worldbank_row("KOR", year, 1) for year in small_tables.YEARS]
    failed, said = refreshed("worldbank", shapes.worldbank(*rows))
    assert failed == 1
    assert "Other tables point to what the service no longer gives:" in said
    assert "'USA' is not in shares.csv" in said
    assert small_tables.contents(place.data) == before


def test_a_table_that_is_not_there_yet_is_fetched(place, refreshed):
    (place.data / "leading.csv").unlink()
    assert refreshed("oecd", *small_tables.good("oecd"))[0] == 0
    (place.data / "leading.csv").write_text("area,month,index\n", encoding="utf-8")  # an empty template
    assert refreshed("oecd", *small_tables.good("oecd"))[0] == 0
    assert len(load("leading", place.data)) == 31


def test_a_present_table_that_is_broken_is_not_overwritten(place, refreshed):
    (place.data / "leading.csv").write_text("area,month\nKOR,2001-04\n", encoding="utf-8")
    before = small_tables.contents(place.data)
    failed, said = refreshed("oecd", *small_tables.good("oecd"))
    assert failed == 1
    assert "The present table cannot be read. Mend it, or move it away:" in said
    assert small_tables.contents(place.data) == before


def test_one_table_that_fails_does_not_stop_the_others(place, serve, slept):
    double, said = serve(*small_tables.good("oecd")), []
    failed = refresh_tables([], place, False, said.append, base=double.url, sleep=slept.append, tries=1)
    assert failed == 4
    assert "leading: 1 row added, 1 row revised." in said
    assert len([line for line in said if "not refreshed; the table is as it was" in line]) == 4


def test_what_is_named_wrongly_stops_before_anything_is_asked(place, monkeypatch):
    with pytest.raises(BookError, match="Did you mean leading"):
        refresh_tables(["leadin"], place, False, print)
    said = []
    assert refresh_tables(["countries", "korea_regional_accounts"], place, False, said.append) == 2
    assert "Nothing says how to refresh it" in said[0]
    assert "the codes of this table at the service are not recorded" in said[1]
    monkeypatch.delenv("MFGBOOK_KOSIS_KEY")
    assert refresh_tables(["accounts"], place, False, said.append) == 1
    assert "environment variable MFGBOOK_KOSIS_KEY" in said[-1]


def test_a_folder_without_such_tables_says_so(tmp_path):
    (tmp_path / "own").mkdir()
    with pytest.raises(BookError, match=r"No table in .* says how to refresh it"):
        refresh_tables([], Place(tmp_path / "own", tmp_path / "raw"), False, print)


def test_two_refreshes_at_a_time_are_refused(place):
    place.raw.mkdir(parents=True)
    with FileLock(place.raw / "refresh.lock"), pytest.raises(BookError, match="Another refresh is under way"):
        refresh_tables(["shares"], place, False, print)


def test_a_shipped_table_goes_into_a_folder_of_ones_own(tmp_path, serve, slept):
    """The folder need hold nothing: it gets the table, and an entry that says its vintage."""
    place = Place(tmp_path / "own", tmp_path / "raw")
    place.data.mkdir()
    old = load("manufacturing_share_of_gdp")
    rows = [
        shapes.worldbank_row(row.country, row.year, row.percent_of_gdp, "NV.IND.MANF.ZS")
        for row in old.itertuples()
        if (row.country, row.year) != ("KOR", 2000)
    ]
    double, said = serve(shapes.worldbank(*rows, shapes.worldbank_row("KOR", 2000, 12.3456789, "NV.IND.MANF.ZS"))), []
    assert refresh_tables(["manufacturing_share_of_gdp"], place, False, said.append, base=double.url) == 0, said
    assert "manufacturing_share_of_gdp: 1 row revised." in said
    new = load("manufacturing_share_of_gdp", place.data)
    assert len(new) == len(old)
    assert new.set_index(["country", "year"]).percent_of_gdp["KOR", 2000] == 12.34568
    (entry,) = descriptor(place)["resources"]
    assert entry["name"] == "manufacturing_share_of_gdp"
    assert entry["sources"][0]["series"] == "NV.IND.MANF.ZS"
    assert entry["sources"][0]["vintage"] == "2031-02-03"
    # From now on it is a table of that folder.
    assert refresh_tables([], place, True, said.append, base=double.url) == 0
