"""How access by ward is told: the method and the words its findings share."""

from __future__ import annotations

from ecomap.analysis.finding import Method
from ecomap.i18n import N_

METHOD = Method(
    text=N_(
        "Enhanced two-step floating catchment: each support organisation is shared among all demand within "
        "15 km, weighted by a Gaussian decay of the distance; a ward has the sum of what it can reach. "
        "Distances are straight lines in metres from a point inside the ward; ranges are over people at that point, at "
        "the ward's office, or anywhere in the ward. An organisation known by its "
        "ward only counts at its ward. “None within 10 km” is said only if even the nearest edge of such a "
        "ward is farther, and if it stands in 90 % of draws in which what is uncertain (place in the ward, "
        "organisations of unknown place) is drawn. “Little access” means at most half the median ward's, in "
        "90 % of the draws. For the city, the figures are held against the same organisations placed at "
        "random in proportion to demand; a gap is called at 5 % over both figures together. Demand is "
        "start-ups, or else enterprises, or else people: the first of which the ward is known of three "
        "quarters. Bodies of services of any sort count only with a support function on record; bodies of other "
        "kinds with such a function are told beside."
    ),
    references=(
        "Luo & Qi (2009), Health & Place 15(4): E2SFCA",
        "Luo & Wang (2003), Environment and Planning B 30(6)",
        "Dai (2010), Health & Place 16(5): Gaussian decay",
    ),
    limits=N_(
        "Roads, rivers and travel time are not counted, nor quality or opening to outsiders. Organisations "
        "of unknown place are taken to lie where the known ones lie, with a small chance for every ward. "
        "People are taken to live anywhere in their ward."
    ),
)

PLACES = N_(
    "95 % range over where in the wards people and support stand, with support of unknown place left out or drawn"
)
NOUNS = {"startup": N_("start-ups"), "enterprise": N_("enterprises"), "population": N_("people")}
