"""Questions the reports ask; each in a fixed number of statements."""

from .linkage import cascade_of, gap_of, people_of
from .missed import missed_rows, overdue_people
from .monthly import month_of, months_before, reach_table, year_of_bars
from .positivity import positivity_table

__all__ = [
    "cascade_of",
    "gap_of",
    "missed_rows",
    "month_of",
    "months_before",
    "overdue_people",
    "people_of",
    "positivity_table",
    "reach_table",
    "year_of_bars",
]
