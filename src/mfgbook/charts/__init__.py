"""The book's charts: one theme, one caption, and a few builders on Altair.

Every builder takes a tidy table and the names of its columns and returns a chart with a title, a subtitle with unit and
period, a source line and a text alternative. Nothing here reads a file; `enable` registers the theme and the renderer,
which are global by nature, and stands as one visible line at the top of a notebook.
"""

from mfgbook.charts import small
from mfgbook.charts.base import GRID, INK, MUTED, WIDTH, Caption, enable
from mfgbook.charts.fans import fans, target_slider
from mfgbook.charts.grids import heatmap
from mfgbook.charts.matrices import matrix
from mfgbook.charts.multiples import panels
from mfgbook.charts.palette import CONTEXT, PALETTE, SUBJECT, colour, colours
from mfgbook.charts.ranges import dots, ranges
from mfgbook.charts.rows import bars, grouped_intervals, intervals, stacked, strips
from mfgbook.charts.scatter import scatter
from mfgbook.charts.series import lines, spread
from mfgbook.charts.tables import table

__all__ = [
    "CONTEXT",
    "GRID",
    "INK",
    "MUTED",
    "PALETTE",
    "SUBJECT",
    "WIDTH",
    "Caption",
    "bars",
    "colour",
    "colours",
    "dots",
    "enable",
    "fans",
    "grouped_intervals",
    "heatmap",
    "intervals",
    "lines",
    "matrix",
    "panels",
    "ranges",
    "scatter",
    "small",
    "spread",
    "stacked",
    "strips",
    "table",
    "target_slider",
]
