"""The first figures and the coverage of the lists as HTML. Everything that comes from the data is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from ecomap.i18n import Translator
from ecomap.views.headline import Figure


def figures(shown: Sequence[Figure], _: Translator) -> str:
    """Return figures as a row of cards with the number and the newest date of their sources."""
    return f'<div class="eco-figures">{"".join(_figure(figure, _) for figure in shown)}</div>'


def _figure(figure: Figure, _: Translator) -> str:
    when = _("to {date}", date=_.date(figure.as_of)) if figure.as_of else _("not dated")
    basis = _.n("{n} source, {when}", "{n} sources, {when}", len(figure.sources), when=when)
    return (
        f'<div class="eco-figure"><div class="eco-figure-label">{escape(figure.label)}</div>'
        f'<div class="eco-figure-value">{escape(_.number(figure.value))}</div>'
        f'<div class="eco-figure-basis">{escape(basis)}</div></div>'
    )


def coverage(table: pd.DataFrame, _: Translator) -> str:
    """Return `headline.coverage_table` as a table whose texts wrap: listed of published, share, date, note."""
    head = (_("What is counted"), _("Listed of published"), _("Date"), _note_heading(_))
    rows = [
        (
            escape(row["label"]),
            _bar(row["listed"], row["official"], row["share"], _),
            escape(row["as_of"]),
            escape(row["note"]),
        )
        for row in table.to_dict("records")
    ]
    return _table(head, rows)


def completeness(table: pd.DataFrame, _: Translator) -> str:
    """Return `about.completeness` as a table of bars."""
    rows = [
        (escape(row["label"]), _bar(row["known"], _.number(row["of"]), row["share"], _))
        for row in table.to_dict("records")
    ]
    return _table((_("Field"), _("Known")), rows)


def other_totals(table: pd.DataFrame, _: Translator) -> str:
    """Return `headline.other_totals` as a table whose texts wrap."""
    head = (_("What is counted"), _("Published total"), _("Date"), _note_heading(_))
    columns = ("label", "official", "as_of", "note")
    return _table(head, [tuple(escape(row[name]) for name in columns) for row in table.to_dict("records")])


def _note_heading(_: Translator) -> str:
    return _("Note (in Vietnamese)")


def _bar(listed: int, official: str, share: float, _: Translator) -> str:
    """Return "3 of 11 (27 %)" over a bar; a share over 1 fills the bar and is still written as it is."""
    if share != share:  # nothing to be a share of
        return escape(_("not known"))
    text = _(
        "{listed} of {official} ({share})", listed=int(listed), official=official, share=_.percent(share)
    )
    width = round(100 * min(1.0, share))
    return f'{escape(text)}<div class="eco-level"><div style="width:{width}%"></div></div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="eco-totals"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'
