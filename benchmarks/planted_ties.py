"""A made-up market of investors and companies whose taste is known: for trying the ranking of partners.

Investors have a home region, a taste for sectors, an entry stage, a group they like to invest with and a few
active years; companies have a region, a sector and a year of founding. A tie is drawn by all of these.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.generate import generate

_REGIONS, _SECTORS, _GROUPS = 40, 18, 60
_FIRST_YEAR, _YEARS = 2005, 16


def generate_ties(
    folder: Path, companies: int = 20_000, investors: int = 10_000, ties: int = 80_000, seed: int = 1
) -> Path:
    """Write a data folder with investors, companies and dated ties of type ``invests_in``.

    Organisations have only id, name, kind, sectors, province and founding year, as most lists do.
    """
    generate(folder, organisations=20, relations=20, seed=seed)
    random = np.random.default_rng(seed)
    sectors = pd.read_csv(folder / "sectors.csv", dtype=str)["code"].to_numpy()[:_SECTORS]
    company = _companies(random, companies, sectors)
    investor = _investors(random, investors, sectors)
    relations = _relations(random, company, investor, ties)
    organisations = pd.concat([company, investor])[
        ["id", "name_vi", "kind", "sectors", "province", "founded_year"]
    ]
    fixed = {
        "status": "unknown",
        "geo_precision": "none",
        "source_ids": _source(folder),
        "confidence": "medium",
    }
    for name, frame in (("organisations", organisations), ("relations", relations)):
        columns = pd.read_csv(folder / f"{name}.csv", nrows=0).columns
        cells = {key: value for key, value in fixed.items() if key in columns}
        frame.assign(**cells).reindex(columns=columns).to_csv(folder / f"{name}.csv", index=False)
    for name in ("programmes", "targets", "needs", "agencies", "former_ids"):
        pd.read_csv(folder / f"{name}.csv", dtype=str).head(0).to_csv(folder / f"{name}.csv", index=False)
    return folder


def _source(folder: Path) -> str:
    return str(pd.read_csv(folder / "sources.csv", dtype=str)["id"].iloc[0])


def _skewed(random: np.random.Generator, n: int, size: int, steep: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, n + 1) ** steep
    return random.choice(n, size=size, p=weights / weights.sum())


def _companies(random: np.random.Generator, n: int, sectors: np.ndarray) -> pd.DataFrame:
    sector, region = _skewed(random, len(sectors), n, 0.6), _skewed(random, _REGIONS, n, 1.0)
    return pd.DataFrame(
        {
            "id": [f"company-{i:06}" for i in range(n)],
            "name_vi": [f"Công ty {i}" for i in range(n)],
            "kind": "startup",
            "sectors": sectors[sector],
            "province": [f"Vùng {r}" for r in region],
            "founded_year": random.integers(_FIRST_YEAR - 3, _FIRST_YEAR + _YEARS - 1, n),
            "sector": sector,
            "region": region,
        }
    )


def _investors(random: np.random.Generator, n: int, sectors: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"investor-{i:06}" for i in range(n)],
            "name_vi": [f"Quỹ {i}" for i in range(n)],
            "kind": "investor",
            "sectors": "",
            "province": "",
            "founded_year": "",
            "sector": _skewed(random, len(sectors), n, 0.6),
            "region": _skewed(random, _REGIONS, n, 1.0),
            "group": random.integers(0, _GROUPS, n),
            "entry": random.integers(0, 6, n),
            "start": random.integers(_FIRST_YEAR - 4, _FIRST_YEAR + _YEARS - 1, n),
            "years": random.integers(2, 12, n),
            "size": random.pareto(1.2, n) + 0.2,
        }
    )


def _relations(
    random: np.random.Generator, company: pd.DataFrame, investor: pd.DataFrame, ties: int
) -> pd.DataFrame:
    """Draw ties round by round: a company, a year after its founding, one to six investors that fit."""
    found: set[tuple[int, int]] = set()
    rows: list[tuple[str, str, str]] = []
    groups: dict[int, set[int]] = {}
    columns = {
        name: investor[name].to_numpy()
        for name in ("sector", "region", "group", "entry", "start", "years", "size")
    }
    base = columns["size"]
    while len(rows) < ties:
        c = int(random.integers(len(company)))
        founded = int(company["founded_year"].iat[c])
        year = founded + int(random.geometric(0.35)) - 1
        if not _FIRST_YEAR <= year < _FIRST_YEAR + _YEARS:
            continue
        active = (columns["start"] <= year) & (year < columns["start"] + columns["years"])
        like = base * active
        like = like * np.where(columns["region"] == company["region"].iat[c], 12.0, 1.0)
        like = like * np.where(columns["sector"] == company["sector"].iat[c], 6.0, 1.0)
        like = like * np.exp(-0.5 * np.abs(columns["entry"] - (year - founded)))
        like = like * np.where(np.isin(columns["group"], list(groups.get(c, ()))), 8.0, 1.0)
        if not like.sum():
            continue
        number = min(1 + int(random.poisson(1.5)), int((like > 0).sum()))
        day = f"{year}-{random.integers(1, 13):02}-{random.integers(1, 29):02}"
        for i in random.choice(len(investor), size=number, replace=False, p=like / like.sum()):
            if (c, int(i)) not in found and len(rows) < ties:
                found.add((c, int(i)))
                groups.setdefault(c, set()).add(int(columns["group"][i]))
                rows.append((investor["id"].iat[int(i)], company["id"].iat[c], day))
    return pd.DataFrame(rows, columns=["source", "target", "start_date"]).assign(type="invests_in")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Make a market of investors and companies as a data folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--investors", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=80_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(generate_ties(asked.folder, asked.companies, asked.investors, asked.ties, asked.seed))


if __name__ == "__main__":
    main()
