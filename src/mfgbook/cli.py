"""The command `mfgbook`.

Commands import what they need when they run, so that a build with nothing to do stays quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from mfgbook.book import find_book
from mfgbook.errors import BookError
from mfgbook.texts import for_terminal

FOLDER = click.Path(path_type=Path)
DATA_HELP = "A folder with tables of your own. What it holds replaces the shipped table, the rest stays."


def parameter_option(help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that gives a chapter's parameters, as pairs of name and value."""
    return click.option(
        "-p", "--parameter", "pairs", nargs=2, multiple=True, metavar="NAME VALUE", help=f"{help}; repeat for more."
    )


def _say(text: object, err: bool = False) -> None:
    """Print a text, of which no letter can steer the terminal."""
    click.echo(for_terminal(str(text)), err=err)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mfgbook")
def commands() -> None:
    """Build, re-run and check a living research book.

    Run it in the book's folder, or in any folder below it.
    """
    from mfgbook.site.swap import repair  # noqa: PLC0415

    try:
        repair(find_book())  # what a killed build left behind, whatever command comes next
    except BookError:
        return  # not in a book: commands that need one say so


@commands.command()
@click.option("--data", type=FOLDER, help=DATA_HELP)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many chapters execute at a time; by default one more than cores.",
)
@click.option(
    "--since",
    type=FOLDER,
    metavar="PREVIOUS",
    help="An earlier build (a book, its _build, a findings.json): the site gets a page on what changed since.",
)
def build(data: Path | None, jobs: int | None, since: Path | None) -> None:
    """Execute what is out of date and build the site into _build/html.

    Content decides what is out of date: a chapter, its parameters in the run plan, the tables that it declares, the
    library. With nothing changed, nothing is executed and nothing is built.

    To see what this build changes in its own last one, give --since _build.
    """
    from mfgbook.build import build_book  # noqa: PLC0415

    page = build_book(find_book(), data or "", jobs or 0, _say, since)
    _say(f"The book is at {page}")


@commands.command()
@click.argument("chapter")
@parameter_option("Give a parameter")
@click.option("--data", type=FOLDER, help=DATA_HELP)
@click.option(
    "-o", "--output", type=FOLDER, help="Where to keep the executed notebook; by default below _build/single."
)
def run(chapter: str, pairs: Iterable[tuple[str, str]], data: Path | None, output: Path | None) -> None:
    """Execute one CHAPTER (its name, or a path to a notebook) outside the run plan.

    Lists and mappings are written as YAML, such as -p peers "[USA, JPN]".
    """
    from mfgbook.parameters import declared  # noqa: PLC0415
    from mfgbook.runs.execute import execute  # noqa: PLC0415
    from mfgbook.runs.plan import DATA_DIR, single_run  # noqa: PLC0415

    book = find_book()
    single = single_run(book, chapter, pairs)
    if output is not None and output.suffix != ".ipynb":
        raise BookError(f"The output {output} is not a notebook. Name a file that ends in .ipynb.")
    target = output or book.build / "single" / f"{single.id}.ipynb"
    if data is None and DATA_DIR in declared(single.notebook):
        data = book.tables
    if data:
        from mfgbook.data.checks import require_sound  # noqa: PLC0415

        require_sound(data, _say)
    _say(f"Executing {single.notebook.name}")
    _say(f"The executed notebook is {execute(single, book, data or '', target)}")


