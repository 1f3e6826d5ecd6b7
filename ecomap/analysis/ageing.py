"""How long a recorded fact stays true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomap.i18n import N_

SHAPE = 4.0
"""Shape of the gamma prior of every hazard: its coefficient of variation is 1/√4 = 50 %."""


@dataclass(frozen=True)
class Prior:
    """What is assumed of a field before any data: mean hazard of change a year, and why (message id)."""

    hazard: float
    reason: str


PRIORS: Mapping[tuple[str, str], Prior] = {
    ("status", "startup"): Prior(
        0.14, N_("About half of new firms stop within five years (business demography).")
    ),
    ("status", ""): Prior(0.04, N_("Established bodies seldom stop; some are merged or renamed.")),
    ("stage", "startup"): Prior(
        0.35, N_("A start-up that lives moves on after about three years (assumed).")
    ),
    ("ward_code", "startup"): Prior(0.12, N_("Young firms move often (assumed).")),
    ("ward_code", ""): Prior(0.04, N_("Established bodies seldom move (assumed).")),
    ("website", "startup"): Prior(0.12, N_("The site dies with the firm, or moves (assumed).")),
    ("website", ""): Prior(0.05, N_("Of web pages of 2013 about 38 % were gone in 2023.")),
}
"""Prior by field and kind of organisation; kind ``""`` for all others."""


def prior(field: str, kind: str) -> Prior | None:
    """Return the prior of a field for a kind; None if the field does not apply to it."""
    return PRIORS.get((field, kind)) or PRIORS.get((field, ""))


def chance_holds(years: npt.ArrayLike, hazard: float, shape: float = SHAPE) -> npt.NDArray[np.float64]:
    """Return the chance that a fact still holds after some years.

    Changes come at a constant but unknown hazard λ with a gamma prior of mean h and shape a, so that
    ``P = E[exp(−λ t)] = (1 + h t / a)^(−a)``.

    Parameters
    ----------
    years : array of float
        Age of the fact, at least 0; NaN (not dated) stays NaN.
    hazard : float
        Mean hazard a year.
    shape : float
        The larger, the surer the prior.

    Returns
    -------
    array of float
        0 to 1.

    References
    ----------
    Lomax (1954), Business failures: another example of the analysis of failure data, JASA 49
    (gamma mixture of exponential lifetimes). Pew Research Center (2024), When online content disappears
    (share of dead pages).

    Notes
    -----
    The priors are stated assumptions, not estimates from the data at hand: a list that holds mostly survivors
    would make every hazard look too small.

    Examples
    --------
    >>> chance_holds([0, 5], 0.14).round(2).tolist()
    [1.0, 0.52]
    """
    age = np.asarray(years, dtype=np.float64)
    return np.asarray((1 + hazard * age / shape) ** -shape)
