"""The tables of a data folder, their rules, and the problems found in them."""

from ecomap.tables.check import RawTable, check_tables, split_list
from ecomap.tables.columns import LIST_SEPARATOR, TABLES, Column, Table
from ecomap.tables.problem import RULES, DataError, Problem
from ecomap.tables.rows import POINT_PRECISIONS

__all__ = [
    "LIST_SEPARATOR",
    "POINT_PRECISIONS",
    "RULES",
    "TABLES",
    "Column",
    "DataError",
    "Problem",
    "RawTable",
    "Table",
    "check_tables",
    "split_list",
]
