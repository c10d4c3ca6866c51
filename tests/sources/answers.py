"""Answers in the shapes of the services, with made-up figures."""

from __future__ import annotations

import json
from typing import Any


def text(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode("utf-8")


# World Bank

WORLDBANK = {"indicator": "XX.MADE.UP", "countries": ["KOR", "USA"], "start": 2001}


def worldbank_row(country: str, year: Any, value: Any, indicator: str = "XX.MADE.UP") -> dict[str, Any]:
    return {
        "indicator": {"id": indicator, "value": "A made-up indicator"},
        "country": {"id": country[:2], "value": "A country"},
        "countryiso3code": country,
        "date": str(year),
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 1,
    }


def worldbank(*rows: dict[str, Any], page: int = 1, pages: int = 1, total: int | None = None) -> bytes:
    head = {"page": page, "pages": pages, "per_page": 1000, "total": len(rows) if total is None else total}
    return text([{**head, "sourceid": "2", "lastupdated": "2031-02-03"}, list(rows)])


WORLDBANK_ERROR = text([{"message": [{"id": "120", "key": "Invalid value", "value": "The parameter is not valid"}]}])
WORLDBANK_NOTHING = text([{"page": 0, "pages": 0, "per_page": 0, "total": 0, "lastupdated": None}, None])


# BLS

BLS = {"series": ["MADEUP01", "MADEUP02"], "start": 2001}


def bls_month(year: int, month: int, value: Any) -> dict[str, Any]:
    part = {"year": str(year), "period": f"M{month:02d}", "periodName": "A month", "value": value}
    return {**part, "footnotes": [{"code": "P", "text": "Preliminary."}]}


def bls(series: dict[str, list[dict[str, Any]]], said: tuple[str, ...] = (), as_list: bool = False) -> bytes:
    results: Any = {"series": [{"seriesID": name, "data": rows} for name, rows in series.items()]}
    answer = {"status": "REQUEST_SUCCEEDED", "responseTime": 1, "message": list(said)}
    return text({**answer, "Results": [results] if as_list else results})


def bls_refusal(said: str) -> bytes:
    return text({"status": "REQUEST_NOT_PROCESSED", "responseTime": 1, "message": [said], "Results": {}})


# KOSIS

KOSIS = {
    "organisation": "999",
    "table": "DT_MADEUP",
    "items": ["T1", "T2"],
    "classifications": [["00", "11"], ["ALL"]],
    "frequency": "Y",
    "start": 2001,
}


def kosis_row(area: str, year: str, value: Any, item: str = "T1", **more: Any) -> dict[str, Any]:
    row = {
        "ORG_ID": "999",
        "TBL_ID": "DT_MADEUP",
        "TBL_NM": "지어낸 표",
        "C1": area,
        "C1_OBJ_NM": "지역별",
        "C1_NM": "어느 곳",
        "C2": "C",
        "C2_NM": "제조업",
        "ITM_ID": item,
        "ITM_NM": "항목",
        "UNIT_NM": "백만원",
        "PRD_SE": "A",
        "PRD_DE": year,
        "DT": value,
        "LST_CHN_DE": "2031-02-03",
    }
    return {**row, **more}


def kosis_refusal(code: str, said: str = "안 됩니다.") -> bytes:
    return text({"err": code, "errMsg": said})


KOSIS_UNQUOTED = b'[{ORG_ID:"999",TBL_ID:"DT_MADEUP",ITM_ID:"T1",PRD_DE:"2031",DT:"106.5"}]'


# ECOS

ECOS = {"table": "999Y999", "items": ["0101000"], "cycle": "M", "start": 2001}


def ecos_row(time: str, value: Any, **more: Any) -> dict[str, Any]:
    row = {"STAT_CODE": "999Y999", "STAT_NAME": "지어낸 표", "ITEM_CODE1": "0101000", "ITEM_NAME1": "항목"}
    return {**row, "ITEM_CODE2": None, "UNIT_NAME": "%", "WGT": None, "TIME": time, "DATA_VALUE": value, **more}


def ecos(*rows: dict[str, Any], total: int | None = None) -> bytes:
    found = {"list_total_count": len(rows) if total is None else total, "row": list(rows)}
    return text({"StatisticSearch": found})


def ecos_refusal(code: str) -> bytes:
    return text({"RESULT": {"CODE": code, "MESSAGE": "안 됩니다."}})


# OECD

OECD = {"flow": "OECD.MADE.UP,DSD_X@DF_X,1.0", "key": "KOR.M.IX", "start": 2001}
OECD_HEADER = "DATAFLOW,REF_AREA,FREQ,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"


def oecd_row(time: str, value: str, area: str = "KOR") -> str:
    return f"OECD.MADE.UP:DSD_X@DF_X(1.0),{area},M,IX,{time},{value},A\n"


def oecd(*rows: str) -> bytes:
    return (OECD_HEADER + "".join(rows)).encode()


# What any of them may send when it is not well

HTML = b"<!DOCTYPE html><html><body><h1>Service under maintenance</h1></body></html>"
