"""The way from a view to a briefing about it: template and scope are those of what is on the screen."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest
from visits import visit

from ecomap import Filters
from ecomap.ui.briefing_link import template_of

LABEL = "Brief on this view"


def offered(app: AppTest) -> dict[str, list[str]]:
    """Return where the link to a briefing leads."""
    assert not app.exception
    (link,) = (link for link in app.get("page_link") if link.proto.label.startswith(LABEL))
    assert link.proto.page == "ban-tin"
    return parse_qs(link.proto.query_string, keep_blank_values=True)


@pytest.mark.parametrize(
    ("filters", "template"),
    [
        (Filters(), "overview"),
        (Filters(wards=("19774", "19789")), "wards"),
        (Filters(wards=("19774",), year=2024), "wards"),
        (Filters(sectors=("it",)), "sector"),
        (Filters(sectors=("it",), wards=("19774",)), "overview"),
        (Filters(sectors=("it",), kinds=("startup",)), "overview"),
    ],
)
def test_the_template_fits_what_the_view_is_narrowed_by(filters: Filters, template: str) -> None:
    assert template_of(filters) == template


@pytest.mark.parametrize("script", ["map", "network", "directory"])
def test_every_filtered_page_leads_to_a_briefing_on_its_scope(script: str) -> None:
    to = offered(visit(script, sector=["tourism", "it"]))
    assert to["kind-of"] == ["sector"] and to["sector"] == ["tourism", "it"]
    assert offered(visit(script))["kind-of"] == ["overview"]


def test_around_one_organisation_it_is_about_that_one() -> None:
    to = offered(visit("network", mode="around", id="hue-innovation-hub"))
    assert to["kind-of"] == ["profile"] and to["about"] == ["hue-innovation-hub"]
    to = offered(visit("profile", id="hue-innovation-hub"))
    assert to["kind-of"] == ["profile"] and to["about"] == ["hue-innovation-hub"]


def test_a_network_that_ignores_the_filters_takes_them_off_the_briefing() -> None:
    to = offered(visit("network", sector="it", whole="1"))
    assert to["kind-of"] == ["overview"] and "sector" not in to
    app = visit("network", sector="it", whole="1")
    app.switch_page("../../pages/briefing.py")
    app.query_params.clear()  # as a browser does on the way to another page
    for name, values in to.items():
        app.query_params[name] = values
    app.run()
    assert not any("Scope, from the filters" in caption.value for caption in app.caption)


def test_gaps_go_along_by_scope_by_choice_or_as_they_were_put_by() -> None:
    assert offered(visit("gaps", field="biotech_pharma")) == {
        "kind-of": ["gaps"],
        "sector": ["biotech_pharma"],
        "lang": ["en"],
    }
    assert "brief" not in offered(visit("gaps", gap="access")), "a look is no basket"
    put_by = offered(visit("gaps", brief="access:none:20137", gap="access"))
    assert put_by["brief"] == ["access:none:20137"]


def test_the_findings_put_by_come_with_the_address() -> None:
    ids = ["access:none:20137", "roles:programmes:coordinating_orgs"]
    app = visit("briefing", **{"kind-of": "gaps", "brief": [*ids, "<b>"]})
    (box,) = (box for box in app.checkbox if box.key == "briefing_basket_gaps")
    assert box.value and "2 findings" in box.label and not app.exception
    assert app.query_params["brief"] == ids


def test_a_basket_changed_elsewhere_is_not_undone_by_an_older_address() -> None:
    ids = ["access:none:20137", "roles:programmes:coordinating_orgs"]
    app = visit("briefing", **{"kind-of": "gaps", "brief": ids})
    app.switch_page("../../pages/gaps.py")
    app.query_params.clear()
    app.run()
    app.button(key=f"gap_out_{ids[0]}").click().run()
    app.switch_page("../../pages/briefing.py")
    app.query_params.clear()
    app.run()
    (box,) = (box for box in app.checkbox if box.key == "briefing_basket_gaps")
    assert "1 finding" in box.label
