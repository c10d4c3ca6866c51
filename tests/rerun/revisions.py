"""Realistic revisions of the shipped tables, as an office or a user would bring them.

Every figure that a revision adds or changes is made up: it is continued, scaled or mirrored from the shipped ones.
A revision returns whole tables by name; `write` puts them into a folder that overlays the shipped one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from mfgbook.data import load, table_names

Tables = dict[str, pd.DataFrame]

MONEY = ["grdp_current", "gva_current", "manufacturing_gva_current"]
VOLUMES = ["grdp_volume", "manufacturing_gva_volume"]
ACCOUNTS = "korea_regional_accounts"
EMPLOYMENT = "korea_local_employment"
SHARES = "manufacturing_share_of_gdp"
MACRO = "world_bank_macro"
GROUPS = "korea_manufacturing_groups"
STATES = "us_manufacturing_employment"


def write(folder: Path, tables: Mapping[str, pd.DataFrame]) -> Path:
    """Write tables as the files of a user's folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


def more_years(name: str, by: list[str], columns: list[str], years: int = 2) -> pd.DataFrame:
    """Return a table with more years: each series goes on as it went in its last year."""
    frame = load(name)
    added = []
    for _, series in frame.sort_values("year").groupby(by, sort=False):
        before, last = series.iloc[-2], series.iloc[-1]
        for ahead in range(1, years + 1):
            row = last.copy()
            row["year"] = last["year"] + ahead
            row[columns] = [last[c] * (last[c] / before[c]) ** ahead for c in columns]
            added.append(row)
    longer = pd.concat([frame, pd.DataFrame(added)], ignore_index=True)
    return longer.astype(dict.fromkeys(columns, float)).round(dict.fromkeys(columns, 3)).astype({"year": int})


def accounts_with(years: int = 2) -> pd.DataFrame:
    """Return the regional accounts with more years; the nation is what its provinces add up to."""
    return as_a_nation(more_years(ACCOUNTS, ["area"], MONEY + VOLUMES, years))


