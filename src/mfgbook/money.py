"""Money of different countries and years on one footing: spread over years, deflated, converted, set against GDP.

The macroeconomic series are those of `world_bank_macro`: indicator, country, year and value in a tidy table. A year
after a series' last one takes the last value, since programmes run into years that no series has reached.
"""

from __future__ import annotations

import pandas as pd

from mfgbook.errors import BookError, listed

EXCHANGE_RATE, DEFLATOR, GDP = "PA.NUS.FCRF", "NY.GDP.DEFL.ZS", "NY.GDP.MKTP.CN"

# Whose series carries a currency's exchange rate; the euro stands under Germany.
CURRENCIES = {"USD": "USA", "CAD": "CAN", "GBP": "GBR", "KRW": "KOR", "EUR": "DEU"}


def spread_evenly(amounts: pd.DataFrame) -> pd.DataFrame:
    """Spread each amount evenly over its years.

    Args:
        amounts: one row an amount: `amount`, `start_year` and `end_year`, both included, and whatever else.

    Returns:
        One row an amount and year: the columns of `amounts` with `year`, and in `amount` the year's part.

    Raises:
        BookError: if a first year is after its last year.
    """
    years = amounts["end_year"] - amounts["start_year"] + 1
    if (years < 1).any():
        wrong = amounts[years < 1].iloc[0]
        raise BookError(
            f"Money from {wrong['start_year']:.0f} to {wrong['end_year']:.0f}: the first year is after the last."
        )
    yearly = amounts.assign(amount=amounts["amount"] / years).loc[amounts.index.repeat(years)]
    yearly["year"] = yearly["start_year"] + yearly.groupby(level=0).cumcount()
    return yearly.reset_index(drop=True)


def convert(yearly: pd.DataFrame, macro: pd.DataFrame, currency: str, price_year: int | None = None) -> pd.Series:
    """Convert amounts in the currencies of their countries to one currency.

    At current prices each year's amount is converted at the official exchange rate of its year. At constant prices it
    is first brought to the prices of `price_year` by its own country's GDP deflator, then converted at the rate of
    `price_year`: exchange rates of other years do not enter.

    Args:
        yearly: one row a country (ISO 3166 alpha-3) and year: `country`, `year` and `amount` in the country's currency.
        macro: exchange rates (local currency per US dollar) and deflators.
        currency: ISO 4217 code, one of `CURRENCIES`.
        price_year: year of constant prices; none: current prices.

    Raises:
        BookError: if the currency is unknown, or a series lacks a country or begins after the year.
    """
    if currency not in CURRENCIES:
        raise BookError(f"currency {currency!r} is not one of {listed(list(CURRENCIES), last=' or ')}.")
    amount, country, year = yearly["amount"], yearly["country"], yearly["year"]
    if price_year is not None:
        base = pd.Series(price_year, index=year.index)
        amount = amount * _lookup(macro, DEFLATOR, country, base) / _lookup(macro, DEFLATOR, country, year)
        year = base
    target = pd.Series(CURRENCIES[currency], index=year.index)
    return amount / _per_dollar(macro, country, year) * _per_dollar(macro, target, year)


def per_mille_of_gdp(yearly: pd.DataFrame, macro: pd.DataFrame) -> pd.Series:
    """Return amounts of single years per thousand of their country's GDP of the year.

    Both are at current prices and in own currency, so neither deflator nor exchange rate enters.

    Args:
        yearly: as for `convert`.
        macro: GDP in current local currency, the amounts' unit being a million of it.

    Raises:
        BookError: if the GDP series lacks a country or begins after the year.
    """
    return 1000 * 1e6 * yearly["amount"] / _lookup(macro, GDP, yearly["country"], yearly["year"])


def _per_dollar(macro: pd.DataFrame, country: pd.Series, year: pd.Series) -> pd.Series:
    """Return local currency per US dollar; the dollar's own rate is one and is not in the table."""
    others = country != "USA"
    rates = pd.Series(1.0, index=country.index)
    rates[others] = _lookup(macro, EXCHANGE_RATE, country[others], year[others])
    return rates


def _lookup(macro: pd.DataFrame, indicator: str, country: pd.Series, year: pd.Series) -> pd.Series:
    """Return an indicator's value for each country and year, after its last year the last value."""
    rows = macro[macro["indicator"] == indicator].sort_values("year")
    series = {str(name): part.set_index("year")["value"] for name, part in rows.groupby("country")}
    values = [_value(series, indicator, c, int(y)) for c, y in zip(country, year, strict=True)]
    return pd.Series(values, index=country.index, dtype=float)


def _value(series: dict[str, pd.Series], indicator: str, country: str, year: int) -> float:
    if country not in series:
        raise BookError(f"{indicator} has no series of {country}; it has {listed(sorted(series))}.")
    known = series[country]
    if year < known.index.min():
        raise BookError(f"{indicator} of {country} begins in {known.index.min()}; there is no value for {year}.")
    return float(known.loc[:year].iloc[-1])
