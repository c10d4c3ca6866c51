"""Each adapter reads the shape of its service, and refuses every other with a word on what to do."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import answers as shapes
import pytest

from mfgbook.errors import BookError
from mfgbook.sources import SERVICES, bls, ecos, kosis, oecd_sdmx, worldbank
from mfgbook.sources.service import day, number, period

KEY = "a-secret/key"


def values(fetched, *names):
    return [tuple(one[name] for name in (*names, "value")) for one in fetched.observations]


# World Bank


def test_worldbank_reads_all_pages(client):
    first = shapes.worldbank(shapes.worldbank_row("KOR", 2002, Decimal(3).__int__()), pages=2, total=2)
    second = shapes.worldbank(shapes.worldbank_row("USA", 2001, None), page=2, pages=2, total=2)
    made, double = client(first, second)
    fetched = worldbank.fetch(made, shapes.WORLDBANK, 2031)
    assert values(fetched, "country", "year") == [("KOR", 2002, 3), ("USA", 2001, None)]
    assert fetched.vintage == "2031-02-03"
    asked = [urlsplit(request["path"]) for request in double.requests]
    assert {part.path for part in asked} == {"/country/KOR;USA/indicator/XX.MADE.UP"}
    assert [parse_qs(part.query)["page"] for part in asked] == [["1"], ["2"]]
    assert parse_qs(asked[0].query)["date"] == ["2001:2031"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (shapes.WORLDBANK_ERROR, "refuses the request: 'The parameter is not valid'. Check the indicator"),
        (shapes.text([{"message": "odd"}]), "refuses the request"),
        (shapes.text({"message": "odd"}), "not the pair of a head and rows"),
        (shapes.text([]), "not the pair"),
        (shapes.text([{"total": 1, "pages": 1}, "rows"]), "not a list of rows"),
        (shapes.text([{"total": None, "pages": 1}, []]), "total is 'None'"),
        (shapes.text([{"total": 1, "pages": 1}, [{"date": "2001"}]]), "a row lacks"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, 1), total=9), "1 of 9 rows. Nothing is taken; try again"),
        (shapes.worldbank(shapes.worldbank_row("FRA", 2002, 1)), "a row is of 'XX.MADE.UP' of 'FRA'"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, 1, "YY")), "a row is of 'YY'"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, "3.5")), "'3.5' is text"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, True)), "'True' is not a number"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, [1])), "is not a number"),
        (shapes.worldbank(shapes.worldbank_row("KOR", 2002, 10**30)), "larger or finer than any statistic"),
        (shapes.worldbank(shapes.worldbank_row("KOR", "=1+1", 1)), "is not a period"),
    ],
)
def test_worldbank_refuses(client, answer, said):
    made, _ = client(answer)
    with pytest.raises(BookError) as error:
        worldbank.fetch(made, shapes.WORLDBANK, 2031)
    assert said in str(error.value)


def test_worldbank_without_rows_is_no_observation(client):
    made, _ = client(shapes.WORLDBANK_NOTHING)
    assert worldbank.fetch(made, shapes.WORLDBANK, 2031).observations == []


# BLS


@pytest.mark.parametrize("as_list", [False, True])
def test_bls_reads_both_shapes(client, as_list):
    rows = [shapes.bls_month(2031, 1, "12.5"), shapes.bls_month(2031, 2, "-"), shapes.bls_month(2031, 13, "99")]
    made, _ = client(shapes.bls({"MADEUP01": rows, "MADEUP02": []}, as_list=as_list))
    fetched = bls.fetch(made, {**shapes.BLS, "start": 2031}, 2031)
    assert values(fetched, "series", "year", "month") == [
        ("MADEUP01", 2031, 1, Decimal("12.5")),
        ("MADEUP01", 2031, 2, None),
    ]


def test_bls_reads_annual_series(client):
    row = {"year": "2031", "period": "A01", "periodName": "Annual", "value": "7", "footnotes": [{}]}
    made, _ = client(shapes.bls({"MADEUP01": [row], "MADEUP02": []}))
    assert values(bls.fetch(made, {**shapes.BLS, "start": 2031}, 2031), "period") == [("2031", 7)]


@pytest.mark.parametrize(("key", "path", "requests", "most"), [("", "/v1/", 3 * 4, 25), (KEY, "/v2/", 2 * 2, 50)])
def test_bls_asks_no_more_at_a_time_than_is_allowed(client, key, path, requests, most):
    names = [f"MADEUP{number:02d}" for number in range(60)]
    sent = [names[at : at + most] for at in range(0, 60, most)]
    spans = requests // len(sent)
    made, double = client(*(shapes.bls({name: [] for name in part}) for part in sent for _ in range(spans)), key=key)
    bls.fetch(made, {"series": names, "start": 2000}, 2031)
    assert len(double.requests) == requests
    assert all(request["path"].startswith(path) for request in double.requests)
    assert all(len(request["body"]["seriesid"]) <= most for request in double.requests)
    bodies = [request["body"] for request in double.requests]
    assert [body.get("registrationkey", "") for body in bodies] == [key] * requests
    assert (bodies[0]["startyear"], bodies[spans - 1]["endyear"]) == ("2000", "2031")


def test_bls_passes_messages_on(client):
    made, _ = client(shapes.bls({"MADEUP01": [], "MADEUP02": []}, said=("No Data for MADEUP02 \x1b[31m2013",)))
    notes = bls.fetch(made, {**shapes.BLS, "start": 2031}, 2031).notes
    assert notes == ["US Bureau of Labor Statistics says: 'No Data for MADEUP02 [31m2013'"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (shapes.bls_refusal("the daily threshold has been reached"), "Try again tomorrow, or set MFGBOOK_BLS_KEY"),
        (shapes.bls_refusal("The key provided is invalid"), "Check the key in MFGBOOK_BLS_KEY"),
        (shapes.bls_refusal("Series does not exist"), "Check the series"),
        (shapes.bls({"MADEUP01": []}), "leaves out MADEUP02"),
        (shapes.bls({"MADEUP01": [], "MADEUP02": [], "OTHER": []}), "were not asked for"),
        (shapes.text([]), "not an object with status"),
        (shapes.text({"status": "REQUEST_SUCCEEDED", "message": [], "Results": []}), "no list of series"),
        (shapes.text({"status": "REQUEST_SUCCEEDED", "message": [], "Results": {"series": [{}]}}), "lacks seriesID"),
        (shapes.bls({"MADEUP01": [{"year": "2031"}], "MADEUP02": []}), "a row lacks year, period or value"),
        (shapes.bls({"MADEUP01": [shapes.bls_month(2031, 1, 12.5)], "MADEUP02": []}), "is not the text"),
        (shapes.bls({"MADEUP01": [shapes.bls_month(2031, 1, "1,000")], "MADEUP02": []}), "'1,000' is not a number"),
        (shapes.bls({"MADEUP01": [shapes.bls_month(2031, 1, "=1+1")], "MADEUP02": []}), "'=1+1' is not a number"),
        (shapes.bls({"MADEUP01": [shapes.bls_month(2031, 14, "1")], "MADEUP02": []}), "is not a period"),
    ],
)
def test_bls_refuses(client, answer, said):
    made, _ = client(answer)
    with pytest.raises(BookError) as error:
        bls.fetch(made, {**shapes.BLS, "start": 2031}, 2031)
    assert said in str(error.value)


# KOSIS


def test_kosis_reads_items_by_classifications(client):
    rows = [shapes.kosis_row("11", "2030", "106.5"), shapes.kosis_row("11", "2031", "-", LST_CHN_DE="20310405")]
    made, double = client(shapes.text(rows), key=KEY)
    fetched = kosis.fetch(made, shapes.KOSIS, 2031)
    assert values(fetched, "C1", "C1_NM", "ITM_ID", "year") == [
        ("11", "어느 곳", "T1", 2030, Decimal("106.5")),
        ("11", "어느 곳", "T1", 2031, None),
    ]
    assert fetched.vintage == "2031-04-05"
    path = double.requests[0]["path"]
    assert "itmId=T1+T2&objL1=00+11&objL2=ALL&" in path  # as the service writes its own addresses
    asked = parse_qs(urlsplit(path).query)
    assert {name: asked[name] for name in ("method", "jsonVD", "orgId", "tblId", "prdSe", "apiKey")} == {
        "method": ["getList"],
        "jsonVD": ["Y"],
        "orgId": ["999"],
        "tblId": ["DT_MADEUP"],
        "prdSe": ["Y"],
        "apiKey": [KEY],
    }
    assert (asked["startPrdDe"], asked["endPrdDe"]) == (["2001"], ["2031"])


@pytest.mark.parametrize(
    ("frequency", "text", "part", "span"),
    [
        ("H", "203102", ("half", 2), "200101 203102"),
        ("Q", "203104", ("quarter", 4), "200101 203104"),
        ("M", "203112", ("month", 12), "200101 203112"),
    ],
)
def test_kosis_reads_parts_of_years(client, frequency, text, part, span):
    made, double = client(shapes.text([shapes.kosis_row("11", text, "1")]), key=KEY)
    (one,) = kosis.fetch(made, {**shapes.KOSIS, "frequency": frequency}, 2031).observations
    assert (one["year"], one[part[0]]) == (2031, part[1])
    asked = parse_qs(urlsplit(double.requests[0]["path"]).query)
    assert f"{asked['startPrdDe'][0]} {asked['endPrdDe'][0]}" == span


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        *[(shapes.kosis_refusal(code), advice) for code, advice in kosis.ADVICE.items()],
        (shapes.kosis_refusal("99", f"odd {KEY}"), "'odd ***' (error '99'). Try again later"),
        (shapes.KOSIS_UNQUOTED, "not whole JSON"),
        (shapes.text({"rows": []}), "not a list of rows"),
        (shapes.text([{"DT": "1"}]), "a row lacks"),
        (shapes.text([shapes.kosis_row("11", "2031", "1", TBL_ID="DT_OTHER")]), "the table 'DT_OTHER'"),
        (shapes.text([shapes.kosis_row("11", "2031", 1.5)]), "is not the text"),
        (shapes.text([shapes.kosis_row("11", "2031", "<b>1</b>")]), "is not a number"),
        (shapes.text([shapes.kosis_row("11", "203113", "1")]), "is not a period"),
        (shapes.text([shapes.kosis_row("11", 2031, "1")]), "is not a period"),
    ],
)
def test_kosis_refuses(client, answer, said):
    made, _ = client(answer, key=KEY)
    with pytest.raises(BookError) as error:
        kosis.fetch(made, shapes.KOSIS, 2031)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


# ECOS


def test_ecos_reads_all_pages(client):
    first = shapes.ecos(shapes.ecos_row("203104", "2.5"), total=2)
    second = shapes.ecos(shapes.ecos_row("203105", ""), total=2)
    made, double = client(first, second, key=KEY)
    fetched = ecos.fetch(made, shapes.ECOS, 2031)
    assert values(fetched, "ITEM_CODE1", "period") == [
        ("0101000", "2031-04", Decimal("2.5")),
        ("0101000", "2031-05", None),
    ]
    start = "/StatisticSearch/a-secret%2Fkey/json/kr"
    assert [request["path"] for request in double.requests] == [
        f"{start}/1/1000/999Y999/M/200101/203112/0101000",
        f"{start}/2/1001/999Y999/M/200101/203112/0101000",
    ]


@pytest.mark.parametrize(
    ("cycle", "time", "part"), [("A", "2031", {}), ("S", "2031S2", {"half": 2}), ("Q", "2031Q3", {"quarter": 3})]
)
def test_ecos_reads_every_cycle(client, cycle, time, part):
    made, _ = client(shapes.ecos(shapes.ecos_row(time, "1")), key=KEY)
    (one,) = ecos.fetch(made, {**shapes.ECOS, "cycle": cycle}, 2031).observations
    assert {"year": 2031, **part}.items() <= one.items()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        *[(shapes.ecos_refusal(code), advice) for code, advice in ecos.ADVICE.items()],
        (shapes.ecos_refusal("ERROR-500"), "Check the table's refresh entry"),
        (shapes.text({"StatisticSearch": {}}), "no StatisticSearch with rows"),
        (shapes.text([]), "no StatisticSearch with rows"),
        (shapes.text({"StatisticSearch": {"list_total_count": "x", "row": []}}), "list_total_count is 'x'"),
        (shapes.text({"StatisticSearch": {"list_total_count": 5, "row": []}}), "0 of 5 rows"),
        (shapes.ecos({"TIME": "2031"}), "a row lacks"),
        (shapes.ecos(shapes.ecos_row("203104", "1", STAT_CODE="000Y000")), "the table '000Y000'"),
        (shapes.ecos(shapes.ecos_row("203104", 1)), "is not the text"),
        (shapes.ecos(shapes.ecos_row("203104", "1e500")), "larger or finer"),
    ],
)
def test_ecos_refuses(client, answer, said):
    made, _ = client(answer, key=KEY)
    with pytest.raises(BookError) as error:
        ecos.fetch(made, shapes.ECOS, 2031)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


# OECD


def test_oecd_reads_sdmx_csv(client):
    made, double = client(shapes.oecd(shapes.oecd_row("2031-04", "99.23952"), shapes.oecd_row("2031-Q3", "")))
    fetched = oecd_sdmx.fetch(made, shapes.OECD, 2031)
    assert values(fetched, "REF_AREA", "period") == [("KOR", "2031-04", Decimal("99.23952")), ("KOR", "2031-Q3", None)]
    assert double.requests[0]["path"] == (
        "/data/OECD.MADE.UP,DSD_X@DF_X,1.0/KOR.M.IX?startPeriod=2001&endPeriod=2031&format=csvfile"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "nothing at all"),
        (shapes.HTML, "a page or a message instead of CSV"),
        (b'{"error": "odd"}', "a page or a message instead of CSV"),
        (b"\xff\xfea,b\n", "not CSV in UTF-8"),
        (b'a,"b\nc', "not CSV in UTF-8"),
        (b"DATAFLOW,TIME_PERIOD\nx,2031\n", "header lacks one of"),
        (shapes.oecd(shapes.oecd_row("2031", "1"), "OECD.MADE.UP:DSD_X@DF_X(1.0),KOR,M,I"), "cut off or broken"),
        (shapes.oecd(shapes.oecd_row("2031", "1").replace("DF_X", "DF_Y")), "a row is of the dataflow"),
        (shapes.oecd(shapes.oecd_row("2031", "many")), "'many' is not a number"),
        (shapes.oecd(shapes.oecd_row("soon", "1")), "is not a period"),
    ],
)
def test_oecd_refuses(client, answer, said):
    made, _ = client(answer)
    with pytest.raises(BookError) as error:
        oecd_sdmx.fetch(made, shapes.OECD, 2031)
    assert said in str(error.value)


# All of them


@pytest.mark.parametrize("name", ["worldbank", "bls", "kosis", "ecos"])
def test_a_web_page_instead_of_json_is_refused(client, name):
    made, _ = client(shapes.HTML, key=KEY)
    query = {"worldbank": shapes.WORLDBANK, "bls": shapes.BLS, "kosis": shapes.KOSIS, "ecos": shapes.ECOS}[name]
    with pytest.raises(BookError, match="a web page instead of data"):
        SERVICES[name].fetch(made, query, 2031)


@pytest.mark.parametrize("name", ["kosis", "ecos"])
def test_a_needed_key_is_asked_for_by_its_variable(name):
    with pytest.raises(BookError, match=f"environment variable MFGBOOK_{name.upper()}_KEY"):
        SERVICES[name].client()


def test_keys_and_addresses_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("MFGBOOK_KOSIS_KEY", f" {KEY}\n")
    monkeypatch.setenv("MFGBOOK_KOSIS_URL", "https://example.org/api/")
    made = SERVICES["kosis"].client()
    assert (made.key, made.base) == (KEY, "https://example.org/api")
    assert SERVICES["kosis"].client("http://other").base == "http://other"
    assert SERVICES["kosis"].key_state() == "MFGBOOK_KOSIS_KEY needed, set"
    assert SERVICES["bls"].key_state() == "MFGBOOK_BLS_KEY optional, not set"
    assert SERVICES["oecd"].key_state() == "none needed"
    monkeypatch.delenv("MFGBOOK_KOSIS_URL")
    assert SERVICES["kosis"].client().base == "https://kosis.kr/openapi"
    monkeypatch.setenv("MFGBOOK_KOSIS_URL", "kosis.kr")
    with pytest.raises(BookError, match="MFGBOOK_KOSIS_URL is no address"):
        SERVICES["kosis"].client()


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2031", "2031"),
        ("203104", "2031-04"),
        ("2031-04", "2031-04"),
        ("2031Q2", "2031-Q2"),
        ("2031-Q2", "2031-Q2"),
        ("2031S2", "2031-H2"),
        ("2031-M04", "2031-04"),
    ],
)
def test_periods(text, whole):
    assert period(text)["period"] == whole


@pytest.mark.parametrize(
    "text", ["", "31", "2031-13", "2031Q5", "20310", "2031-04-05", "２０３１", None, 2031, "2031\n"]
)
def test_what_is_no_period(text):
    with pytest.raises(BookError, match="is not a period"):
        period(text)


@pytest.mark.parametrize("cell", ["1e400", "1" * 40, Decimal("1e-300"), 10**19, "0." + "3" * 40])
def test_figures_that_no_statistic_means(cell):
    with pytest.raises(BookError, match="larger or finer"):
        number(cell, [], "here")


@pytest.mark.parametrize("cell", ["", "1,000", "１２", "1 2", "0x10", "inf", "nan", "--1", "=1", None, True, {}, "1_0"])
def test_what_is_no_number(cell):
    with pytest.raises(BookError, match=r"here: .* is not a number"):
        number(cell, [], "here")


def test_days():
    assert [day(text) for text in ("2031-02-03", "20310203", "<b>", None)] == ["2031-02-03", "2031-02-03", "", ""]
