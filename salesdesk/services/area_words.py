"""What a unit's price is of, in words: one m² of its built or inner area, or the unit."""

from salesdesk.domain.pricing import Basis
from salesdesk.language import N_, tr

_BASES = {Basis.BUILT: N_("per m²"), Basis.INNER: N_("inner m²"), Basis.PER_UNIT: N_("per unit")}


def basis_text(basis: Basis) -> str:
    """Name what a unit price is of."""
    return tr(_BASES[basis])
