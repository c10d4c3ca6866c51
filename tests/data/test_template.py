"""A template has the right header, opens right in Excel, and its description says all that the contract demands."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mfgbook.cli import commands
from mfgbook.data import contract
from mfgbook.data.checks import check_folder
from mfgbook.data.template import WIDTH, description, write_template
from mfgbook.errors import BookError

TABLES = contract.tables()


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name):
    text = description(name)
    for field in TABLES[name].fields:
        assert f"\n- {field.name} (" in text
        assert field.unit in text.replace("\n  ", " ").replace("\n", " ")
    for reference in TABLES[name].references:
        assert f"tands in {reference.table}.csv, column {reference.key}" in text.replace("\n  ", " ")
    assert max(len(line) for line in text.splitlines() if " " in line.strip(" -")) <= WIDTH


def test_a_description_says_type_unit_limits_key_and_rules():
    text = description("korea_local_employment")
    assert "- employed_thousand (number, in thousand persons; required)" in text
    assert "At least 0; at most 5,000." in text
    assert "At least 1900; at most 2100." in text
    assert "One of 1 or 2." in text
    assert "Stands in provinces.csv" in text or "stands in provinces.csv" in text
    assert "- No two rows have the same region, year and half." in text
    assert "has no gaps, for each region." in text
    assert "Not for: Manufacturing employment." in text


@pytest.mark.parametrize("name", ["countries", "korea_regional_accounts"])
def test_a_filled_in_template_is_read(name, tmp_path):
    """Excel keeps the mark of UTF-8; the rows are those of the shipped table."""
    file = write_template(TABLES[name], tmp_path / f"{name}.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert str(check_folder(tmp_path)[0]).endswith("holds a header and no rows. Add the data below the header.")
    rows = TABLES[name].file.read_text(encoding="utf-8").partition("\n")[2]
    file.write_text(file.read_text(encoding="utf-8") + rows, encoding="utf-8")
    assert check_folder(tmp_path) == []


def test_the_command_writes_and_describes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["template", "provinces"], catch_exceptions=False)
    assert (tmp_path / "provinces.csv").read_text(encoding="utf-8-sig").strip() == "province,province_ko,capital_region"
    assert result.output.startswith("provinces: ")
    assert "mfgbook check" in result.output


def test_a_file_is_never_replaced(tmp_path):
    file = tmp_path / "provinces.csv"
    file.write_text("kept", encoding="utf-8")
    with pytest.raises(BookError, match="is there already, and a template is empty"):
        write_template(TABLES["provinces"], file)
    assert file.read_text(encoding="utf-8") == "kept"


def test_an_unknown_table_is_told_with_the_nearest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["template", "provnces"])
    assert isinstance(result.exception, BookError)
    assert "There is no table 'provnces'. Did you mean provinces?" in str(result.exception)
    assert list(tmp_path.iterdir()) == []
