"""Where tables live: a folder of CSV files or an Excel workbook, behind one seam."""

from ecomap.store.base import Contents, Store, open_store
from ecomap.store.csv_text import guard_formulas, write_csv
from ecomap.store.folder import FolderStore
from ecomap.store.package import lay_surroundings, pack, unpack
from ecomap.store.workbook import WorkbookStore, write_workbook

__all__ = [
    "Contents",
    "FolderStore",
    "Store",
    "WorkbookStore",
    "guard_formulas",
    "lay_surroundings",
    "open_store",
    "pack",
    "unpack",
    "write_csv",
    "write_workbook",
]
