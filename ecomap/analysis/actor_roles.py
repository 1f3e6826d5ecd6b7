"""Roles an ecosystem needs actors for, who fills them, and what the national numbers lead one to expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from scipy import stats

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.intervals import poisson_interval
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_


@dataclass(frozen=True)
class Role:
    """A role, and which records count as filling it.

    Attributes
    ----------
    label : str
        Message id, in the singular, to be read after "at work as".
    element : str
        The element of an entrepreneurial ecosystem it belongs to, after Stam & van de Ven (2021).
    members : mapping of str to tuple of str
        Kinds, and sub-kinds of each (none: all of them).
    functions : tuple of str
        An organisation of another kind (no start-up) with one of these functions fills the role too.
    """

    code: str
    label: str
    element: str
    members: Mapping[str, tuple[str, ...]]
    functions: tuple[str, ...] = ()


ROLES: tuple[Role, ...] = (
    Role(
        "venture",
        N_("a venture investor"),
        N_("Finance"),
        {"investor": ("vc", "angel_network", "corporate_vc", "accelerator_fund")},
    ),
    Role("public_capital", N_("a public fund or bank"), N_("Finance"), {"investor": ("public_fund", "bank")}),
    Role(
        "incubation",
        N_("an incubator, accelerator or innovation centre"),
        N_("Intermediate services"),
        {"support_org": ("incubator", "accelerator", "innovation_centre")},
    ),
    Role(
        "coworking",
        N_("a co-working space"),
        N_("Physical infrastructure"),
        {"support_org": ("coworking",)},
        ("coworking",),
    ),
    Role(
        "lab",
        N_("a laboratory open to others"),
        N_("Physical infrastructure"),
        {"support_org": ("shared_lab",)},
        ("lab",),
    ),
    Role(
        "transfer",
        N_("a technology transfer office"),
        N_("Intermediate services"),
        {"support_org": ("tech_transfer_office",)},
        ("tech_transfer",),
    ),
    Role("university", N_("a university or college"), N_("Talent"), {"university": ()}),
    Role("research", N_("a research organisation"), N_("Knowledge"), {"research_institute": ()}),
    Role("customer", N_("a large company"), N_("Demand"), {"enterprise": ("corporate",)}),
    Role(
        "association",
        N_("a business association or union"),
        N_("Networks"),
        {"association": ("business_association", "union")},
    ),
    Role("mentor", N_("a mentoring body"), N_("Leadership"), {}, ("mentoring",)),
    Role(
        "legal",
        N_("a legal or intellectual property adviser"),
        N_("Intermediate services"),
        {},
        ("legal_ip",),
    ),
    Role("state", N_("a State body"), N_("Formal institutions"), {"government": ()}),
)


def roles_known(ecosystem: Ecosystem) -> tuple[Role, ...]:
    """Return the roles the data can show.

    A role defined by functions alone is left out where the folder has no such function, or where no
    organisation of the region has its functions recorded: that nobody fills it would then say nothing.
    """
    organisations = ecosystem.organisations
    recorded = organisations.loc[organisations["in_region"], "functions"].notna().any()
    known = ecosystem.functions.index
    return tuple(
        role for role in ROLES if role.members or (recorded and any(code in known for code in role.functions))
    )


@once_per_snapshot
def startups(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the start-ups seated in the region that have not stopped and are not only planned."""
    organisations = ecosystem.organisations
    return organisations[
        organisations["in_region"]
        & (organisations["kind"] == "startup")
        & ~organisations["status"].isin(["inactive", "planned"])
    ]


def holders(ecosystem: Ecosystem, role: Role) -> pd.DataFrame:
    """Return the organisations seated in the region that fill a role, at work or not, in order of id."""
    organisations = ecosystem.organisations
    fits = pd.Series(False, index=organisations.index)
    for kind, subkinds in role.members.items():
        of_kind = organisations["kind"] == kind
        fits |= of_kind & organisations["subkind"].isin(subkinds) if subkinds else of_kind
    tags = ecosystem.tags("organisations", "functions")
    with_function = organisations.index.isin(tags.index[tags.isin(role.functions)])
    fits |= with_function & (organisations["kind"] != "startup")
    return organisations[fits & organisations["in_region"]].sort_index()


@once_per_snapshot
def composition(ecosystem: Ecosystem) -> pd.DataFrame:
    """Count who fills each role, and compare with the reference where there is one.

    With n start-up companies and a national ratio of r actors for each, ``expected = n r``; the count at work is
    taken as Poisson, and ``p = P(X <= active + unknown | expected)``, so that actors whose status no source
    tells count as at work. `q` controls the false discovery rate over the roles with a ratio (Benjamini &
    Hochberg, 1995). The ratios come from the table ``national_ratios`` of the folder.

    Parameters
    ----------
    ecosystem : Ecosystem

    Returns
    -------
    DataFrame
        Indexed by role (see `roles_known`): element, active, unknown, planned, inactive (int), official
        (float, newest official total of just these kinds and sub-kinds; NaN if none), expected, low, high
        (exact 95 % interval of the mean behind active + unknown), p, q (NaN without a ratio or start-up
        companies).

    References
    ----------
    Stam & van de Ven (2021), Entrepreneurial ecosystem elements, Small Business Economics 56, 809–832.
    Isenberg (2011), The entrepreneurship ecosystem strategy as a new paradigm for economic policy.
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28(3/4).
    """
    companies = int((startups(ecosystem)["subkind"] == "company").sum())
    ratios = (ecosystem.national_ratios["actors"] / ecosystem.national_ratios["startups"]).to_dict()
    rows = {}
    for role in roles_known(ecosystem):
        counts = holders(ecosystem, role)["status"].value_counts()
        row: dict[str, object] = {"element": role.element}
        row |= {status: int(counts.get(status, 0)) for status in ("active", "unknown", "planned", "inactive")}
        known = int(counts.get("active", 0)) + int(counts.get("unknown", 0))
        row["official"] = _official(ecosystem, role)
        row["low"], row["high"] = poisson_interval(known)
        row["expected"] = companies * ratios[role.code] if companies and role.code in ratios else float("nan")
        row["p"] = stats.poisson.cdf(known, row["expected"])
        rows[role.code] = row
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.assign(q=benjamini_hochberg(frame["p"].to_numpy(dtype="float64")))


def _official(ecosystem: Ecosystem, role: Role) -> float:
    """Return the newest official total of each sub-kind of a role, summed; NaN if there is none."""
    totals = ecosystem.official_totals
    whole = totals[totals["kind"].notna() & totals["sectors"].isna()].sort_values("as_of", kind="stable")
    newest = whole.drop_duplicates(["kind", "subkind"], keep="last")
    fits = pd.Series(False, index=newest.index)
    for kind, subkinds in role.members.items():
        of_kind = newest["kind"] == kind
        fits |= of_kind & (newest["subkind"].isin(subkinds) if subkinds else newest["subkind"].isna())
    return float(newest.loc[fits, "value"].sum()) if fits.any() else float("nan")
