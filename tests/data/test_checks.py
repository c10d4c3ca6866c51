"""Each bad input gives one clear line with its place; what is sound gives none."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfgbook.data import FaultyData, load
from mfgbook.data.checks import check_folder
from mfgbook.errors import BookError

SHARE = "manufacturing_share_of_gdp.csv"
HEADER = "country,year,percent_of_gdp\n"
EXCEL = 'In Excel: File > Save As > "CSV UTF-8 (Comma delimited)".'


def lines(folder) -> list[str]:
    return [str(fault) for fault in check_folder(folder)]


def the_line(folder) -> str:
    """The only fault: one mistake is told once, on one line."""
    found = lines(folder)
    assert len(found) == 1, found
    assert "\n" not in found[0]
    return found[0]


def test_shipped_tables_are_sound():
    assert lines(None) == []


def test_a_sound_table_of_ones_own_is_silent(write):
    assert lines(write(SHARE, HEADER + "KOR,2025,24.5\n")) == []


BAD_TABLES = {
    "missing column": (
        "country,year\nKOR,2010\n",
        f"{SHARE}, row 1, column percent_of_gdp: is missing. The columns are: country, year, percent_of_gdp.",
    ),
    "extra column": (
        "country,year,percent_of_gdp,note\nKOR,2010,28,x\n",
        f"{SHARE}, row 1, column note: is not in the contract. Remove it, or correct its name.",
    ),
    "column twice": (
        "country,year,percent_of_gdp,year\nKOR,2010,28,2010\n",
        f"{SHARE}, row 1, column year: stands there 2 times. Keep one.",
    ),
    "text in a whole number": (
        HEADER + "KOR,2010,28\nKOR,abc,28\n",
        f"{SHARE}, row 3, column year: 'abc' is not a whole number (type integer).",
    ),
    "text in a number": (
        HEADER + "KOR,2010,n/a\n",
        f"{SHARE}, row 2, column percent_of_gdp: 'n/a' is not a number (type number). "
        "Where there is no figure, leave the row out.",
    ),
    "decimal comma": (
        HEADER + 'KOR,2010,"28,1"\n',
        f"{SHARE}, row 2, column percent_of_gdp: '28,1' is not a number (type number). "
        "Write it without thousands separators, with a point for decimals.",
    ),
    "not a number": (
        HEADER + "KOR,2010,NaN\n",
        f"{SHARE}, row 2, column percent_of_gdp: 'NaN' is not a number (type number). "
        "Where there is no figure, leave the row out.",
    ),
    "above the range": (
        HEADER + "KOR,2010,2831\n",
        f"{SHARE}, row 2, column percent_of_gdp: '2831' is above the maximum of 100 (unit: % of GDP).",
    ),
    "below the range": (
        HEADER + "KOR,2010,-1\n",
        f"{SHARE}, row 2, column percent_of_gdp: '-1' is below the minimum of 0 (unit: % of GDP).",
    ),
    "empty cell": (
        HEADER + "KOR,2010,\n",
        f"{SHARE}, row 2, column percent_of_gdp: is empty, and a value is required. Fill it, or leave the row out.",
    ),
    "wrong form": (
        HEADER + "Korea,2010,28\n",
        f"{SHARE}, row 2, column country: 'Korea' does not have the form [A-Z]{{3}}. Write it like KOR.",
    ),
    "duplicate key": (
        HEADER + "KOR,2010,28\nUSA,2010,12\nKOR,2010,29\n",
        f"{SHARE}, row 4: repeats the key of row 2 (country, year = KOR, 2010). Keep one of the two.",
    ),
    "short row": (
        HEADER + "KOR,2010\n",
        f"{SHARE}, row 2: has 2 cells where the header has 3. "
        "Put a value that holds a comma into double quotes, and write numbers without thousands separators.",
    ),
    "long row": (
        HEADER + "KOR,2010,1,234\n",
        f"{SHARE}, row 2: has 4 cells where the header has 3. "
        "Put a value that holds a comma into double quotes, and write numbers without thousands separators.",
    ),
    "blank row": (HEADER + "KOR,2010,28\n\nKOR,2011,28\n", f"{SHARE}, row 3: is blank. Delete it."),
    "empty file": ("", f"{SHARE}: is empty. It needs a header and rows."),
    "only a byte order mark": (b"\xef\xbb\xbf\n", f"{SHARE}: is empty. It needs a header and rows."),
    "header only": (HEADER, f"{SHARE}: holds a header and no rows. Add the data below the header."),
    "no header": (
        "KOR,2010,28\n",
        f"{SHARE}, row 1: does not begin with the header. Make the first row: country,year,percent_of_gdp",
    ),
    "semicolons and a misspelt column": (
        HEADER.replace(",", ";").replace("year", "yaer") + "KOR;2010;28\n",
        f"{SHARE}, row 1: separates its columns by semicolons; the contract wants commas. {EXCEL}",
    ),
    "decimal commas between semicolons": (
        HEADER.replace(",", ";") + "KOR;2010;1,234\n",
        f"{SHARE}, row 2, column percent_of_gdp: '1,234' is not a number (type number). "
        "Write it without thousands separators, with a point for decimals.",
    ),
    "Hanja in CP949": (
        (HEADER + "KOR,2010,28\n韓國,2011,28\n").encode("cp949"),
        f"{SHARE}, row 3: is not UTF-8 text but perhaps CP949 (EUC-KR), the encoding of Korean Windows, with letters "
        f"that leave it in doubt. Save it as UTF-8. {EXCEL}",
    ),
    "Western letters": (
        (HEADER + "K\xc4ln,2010,28\n").encode("latin-1"),
        f"{SHARE}, row 2: is not UTF-8 text but perhaps CP949 (EUC-KR), the encoding of Korean Windows, with letters "
        f"that leave it in doubt. Save it as UTF-8. {EXCEL}",
    ),
    "an unknown encoding": (
        (HEADER.encode() + b"K\xff\xfeR,2010,28\n"),
        f"{SHARE}, row 2: is not UTF-8 text but of an unknown encoding. Save it as UTF-8. {EXCEL}",
    ),
    "UTF-16 without its mark": (
        (HEADER + "KOR,2010,28\n").encode("utf-16-le"),
        f"{SHARE}, row 1: is not UTF-8 text but UTF-16, cut off or without its mark. Save it as UTF-8. {EXCEL}",
    ),
    "UTF-16 cut off": (
        (HEADER + "KOR,2010,28\n").encode("utf-16")[:-1],
        f"{SHARE}, row 2: is not UTF-8 text but UTF-16, cut off or without its mark. Save it as UTF-8. {EXCEL}",
    ),
    "lost letters": (
        HEADER + "KOR,2010,28\n\ufffd\ufffd,2011,28\n",
        f"{SHARE}, row 3: has letters that were lost (\ufffd) when the file was saved before. Export the table again.",
    ),
    "an old workbook by another name": (
        b"\xd0\xcf\x11\xe0\xa1\xb1 and so on",
        f"{SHARE}: is a spreadsheet file, not CSV. {EXCEL}",
    ),
    "a column beside the table that is not empty": (
        "country,year,percent_of_gdp,\nKOR,2010,28,\nKOR,2011,28,checked\n",
        f"{SHARE}, row 1, column (no name): is not in the contract. Remove it, or correct its name.",
    ),
    "an irregular thousands separator": (
        HEADER + 'KOR,2010,"2,8"\n',
        f"{SHARE}, row 2, column percent_of_gdp: '2,8' is not a number (type number). "
        "Write it without thousands separators, with a point for decimals.",
    ),
    "a date for a year": (
        HEADER + "KOR,1905-07-02,28\n",
        f"{SHARE}, row 2, column year: '1905-07-02' is not a whole number (type integer). It is a date. In the "
        "workbook, format the column as General, see that it holds whole numbers (Excel shows the number 2010 as "
        "1905-07-02 in a cell formatted as a date), and save again.",
    ),
    "a shortened number": (
        HEADER + "KOR,2010,1.23E+11\n",
        f"{SHARE}, row 2, column percent_of_gdp: '1.23E+11' is not what stood in the workbook. Excel has shortened it, "
        "and digits may be lost. In the workbook, format the column as Number, and save again.",
    ),
    "a shortened whole number": (
        HEADER + "KOR,2.01E+03,28\n",
        f"{SHARE}, row 2, column year: '2.01E+03' is not a whole number (type integer). Excel has shortened it, and "
        "digits may be lost. In the workbook, format the column as Number, and save again.",
    ),
    "the error of a formula": (
        HEADER + "KOR,2010,#REF!\n",
        f"{SHARE}, row 2, column percent_of_gdp: '#REF!' is not a number (type number). It is the error of a formula, "
        "or of a column too narrow. Mend it in the workbook, and save again.",
    ),
    "the error of a formula for a text": (
        HEADER + "#N/A,2010,28\n",
        f"{SHARE}, row 2, column country: '#N/A' is not what stood in the workbook. It is the error of a formula, "
        "or of a column too narrow. Mend it in the workbook, and save again.",
    ),
    "a triangle for a minus": (
        HEADER + "KOR,2010,△2.8\n",
        f"{SHARE}, row 2, column percent_of_gdp: '△2.8' is not a number (type number). "
        "Write a number below zero with a minus.",
    ),
    "a number with its unit": (
        HEADER + "KOR,2010,28 %\n",
        f"{SHARE}, row 2, column percent_of_gdp: '28 %' is not a number (type number). "
        "Write the number alone, without a unit.",
    ),
    "an empty row of a spreadsheet": (
        HEADER + "KOR,2010,28\n,,\nKOR,2011,28\n",
        f"{SHARE}, row 3: is blank. Delete it.",
    ),
    "a workbook by another name": (
        b"PK\x03\x04 and so on",
        f"{SHARE}: is a spreadsheet file, not CSV. {EXCEL}",
    ),
    "open quote": (
        HEADER + 'KOR,2010,28\nKOR,"2011,28\nKOR,2012,28\n',
        f"{SHARE}, row 3: is not readable as CSV from here on (unexpected end of data). "
        "Look for a double quote that is not closed.",
    ),
    "a country without a name": (
        HEADER + "KOR,2010,28\nKOZ,2010,28\nKOZ,2011,28\n",
        f"{SHARE}, row 3, column country: 'KOZ' is not in countries.csv (column country). Did you mean KOR? "
        "Correct it here, or give a countries.csv that has a row for it.",
    ),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_bad_table_gives_one_line_with_its_place(case, write):
    content, message = BAD_TABLES[case]
    assert the_line(write(SHARE, content)) == message


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_bad_table_never_reaches_a_chapter(case, write):
    content, message = BAD_TABLES[case]
    with pytest.raises(BookError) as error:
        load("manufacturing_share_of_gdp", write(SHARE, content))
    assert str(error.value) == f"The table manufacturing_share_of_gdp breaks its contract and is not used:\n{message}"


def test_a_misspelt_column_is_told_with_its_likely_name(write):
    missing, extra = lines(write(SHARE, "country,yaer,percent_of_gdp\nKOR,2010,28\n"))
    assert missing.startswith(f"{SHARE}, row 1, column year: is missing. Did you mean yaer?")
    assert extra.startswith(f"{SHARE}, row 1, column yaer: is not in the contract.")


def test_every_fault_is_listed_by_check_and_the_first_ten_by_load(write):
    folder = write(SHARE, HEADER + "".join(f"KOR,{1950 + n},q\n" for n in range(25)))
    assert len(lines(folder)) == 25
    with pytest.raises(FaultyData) as error:
        load("manufacturing_share_of_gdp", folder)
    assert str(error.value).count("\n") == 11
    assert str(error.value).endswith("... and 15 more; `mfgbook check FOLDER` lists them all.")


def test_two_rows_with_the_same_unreadable_key_are_not_called_duplicates(write):
    found = lines(write(SHARE, HEADER + "KOR,x,28\nKOR,x,28\n"))
    assert [line.split(":")[0] for line in found] == [f"{SHARE}, row 2, column year", f"{SHARE}, row 3, column year"]


def test_a_fault_says_value_and_rule(write):
    (fault,) = check_folder(write(SHARE, HEADER + "KOR,2010,140\n"))
    assert (fault.file, fault.row, fault.column) == (SHARE, 2, "percent_of_gdp")
    assert (fault.value, fault.rule, fault.severity) == ("140", "maximum 100", "fault")


def test_a_byte_order_mark_is_accepted(write):
    folder = write(SHARE, b"\xef\xbb\xbf" + (HEADER + "KOR,2010,28\n").encode())
    assert lines(folder) == []
    assert load("manufacturing_share_of_gdp", folder).columns[0] == "country"


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_of_all_systems_and_blank_last_lines_are_accepted(ending, write):
    folder = write(SHARE, (HEADER + "KOR,2010,28\nKOR,2011,28\n\n\n").replace("\n", ending))
    assert lines(folder) == []
    assert len(load("manufacturing_share_of_gdp", folder)) == 2


def test_the_order_of_columns_does_not_matter(write):
    folder = write(SHARE, "percent_of_gdp,country,year\n28,KOR,2010\n")
    assert lines(folder) == []
    frame = load("manufacturing_share_of_gdp", folder)
    assert frame.columns.tolist() == ["country", "year", "percent_of_gdp"]
    assert frame.iloc[0].tolist() == ["KOR", 2010, 28.0]


def test_a_broken_table_that_another_refers_to_is_told_once(write):
    write("countries.csv", "")
    folder = write(SHARE, HEADER + "KOR,2010,28\n")
    assert the_line(folder) == "countries.csv: is empty. It needs a header and rows."


def test_a_table_of_ones_own_that_shipped_tables_refer_to_must_hold_their_keys(write):
    found = lines(write("countries.csv", "country,name,name_ko\nKOR,Korea,대한민국\n"))
    assert found[0].startswith(f"{SHARE}, row 2, column country: 'CAN' is not in countries.csv")
    assert {line.split(",")[0] for line in found} >= {SHARE}
    assert not [line for line in found if "'KOR' is not" in line]


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(BookError, match=r"The data folder .*nowhere does not exist .* Check the path\."):
        check_folder(tmp_path / "nowhere")


def test_a_file_is_not_a_folder(write):
    with pytest.raises(BookError, match="is a file, not a data folder"):
        check_folder(write(SHARE, HEADER) / SHARE)


def test_a_folder_without_tables(tmp_path):
    assert "holds no table. Put CSV files there, named like the shipped ones (countries," in the_line(tmp_path)


def test_a_misnamed_table_is_a_fault(write, shipped):
    write("countries.csv", shipped("countries"))
    folder = write("manufacturing_share_gdp.csv", HEADER)
    assert the_line(folder).startswith(
        f"manufacturing_share_gdp.csv: is not read: no table has this name. Did you mean {SHARE}"
    )


def test_a_stray_file_is_a_note(write, shipped):
    write("countries.csv", shipped("countries"))
    (note,) = check_folder(write("zzz.csv", "a\n"))
    assert note.severity == "note"
    assert str(note).startswith("zzz.csv: note: is not read")


@pytest.mark.parametrize("copy", ["countries (1).csv", "Countries.CSV", "countries - 복사본.csv", "countries.xlsx"])
def test_a_second_file_for_a_table_is_a_fault(copy, write, shipped):
    write("countries.csv", shipped("countries"))
    assert the_line(write(copy, shipped("countries"))) == (
        f"{copy}: is not read: countries.csv stands beside it, and a table has one file. Keep one of the two."
    )


def test_a_file_beside_the_one_that_a_descriptor_names_is_a_fault(write, describe, shipped):
    write("countries.csv", shipped("countries"))
    write("states_of_the_world.csv", shipped("countries"))
    assert the_line(describe({"name": "countries", "path": "states_of_the_world.csv"})) == (
        "countries.csv: is not read: datapackage.json reads the table countries from states_of_the_world.csv. "
        "Keep one of the two."
    )


def test_two_tables_cannot_share_a_file(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    assert the_line(describe(shares, {**shares, "name": "portions"})) == (
        "shares.csv: is the file of 2 tables: portions and shares. Give each table a file of its own."
    )


def test_two_tables_cannot_share_a_name(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    assert the_line(describe(shares, shares)).endswith("resource 'shares' is described twice. Keep one of the two.")


def test_a_described_table_that_shadows_nothing_by_a_letter_is_noted(write, describe, shares):
    write("country.csv", "place,year,percent,final\nA,2010,1,true\n")
    (note,) = check_folder(describe({**shares, "name": "manufacturing_shares_of_gdp", "path": "country.csv"}))
    assert str(note) == (
        "country.csv: note: is described as the table manufacturing_shares_of_gdp, which replaces no shipped one. "
        "If manufacturing_share_of_gdp is meant, name it so."
    )


def test_the_folder_above_the_tables_leads_to_them(write, tmp_path, shipped):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "countries.csv").write_text(shipped("countries"), encoding="utf-8")
    assert "holds no table. Its folder tables holds some: did you mean that?" in the_line(tmp_path)


def test_a_workbook_with_a_tables_name_is_a_fault(write, shipped):
    write("countries.csv", shipped("countries"))
    folder = write("provinces.xlsx", b"PK")
    assert the_line(folder) == (f"provinces.xlsx: is not read: tables are CSV files. Save it as provinces.csv. {EXCEL}")


def test_hash_and_size_in_a_descriptor_do_not_bind_a_file(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    assert lines(describe({**shares, "hash": "sha256:0", "bytes": 1})) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    row=st.integers(min_value=0, max_value=206),
    column=st.sampled_from(["year", "percent_of_gdp"]),
    text=st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=60).filter(
        lambda text: text.lower() not in ("nan", "inf", "infinity", "snan")
    ),
)
def test_text_in_any_number_is_told_at_its_row_and_column(row, column, text, write, shipped):
    header, *rows = [line.split(",") for line in shipped("manufacturing_share_of_gdp").splitlines()]
    rows[row][header.index(column)] = text
    (fault,) = check_folder(write(SHARE, "\n".join(",".join(cells) for cells in [header, *rows]) + "\n"))
    assert (fault.row, fault.column, fault.value) == (row + 2, column, text)


def test_rows_are_numbered_by_the_spreadsheet_even_with_line_breaks_in_cells(write, describe, shares):
    write("shares.csv", 'place,year,percent,final\n"A\nb",2010,1,true\nC,q,1,true\n')
    assert the_line(describe(shares)) == "shares.csv, row 3, column year: 'q' is not a whole number (type integer)."


def test_true_and_false(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,2010,1,yes\n")
    assert the_line(describe(shares)) == "shares.csv, row 2, column final: 'yes' is not true or false (type boolean)."


def test_enum_and_unique(write, describe, shares):
    shares["schema"]["fields"][0]["constraints"] = {"enum": ["A", "B"], "unique": True}
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\nA,2011,1,true\nC,2010,1,true\n")
    assert lines(describe(shares)) == [
        "shares.csv, row 3, column place: 'A' stands there more than once. Each value may stand once.",
        "shares.csv, row 4, column place: 'C' is not one of A, B.",
    ]


def test_whole_numbers_too_large_for_the_machine(write, describe, shares):
    write("shares.csv", f"place,year,percent,final\nA,{10**30},1,true\n")
    assert "is above the maximum" in the_line(describe(shares))


def test_faults_can_be_compared_and_written(write):
    folder = write(SHARE, HEADER + "KOR,2010,140\n")
    assert check_folder(folder) == check_folder(folder)
    assert json.dumps([vars(fault) for fault in check_folder(folder)])
