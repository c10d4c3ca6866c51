"""Money on one footing: spread, converted, set against GDP."""

import pandas as pd
import pytest

from mfgbook import money
from mfgbook.errors import BookError

MACRO = pd.DataFrame(
    [
        (money.EXCHANGE_RATE, "CAN", 2020, 1.25),
        (money.EXCHANGE_RATE, "CAN", 2021, 2.0),
        (money.EXCHANGE_RATE, "KOR", 2020, 1000.0),
        (money.EXCHANGE_RATE, "KOR", 2021, 1200.0),
        (money.DEFLATOR, "CAN", 2020, 100.0),
        (money.DEFLATOR, "CAN", 2021, 110.0),
        (money.DEFLATOR, "USA", 2020, 100.0),
        (money.DEFLATOR, "USA", 2021, 105.0),
        (money.GDP, "CAN", 2020, 2000e6),
        (money.GDP, "CAN", 2021, 2500e6),
    ],
    columns=["indicator", "country", "year", "value"],
)


def one(value, place, currency, price_year=None):
    country, year = place
    yearly = pd.DataFrame({"country": [country], "year": [year], "amount": [value]})
    return money.convert(yearly, MACRO, currency, price_year).iloc[0]


def test_spreading_keeps_the_sum_and_the_columns():
    amounts = pd.DataFrame(
        {"item": ["a", "b"], "amount": [10.0, 7.0], "start_year": [2020, 2021], "end_year": [2023, 2021]}
    )
    yearly = money.spread_evenly(amounts)
    assert yearly.groupby("item")["amount"].sum().to_dict() == {"a": 10.0, "b": 7.0}
    assert yearly["year"].tolist() == [2020, 2021, 2022, 2023, 2021]
    assert yearly["amount"].tolist() == [2.5, 2.5, 2.5, 2.5, 7.0]


def test_spreading_refuses_years_that_run_backwards():
    amounts = pd.DataFrame({"amount": [1.0], "start_year": [2021], "end_year": [2020]})
    with pytest.raises(BookError, match="2021 to 2020"):
        money.spread_evenly(amounts)


@pytest.mark.parametrize(
    ("value", "place", "currency", "price_year", "expected"),
    [
        (10.0, ("CAN", 2020), "USD", None, 8.0),
        (10.0, ("CAN", 2021), "USD", None, 5.0),
        (10.0, ("CAN", 2021), "CAD", None, 10.0),
        (10.0, ("USA", 2020), "USD", None, 10.0),
        (10.0, ("CAN", 2020), "KRW", None, 8000.0),
        # 10 of 2020 are 11 at the prices of 2021, at 2 to the dollar.
        (10.0, ("CAN", 2020), "USD", 2021, 5.5),
        (10.5, ("USA", 2021), "USD", 2020, 10.0),
        # A year after the last takes the last rate and the last deflator.
        (10.0, ("CAN", 2025), "USD", None, 5.0),
        (10.0, ("CAN", 2025), "USD", 2021, 5.0),
    ],
)
def test_conversion(value, place, currency, price_year, expected):
    assert one(value, place, currency, price_year) == pytest.approx(expected)


def test_constant_prices_take_the_exchange_rate_of_the_base_year_only():
    same_volume = [one(10.0, ("CAN", 2020), "USD", 2021), one(11.0, ("CAN", 2021), "USD", 2021)]
    assert same_volume[0] == pytest.approx(same_volume[1])


def test_per_mille_of_gdp():
    yearly = pd.DataFrame({"country": ["CAN", "CAN"], "year": [2020, 2024], "amount": [2.0, 5.0]})
    assert money.per_mille_of_gdp(yearly, MACRO).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("place", "currency", "message"),
    [
        (("CAN", 2020), "YEN", "'YEN' is not one of USD, CAD, GBP, KRW or EUR"),
        (("JPN", 2020), "USD", "has no series of JPN"),
        (("CAN", 2009), "USD", "CAN begins in 2020"),
    ],
)
def test_what_cannot_be_converted_is_refused(place, currency, message):
    with pytest.raises(BookError, match=message):
        one(1.0, place, currency)
