"""Pipeline: where start-ups get stuck between idea and growth, and where a published chain breaks."""

from __future__ import annotations

from ecomap.analysis.finding import Finding, Method, Silence
from ecomap.analysis.gaps.pipeline.chains import of_chains
from ecomap.analysis.gaps.pipeline.stages import of_capital, of_stages
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    text=N_(
        "Start-ups listed in the region are counted by stage; of those at a stage or later, the share that "
        "is later is the share that goes on. Shares of sectors (and of stages) are estimated together as a "
        "beta-binomial, so that small groups borrow from the others; a gap is called only if its share is "
        "below the common mean with 97.5 % probability. A stage nobody is at is called empty if that would "
        "be a chance below 1 % were the stage as full as its neighbours. In a published chain, a step is a "
        "gap if the whole 95 % interval of the share that gets through lies below one half; steps where the "
        "number is decided beforehand, such as prizes, are left out. Stages are compared by capital only if "
        "a tenth of start-ups may have some on record."
    ),
    references=(
        "Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 5.3",
        "Brown, Cai & DasGupta (2001), Statistical Science 16(2)",
    ),
    limits=N_(
        "The list is one moment, not start-ups followed over time: those that gave up are not seen, and "
        "stages are mostly the curator's judgement. Companies out of a contest may be others than its prize "
        "winners. Capital is under-reported: no record is no proof that there was none."
    ),
)


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find stages, sectors and steps of published chains where fewer get through, and missing capital."""
    chains = of_chains(ecosystem)
    if not ecosystem.organisations["in_region"].any():  # published counts are not of this selection of nobody
        chains = [result for result in chains if isinstance(result, Silence)]
    return [*of_stages(ecosystem), *of_capital(ecosystem), *chains]