def as_a_nation(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return regional accounts in whole millions in which the provinces add up to Korea at current prices."""
    accounts = accounts.astype(dict.fromkeys(MONEY + VOLUMES, float))
    accounts[MONEY + VOLUMES] = accounts[MONEY + VOLUMES].round().astype("int64")
    whole = accounts["area"] == "Korea"
    sums = accounts[~whole].groupby("year")[MONEY].sum()
    accounts.loc[whole, MONEY] = sums.loc[accounts.loc[whole, "year"]].to_numpy()
    return accounts


def mirrored(frame: pd.DataFrame, by: list[str], columns: list[str]) -> pd.DataFrame:
    """Return a table whose series run backwards: what rose falls, and what led trails."""
    frame = frame.sort_values([*by, "year", *(["half"] if "half" in frame else [])]).reset_index(drop=True)
    for places in frame.groupby(by, sort=False).indices.values():
        frame.loc[places, columns] = frame.loc[places[::-1], columns].to_numpy()
    return frame


def without(frame: pd.DataFrame, query: str) -> pd.DataFrame:
    """Return a table without the rows that a query finds."""
    return frame.drop(index=frame.query(query).index)


def renamed_province(old: str, new: str, new_ko: str) -> Tables:
    """Return every table that names a province, with its key (and that of its municipalities) renamed."""
    tables = {}
    for name in table_names():
        frame = load(name)
        changed = False
        for column in {"province", "area", "region"} & set(frame.columns):
            keys = frame[column].str.replace(rf"^{old}(?=$|/)", new, regex=True)
            changed |= bool((keys != frame[column]).any())
            frame[column] = keys
        if name == "provinces":
            frame.loc[frame["province"] == new, "province_ko"] = new_ko
        if changed:
            tables[name] = frame
    return tables


def more_half_years(years: int = 1) -> pd.DataFrame:
    """Return the survey of local employment with the half-years of more years, each going on as the same half did."""
    frame = load(EMPLOYMENT)
    last = frame["year"].max()
    before, latest = (frame[frame["year"] == year].set_index(["region", "half"]) for year in (last - 1, last))
    added = [frame]
    for ahead in range(1, years + 1):
        values = latest["employed_thousand"] * (latest["employed_thousand"] / before["employed_thousand"]) ** ahead
        rows = latest.assign(year=last + ahead, employed_thousand=values.round(1)).reset_index()
        added.append(rows[rows["employed_thousand"].notna()][frame.columns])
    return pd.concat(added, ignore_index=True)


def other_countries() -> Tables:
    """Return shares of GDP, and names, for other countries: the United Kingdom left out, three more taken in."""
    names = pd.DataFrame(
        [("FRA", "France", "프랑스"), ("ITA", "Italy", "이탈리아"), ("TWN", "Taiwan", "대만")],
        columns=["country", "name", "name_ko"],
    )
    shares = load(SHARES)
    made = [
        shares.query("country == 'DEU'").assign(country=code, percent_of_gdp=lambda x, f=factor: x.percent_of_gdp * f)
        for code, factor in (("FRA", 0.6), ("ITA", 0.8), ("TWN", 1.7))
    ]
    return {
        "countries": pd.concat([load("countries"), names], ignore_index=True),
        SHARES: pd.concat([shares.query("country != 'GBR'"), *made], ignore_index=True).round(3),
    }


def longer() -> Tables:
    """Return two more years of every yearly series, and one more of the half-yearly one."""
    groups = more_years(GROUPS, ["group"], ["gva_current", "gva_volume"])
    return {
        ACCOUNTS: accounts_with(2),
        GROUPS: groups.astype({"gva_current": int, "gva_volume": int}),
        EMPLOYMENT: more_half_years(),
        SHARES: more_years(SHARES, ["country"], ["percent_of_gdp"]),
        MACRO: more_years(MACRO, ["indicator", "country"], ["value"]),
        STATES: more_years(STATES, ["area"], ["employees_thousand"]),
    }


def mirror() -> Tables:
    """Return every series backwards."""
    return {
        ACCOUNTS: as_a_nation(mirrored(load(ACCOUNTS), ["area"], MONEY + VOLUMES)),
        EMPLOYMENT: mirrored(load(EMPLOYMENT), ["region"], ["employed_thousand"]),
        SHARES: mirrored(load(SHARES), ["country"], ["percent_of_gdp"]),
        STATES: mirrored(load(STATES), ["area"], ["employees_thousand"]),
        GROUPS: mirrored(load(GROUPS), ["group"], ["gva_current", "gva_volume"]),
    }


def gaps() -> Tables:
    """Return tables that lack a year, or a half-year, in their middle."""
    return {
        ACCOUNTS: without(load(ACCOUNTS), "year == 2016"),
        EMPLOYMENT: without(load(EMPLOYMENT), "year == 2018 and half == 1"),
        SHARES: without(load(SHARES), "year == 2016"),
        MACRO: without(load(MACRO), "year == 2016"),
        STATES: without(load(STATES), "year == 2013"),
        GROUPS: without(load(GROUPS), "year == 2018"),
    }


def one_more_half() -> Tables:
    """Return the survey of local employment with the first half of a year that is not over."""
    frame = more_half_years()
    return {EMPLOYMENT: without(frame, f"year == {frame['year'].max()} and half == 2")}


def more_network() -> Tables:
    """Return the network of institutes with a fiscal year in which everything had trebled."""
    network = load("manufacturing_usa_network")
    last = network["fiscal_year"].max()
    added = network[network["fiscal_year"] == last].assign(fiscal_year=last + 1, value=lambda t: 3 * t["value"])
    return {"manufacturing_usa_network": pd.concat([network, added])}


REVISIONS: dict[str, Callable[[], Tables]] = {
    "two more years": longer,
    "four more years of accounts": lambda: {ACCOUNTS: accounts_with(4)},
    "series backwards": mirror,
    "gaps": gaps,
    "one more half-year": one_more_half,
    "a province renamed": lambda: renamed_province("Chungbuk", "Chungcheongbuk", "충청북도"),
    "the home province renamed": lambda: renamed_province("Gangwon", "Kangwon", "강원특별자치도"),
    "other countries": other_countries,
    "one more fiscal year": more_network,
}
