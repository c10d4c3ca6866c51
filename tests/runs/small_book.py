"""A small book of one's own: two tables, a notebook that reads them, and a plan."""

import json
from pathlib import Path

import nbformat

from mfgbook.book import Book

PLAN = """\
- id: cover
  notebook: cover.ipynb
- id: regions
  notebook: regions.ipynb
  tables: [figures]
  parameters: {start_year: 2001}
  foreach: {table: places, column: place, parameter: place}
"""
DESCRIPTOR = {
    "name": "small",
    "resources": [
        {
            "name": "places",
            "path": "places.csv",
            "title": "Places",
            "schema": {"fields": [{"name": "place", "type": "string"}, {"name": "code", "type": "integer"}]},
        },
        {
            "name": "figures",
            "path": "figures.csv",
            "title": "Figures",
            "schema": {"fields": [{"name": "place", "type": "string"}, {"name": "value", "type": "number"}]},
            "sources": [{"title": "Invented", "vintage": "May"}],
        },
    ],
}
PARAMETERS = 'data_dir = ""\nplace = "everywhere"\nstart_year = 2000'


def write_notebook(path: Path, *cells: str, parameters: str = "") -> Path:
    """Write a notebook of code cells; the first one is the parameters cell if there are parameters."""
    made = [nbformat.v4.new_markdown_cell("# A page", id="title")]
    if parameters:
        made.append(nbformat.v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}))
    made += [nbformat.v4.new_code_cell(cell, id=f"code-{number}") for number, cell in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=kernel)), encoding="utf-8")
    return path


def write_book(root: Path) -> Book:
    """Write the small book; its tables are in `data/`, to be given as a folder of one's own."""
    book = Book(root)
    for folder in (book.chapters, root / "data"):
        folder.mkdir(parents=True)
    book.toc.write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    book.plan.write_text(PLAN, encoding="utf-8")
    write_notebook(book.chapters / "cover.ipynb", "1 + 1", parameters='data_dir = ""')
    write_notebook(book.chapters / "regions.ipynb", "place", parameters=PARAMETERS)
    (root / "data" / "datapackage.json").write_text(json.dumps(DESCRIPTOR), encoding="utf-8")
    (root / "data" / "places.csv").write_text("place,code\nUlsan/Dong-gu,1\n거제시,2\nUlsan/Dong-gu,3\n", "utf-8")
    (root / "data" / "figures.csv").write_text("place,value\nUlsan/Dong-gu,1.5\n거제시,2.5\n", "utf-8")
    return book
