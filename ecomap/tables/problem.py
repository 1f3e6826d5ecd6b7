"""One thing wrong in one cell, as data: a person gets a sentence, a program gets the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from ecomap.i18n import DEFAULT_LANGUAGE, N_, translator

# rule -> (what is wrong, what to do). Placeholders: value, column, and the names in Problem.details.
RULES: Mapping[str, tuple[str, str]] = {
    "missing_source": (N_("There is nothing at this path."), N_("Check the path; it must be a folder of tables or an .xlsx workbook.")),
    "unreadable_file": (N_("The file cannot be opened: {reason}."), N_("Open it in Excel or an editor, save it again and retry.")),
    "protected_workbook": (N_("The workbook is protected by a password, or it is an old .xls file."), N_("Save it as .xlsx without a password.")),
    "unsupported_format": (N_("This kind of file is not supported."), N_("Save it as .xlsx or as CSV in UTF-8.")),
    "unknown_encoding": (N_("The text is in no known encoding."), N_("Save the file as CSV UTF-8.")),
    "workbook_too_large": (N_("The workbook unpacks to {size} MB, more than {limit} MB."), N_("Split it, or remove pictures and empty formatting.")),
    "macros_ignored": (N_("The workbook contains macros; only its values were read."), N_("Save it as .xlsx to be rid of this notice.")),
    "missing_region": (N_("The settings region.toml are missing."), N_("Put region.toml, with the ward shapes it names, into the folder or beside the workbook.")),
    "file_too_large": (N_("The file has {size} MB, more than {limit} MB."), N_("Split it, or remove what is not a table.")),
    "reading_copy": (N_("This file is a copy for reading: it does not hold all tables of the data."), N_("Take a version file from the page “What changed”, a ZIP of the data folder, or the workbook that the command convert writes.")),
    "missing_table": (N_("The table {table} is missing."), N_("Add the file {table}.csv or a sheet named {table}.")),
    "empty_table": (N_("The table is empty: not even a header row."), N_("Write the column names into the first row.")),
    "missing_column": (N_("The column {column} is missing."), N_("Add the column; leave its cells empty where nothing is known.")),
    "absent_column": (N_("The column {column} is absent; it was read as not known."), N_("Add the column, even if empty.")),
    "unknown_column": (N_("The column {column} is not known and was not read."), N_("Rename it to a known column, or remove it.")),
    "repeated_column": (N_("The column {column} stands twice."), N_("Keep one of the two.")),
    "wrong_field_count": (N_("The row has {found} fields, the header has {expected}."), N_("Put text that contains the separator or a line break in double quotes.")),
    "cell_error": (N_("The cell holds an Excel error."), N_("Correct the formula, or type the value.")),
    "required": (N_("A value is required here."), N_("Fill in the cell.")),
    "bad_id": (N_("“{value}” is not a valid id."), N_("Use lower-case letters without tones, digits and hyphens, at most 80 characters.")),
    "bad_code": (N_("“{value}” is not a known code."), N_("Use one of: {allowed}.")),
    "bad_number": (N_("“{value}” is not a number."), N_("Write digits only, with a point as decimal mark.")),
    "bad_integer": (N_("“{value}” is not a whole number."), N_("Write digits only.")),
    "bad_date": (N_("“{value}” is not a date."), N_("Write YYYY, YYYY-MM or YYYY-MM-DD.")),
    "bad_url": (N_("“{value}” is not a web address."), N_("Write the full address, beginning with http:// or https://.")),
    "out_of_range": (N_("{value} is outside {low} to {high}."), N_("Check the value and its unit.")),
    "too_long": (N_("The text has more than {limit} characters."), N_("Shorten it.")),
    "control_character": (N_("The text contains an invisible control character."), N_("Type the text again.")),
    "duplicate_id": (N_("“{value}” stands more than once."), N_("Give each row its own id, or merge the rows.")),
    "duplicate_row": (N_("This row repeats another one."), N_("Remove one of them, or tell them apart by the start date.")),
    "dangling_id": (N_("“{value}” does not exist in {table}."), N_("Correct the id, or add the record to {table}.")),
    "self_tie": (N_("The tie joins “{value}” to itself."), N_("Correct the source or the target.")),
    "role_type": (N_("“{value}” cannot be recorded as a relation."), N_("Enter it as leading or coordinating body in the table programmes.")),
    "repeated_role": (N_("“{source}” stands as leading or coordinating body of “{target}” in the table programmes already; here it counts a second time."), N_("Remove this row; put into the row of the programme what this one alone says, such as its sources.")),
    "end_before_start": (N_("The end {value} lies before the start {start}."), N_("Correct one of the two dates.")),
    "swapped_coordinates": (N_("Latitude and longitude look swapped ({lat}, {lon})."), N_("Exchange the two cells.")),
    "outside_country": (N_("The point {lat}, {lon} lies outside the country of the region."), N_("Correct the coordinates, or leave them empty.")),
    "half_point": (N_("Only one of latitude and longitude is given."), N_("Give both or none.")),
    "point_without_precision": (N_("The precision “{value}” needs coordinates."), N_("Give latitude and longitude, or a lower precision.")),
    "ward_without_code": (N_("The precision is “ward”, but no ward is given."), N_("Fill in ward_code, or a lower precision.")),
    "outside_ward": (N_("The point lies {km} km outside the ward {ward}."), N_("Correct the ward or the coordinates.")),
    "wrong_subkind": (N_("“{value}” is not a sub-kind of “{kind}”."), N_("Use one of: {allowed}.")),
    "bad_region": (N_("region.toml: {reason}."), N_("Correct the setting.")),
    "bad_wards_layer": (N_("The ward shapes cannot be used: {reason}."), N_("Give a GeoJSON, GeoPackage or zipped Shapefile and its settings in region.toml.")),
    "ward_without_shape": (N_("The ward {value} has no shape."), N_("Add the shape, or correct the code.")),
    "more": (N_("{count} further rows have the same problem."), N_("Correct these first, then check again.")),
    "more_warned": (N_("{count} further rows have the same problem."), N_("Correct these first, then check again.")),
}  # fmt: skip
WARNINGS = frozenset(
    {
        "macros_ignored",
        "absent_column",
        "unknown_column",
        "repeated_role",  # versions made before this was looked at must still open, to be compared
        "outside_ward",
        "ward_without_shape",
        "more_warned",
    }
)


@dataclass(frozen=True)
class Problem:
    """A problem of the data, placed so that a person finds the cell.

    Parameters
    ----------
    rule : str
        Key of `RULES`.
    file, sheet, column : str
        Where; empty when it does not apply.
    row : int or None
        Row number as a spreadsheet shows it: the header is row 1.
    value : str
        What stands there, cut to 80 characters.
    details : mapping
        Values for the placeholders of the sentences.
    """

    rule: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the data must not be loaded because of this problem."""
        return self.rule not in WARNINGS

    def _sentence(self, which: int, lang: str) -> str:
        values = {"value": self.value, "column": self.column, **self.details}
        return translator(lang)(RULES[self.rule][which], **values)

    def message(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Say what is wrong, in one sentence."""
        return self._sentence(0, lang)

    def advice(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Say what to do, in one sentence."""
        return self._sentence(1, lang)

    def place(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Say where, as ``organisations.csv, row 12, column ward_code``."""
        _ = translator(lang)
        parts = [self.file]
        if self.sheet:
            parts.append(_("sheet {name}", name=self.sheet))
        if self.row is not None:
            parts.append(_("row {number}", number=str(self.row)))
        if self.column:
            parts.append(_("column {name}", name=self.column))
        return ", ".join(part for part in parts if part)

    def as_dict(self, lang: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        """Return the fields with both sentences, ready for JSON."""
        fields = asdict(self)
        details = fields.pop("details")
        return {
            **fields,
            "severity": "error" if self.is_error else "warning",
            "details": {key: str(value) for key, value in details.items()},
            "message": self.message(lang),
            "advice": self.advice(lang),
        }


class DataError(Exception):
    """Data that cannot be loaded; carries every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.is_error]
        lines = [f"{problem.place('en')}: {problem.message('en')}" for problem in errors[:5]]
        super().__init__(f"{len(errors)} problems\n" + "\n".join(lines))
