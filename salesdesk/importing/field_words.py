"""What the fields of files and of the records read from them are called, for people."""

from salesdesk.language import N_, tr

WORDS = {
    "amount": N_("amount"),
    "block": N_("block"),
    "building": N_("building"),
    "built_area": N_("built area"),
    "code": N_("unit"),
    "column": N_("column"),
    "date": N_("date"),
    "day": N_("day"),
    "deal": N_("deal"),
    "employer": N_("employer"),
    "filed_inner_unit_price": N_("filed price per inner m²"),
    "filed_price": N_("filed price"),
    "filed_total": N_("filed price"),
    "filed_unit_price": N_("filed price per m²"),
    "floor": N_("storey"),
    "floor_price": N_("floor price"),
    "floor_total": N_("floor price"),
    "floor_unit_price": N_("floor price per m²"),
    "id_number": N_("id number"),
    "inner_area": N_("inner area"),
    "kind": N_("kind"),
    "layout": N_("layout"),
    "list_inner_unit_price": N_("list price per inner m²"),
    "list_price": N_("list price"),
    "list_total": N_("list price"),
    "list_unit_price": N_("list price per m²"),
    "name": N_("name"),
    "needs": N_("needs"),
    "note": N_("note"),
    "orientation": N_("orientation"),
    "paid_out": N_("money out"),
    "payer": N_("payer"),
    "phone": N_("phone"),
    "phone_2": N_("second phone"),
    "phones": N_("phones"),
    "purpose": N_("purpose"),
    "receipt": N_("receipt"),
    "reference": N_("reference"),
    "remark": N_("remark"),
    "room": N_("room"),
    "shared_area": N_("shared area"),
    "source": N_("source"),
    "staff": N_("rep"),
    "summary": N_("summary"),
    "unit": N_("unit"),
    "unit_price": N_("price per m²"),
    "visit_note": N_("note of the visit"),
    "visits": N_("visits"),
}


def field_word(name: str) -> str:
    """Give what a field is called in the reader's language; one that has no word keeps its name."""
    return tr(WORDS[name]) if name in WORDS else name
