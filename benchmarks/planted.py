"""Make ecosystems whose gaps are known: healthy but for what is planted; equal arguments give equal ecosystems.

Healthy means that each method's null hypothesis holds: suppliers lie over sectors as demand does, actors with a
national ratio are Poisson around it, support is placed evenly over start-ups, every stage lets the same share go
on, ties do not know the houses of their ends, bodies lead in proportion to their ties, each publisher names nine
in ten. So whatever is found there is a false alarm, and whatever is found beside a planted gap is one too.

    >>> from benchmarks.planted import plant
    >>> made = plant(500, seed=0, kinds=["research"])
    >>> [gap.name for gap in made.gaps]
    ['field', 'way']
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.planted_city import City, Gap, assembled
from benchmarks.planted_gaps import PLANTERS
from benchmarks.planted_health import healthy
from ecomap.ecosystem import Ecosystem


@dataclass(frozen=True)
class Planted:
    """An ecosystem and all its gaps.

    `pairs` are the planted missing pairs (start-up, institute); `really` how many organisations of each kind
    there are, listed or not.
    """

    ecosystem: Ecosystem
    gaps: tuple[Gap, ...]
    pairs: tuple[tuple[str, str], ...]
    really: dict[str, int]


def plant(organisations: int, seed: int, kinds: Iterable[str] = (), spread: float = 1.0) -> Planted:
    """Make an ecosystem.

    Parameters
    ----------
    organisations : int
        About how many.
    seed : int
        Kinds with several sets of gaps take them in turn by seed, so use even and odd ones.
    kinds : iterable of str, optional
        Kinds of gaps to plant, keys of `ecomap.analysis.gaps.KINDS`; none by default.
    spread : float
        Variance of what bodies lead as a multiple of its mean; 1 is Poisson.
    """
    city = City(seed, spread)
    chosen = [kind for kind in PLANTERS if kind in set(kinds)]
    healthy(city, organisations, scarce="data" in chosen)
    for kind in chosen:
        planters = PLANTERS[kind]
        planters[seed % len(planters)](city, city.random(f"plant {kind}"))
    return Planted(assembled(city), tuple(city.gaps), tuple(city.pairs), city.really)
