"""Files to take from the map: its picture, its points and ward shapes, the table of wards."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ecomap.ui import map_component
from ecomap.ui.map_controls import MapChoice
from ecomap.ui.session import View
from ecomap.views import exports, labels, map_export, map_picture, map_wards, map_words, map_zone
from ecomap.views.map_areas import MEASURES


def downloads(view: View, choice: MapChoice) -> None:
    """Offer picture and data of what is shown; the picture is drawn only when asked for."""
    _ = view._
    corner = map_component.picture_corners()
    stem = map_words.file_stem(view.ecosystem, _, *_subject(view, choice))
    with st.popover(_("Download"), icon=":material/download:"):
        st.download_button(
            _("Picture of the view you chose (PNG)") if corner else _("Picture of the whole region (PNG)"),
            data=lambda: picture(view, choice, corner),
            file_name=f"{stem}.png",
            mime="image/png",
            on_click="ignore",
        )
        st.caption(_("The camera button on the map takes the part you see."))
        st.download_button(
            _("Data of what is shown (GeoJSON)"),
            data=lambda: map_export.geojson(choice.shown, _, choice.areas),
            file_name=f"{stem}.geojson",
            mime="application/geo+json",
            on_click="ignore",
        )


def _subject(view: View, choice: MapChoice) -> list[str]:
    """Return the words a file is named by: what colours the wards, and what they were narrowed to."""
    if choice.areas is None:
        return []
    heading = map_words.title(view.ecosystem, view._, choice.areas, (choice.narrow,))
    return [view._(MEASURES[choice.areas.measure]), *heading.split(" · ")[1:]]


def picture(view: View, choice: MapChoice, corner: tuple[float, float, float, float] | None) -> bytes:
    """Draw the picture for download."""
    _, eco = view._, view.ecosystem
    lines = [
        map_words.summary(choice.shown, _, choice.layers, choice.areas),
        map_words.other_filters(eco, _, view.filters),
        choice.zone_text,
    ]
    return map_picture.picture(
        choice.shown,
        _,
        title=map_words.title(eco, _, choice.areas, (view.filters, choice.narrow)),
        subtitle=" ".join(line for line in lines if line),
        credit=map_words.credit(eco, _),
        show=choice.layers,
        areas=choice.areas,
        zone=choice.zone,
        selected=view.selected,
        view=corner,
    )


def _none_listed(view: View, choice: MapChoice, wards: list[str]) -> str:
    """Name the wards without an organisation; a filter or a zone leaves some out that are listed."""
    _, names = view._, ", ".join(wards)
    if view.filters or choice.narrow or choice.shown is not view.shown:
        return _.n(
            "{n} ward has none of the organisations chosen: {names}.",
            "{n} wards have none of the organisations chosen: {names}.",
            len(wards),
            names=names,
        )
    return _.n(
        "{n} ward has no organisation listed: {names}.",
        "{n} wards have no organisation listed: {names}.",
        len(wards),
        names=names,
    )


def ward_table(view: View, choice: MapChoice) -> None:
    """Write the figures behind the ward colours as a table to sort and to take along."""
    if choice.areas is None or choice.counted is None:
        return
    _ = view._
    rows = map_wards.ward_table(choice.counted)
    if choice.zone and choice.shown is not view.shown:
        rows = rows[rows.index.isin(map_zone.wards_touched(view.ecosystem, choice.zone))]
    st.subheader(_("Wards as a table"))
    if empty := map_wards.without_any(rows):
        st.write(labels.markdown(_none_listed(view, choice, empty)))
    st.caption(
        _(
            "None listed does not mean that there is none: the ward of {n} organisations of the region is not known.",
            n=choice.areas.uncounted,
        )
        + " "
        + _("Click a heading to sort.")
    )
    numbers = {
        name: st.column_config.NumberColumn(_(map_wards.HEADINGS[name]), format="localized")
        for name in map_wards.HEADINGS
    }
    st.dataframe(
        rows,
        hide_index=True,
        height=320,
        column_config={**numbers, "ward": _(map_wards.HEADINGS["ward"])},
        placeholder=_("not known"),
        alt=_("Wards as a table"),
        key="map_ward_table",
    )
    stem = map_words.file_stem(view.ecosystem, _, _("wards"), *_subject(view, choice)[1:])
    with st.container(horizontal=True):
        for file_format, label in (("xlsx", "Excel"), ("csv", "CSV")):
            st.download_button(
                label,
                partial(exports.table_bytes, map_wards.titled(rows, _), file_format, _("Wards")),
                file_name=f"{stem}.{file_format}",
                mime=exports.FORMATS[file_format].mime,
                key=f"map_wards_{file_format}",
                icon=":material/download:",
                on_click="ignore",
            )