@commands.command()
@click.argument("folder", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Check the tables in FOLDER, or the shipped ones, against the contract.

    Prints every fault with file, row, column, value and rule; exits with 1 if there is any. A note, such as a year
    missing inside a series, is no fault.
    """
    from mfgbook.data.checks import check_folder  # noqa: PLC0415

    found = check_folder(folder)
    for fault in found:
        _say(str(fault))
    faults = [fault for fault in found if fault.severity == "fault"]
    where = folder or "the shipped tables"
    if faults:
        raise BookError(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} in {where}.")
    _say(f"No faults in {where}.")


@commands.command()
@click.argument("table")
@click.option("-o", "--output", type=FOLDER, help="Where to write it; by default TABLE.csv in the present folder.")
def template(table: str, output: Path | None) -> None:
    """Write an empty TABLE with the right header, and print what each column wants.

    The file opens as it should in Excel, with Korean letters too. It never replaces a file.
    """
    from mfgbook.data import contract  # noqa: PLC0415
    from mfgbook.data.template import description, write_template  # noqa: PLC0415

    known = contract.tables()
    text = description(table)
    file = write_template(known[table], output or Path(known[table].file.name))
    _say(text)
    _say(f"\nThe empty table is {file}. When it is filled in: mfgbook check {file.parent}")


@commands.command()
@click.option("--csv", "file", type=FOLDER, help="Write every claim with its verdict to this CSV file.")
@click.option("--data", type=FOLDER, help=DATA_HELP)
@click.option("--record", "recording", is_flag=True, help="Make the present verdicts the recorded ones.")
def audit(file: Path | None, data: Path | None, recording: bool) -> None:
    """Compute the figures of the source documents anew and print how many of them hold.

    On the shipped tables it exits with 1 if a verdict is not the recorded one, and lists those that turned. On tables
    of your own (--data) it lists them and exits with 0.
    """
    from mfgbook import audit as room  # noqa: PLC0415

    if recording and data:
        raise BookError("The recorded verdicts are those of the shipped tables. Use --record without --data.")
    if data:
        from mfgbook.data.checks import require_sound  # noqa: PLC0415

        require_sound(data, _say)
    audited = room.audit(data or "")
    if file:
        _say(f"Every claim is in {room.write_csv(audited, file)}")
    _say(room.summary(audited).to_string())
    turns = room.turned(audited)
    for turn in turns:
        _say(str(turn))
    if recording:
        _say(f"Recorded in {room.record(audited)}; {len(turns)} turned.")
    elif turns and not data:
        raise BookError(
            f"{len(turns)} {'verdict differs' if len(turns) == 1 else 'verdicts differ'} from the recorded one. "
            "Find out why; if it is right so, record it: mfgbook audit --record"
        )


@commands.command()
@click.argument("name")
@click.option("--from", "source", metavar="CHAPTER", help="The chapter to copy.")
@click.option("--blank", is_flag=True, help="Make a skeleton with every part of a chapter.")
@parameter_option("Give a parameter, which becomes the new chapter's default")
@click.option("--title", default="", help="The new chapter's title; by default NAME in words.")
def new(name: str, source: str | None, blank: bool, pairs: tuple[tuple[str, str], ...], title: str) -> None:
    """Make a new chapter NAME, a copy of another (--from) or a blank one (--blank).

    It gets a notebook, an entry in the run plan and in the table of contents, and a test. `mfgbook build` then builds
    it; the command that undoes it is printed.
    """
    from mfgbook import new as room  # noqa: PLC0415

    if blank == bool(source):
        raise BookError("Say what the new chapter begins with: either --from CHAPTER or --blank.")
    if blank and pairs:
        raise BookError("A blank chapter takes no parameters: its own stand in its parameters cell. Leave out -p.")
    book = find_book()
    files = room.fork(book, name, source, pairs, title) if source else room.blank(book, name, title)
    for file in files:
        _say(f"Wrote {file.relative_to(book.root).as_posix()}")
    _say("Build it: mfgbook build")
    _say(f"Undo it:  {room.undo_command(book, files)}")


@commands.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--data", type=FOLDER, help="Refresh the tables of this folder instead of the book's.")
@click.option("--dry-run", is_flag=True, help="Fetch, check and tell what would change, but replace nothing.")
@click.option("--list", "listing", is_flag=True, help="Show each table's service, vintage and key, and fetch nothing.")
def refresh(tables: tuple[str, ...], data: Path | None, dry_run: bool, listing: bool) -> None:
    """Fetch each TABLE anew from its statistical service (without any: all that can be), and tell what changed.

    Nothing is replaced that is invalid, empty or much smaller than before. Keys come from the environment; the raw
    answers stay below _build/raw.
    """
    if listing:
        from mfgbook.sources.listing import listed_tables  # noqa: PLC0415

        _say(listed_tables(tables, data or ""))
        return
    from mfgbook.sources import refresh as room  # noqa: PLC0415

    failed = room.refresh_tables(tables, room.place(data or ""), dry_run, _say)
    if failed:
        raise BookError(f"Not refreshed: {failed} {'table' if failed == 1 else 'tables'}. The reason stands above.")


@commands.command()
@click.argument("before", type=FOLDER, metavar="A")
@click.argument("after", type=FOLDER, metavar="B")
@click.option("--json", "file", type=FOLDER, help="Write the whole comparison to this JSON file.")
def compare(before: Path, after: Path, file: Path | None) -> None:
    """Say what changed from A to B: findings, verdicts of the audit, and the rows behind them.

    A and B are two builds (a book, its _build or a findings.json), two executed notebooks of one chapter, or two data
    folders. For data folders, the chapters that read a changed table are executed on both, below _build/compare.
    """
    from mfgbook.compare import compare_places, report  # noqa: PLC0415

    comparison = compare_places(before, after, find_book, lambda line: _say(line, err=True))
    _say(report.text(comparison))
    if file:
        _say(f"The whole comparison is in {report.write_json(comparison, file)}")


def main() -> None:
    """Run the command; a user's mistake ends with its message on the error stream and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # Windows pipes are not UTF-8
    try:
        commands()
    except BookError as error:
        _say(str(error), err=True)
        sys.exit(1)
