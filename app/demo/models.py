"""Field definitions of the models that the stand-in knows, as ``fields_get`` names them."""

from collections.abc import Mapping
from typing import Final

Field = Mapping[str, object]

ORDER: Final = "mrp.production"
GROUP_WORKER: Final = "mrp.group.worker"
PICKING: Final = "stock.picking"

# Types of fields that read as a number even when they hold nothing.
NUMBERS: Final = frozenset({"float", "integer", "monetary"})

STATES: Final = (
    ("draft", "Draft"),
    ("confirmed", "Confirmed"),
    ("progress", "In Progress"),
    ("to_close", "To Close"),
    ("done", "Done"),
    ("cancel", "Cancelled"),
)
_PICKING_STATES: Final = (
    ("draft", "Draft"),
    ("waiting", "Waiting Another Operation"),
    ("confirmed", "Waiting"),
    ("assigned", "Ready"),
    ("done", "Done"),
    ("cancel", "Cancelled"),
)
_PRIORITIES: Final = (("0", "Normal"), ("1", "Urgent"))


def _field(kind: str, string: str) -> Field:
    return {"type": kind, "string": string}


def _many2one(relation: str, string: str) -> Field:
    return {"type": "many2one", "string": string, "relation": relation}


def _selection(string: str, choices: tuple[tuple[str, str], ...]) -> Field:
    return {"type": "selection", "string": string, "selection": [list(c) for c in choices]}


_COMMON: Final[Mapping[str, Field]] = {
    "id": _field("integer", "ID"),
    "display_name": _field("char", "Display Name"),
    "create_date": _field("datetime", "Created on"),
    "write_date": _field("datetime", "Last Updated on"),
}
CUSTOM_ORDER_FIELDS: Final[Mapping[str, Field]] = {
    "group_worker": _many2one(GROUP_WORKER, "Group Worker"),
    "note": _field("text", "Note"),
    "initial_qty_target": _field("float", "Initial Qty Target"),
}
_ORDER_FIELDS: Final[Mapping[str, Field]] = {
    **_COMMON,
    "name": _field("char", "Reference"),
    "priority": _selection("Priority", _PRIORITIES),
    "state": _selection("State", STATES),
    "origin": _field("char", "Source"),
    "product_id": _many2one("product.product", "Product"),
    "product_qty": _field("float", "Quantity To Produce"),
    "product_uom_id": _many2one("uom.uom", "Product Unit of Measure"),
    "date_start": _field("datetime", "Start"),
    "date_finished": _field("datetime", "End"),
    "date_deadline": _field("datetime", "Deadline"),
    "backorder_sequence": _field("integer", "Backorder Sequence"),
    "company_id": _many2one("res.company", "Company"),
    "user_id": _many2one("res.users", "Responsible"),
}
_PICKING_FIELDS: Final[Mapping[str, Field]] = {
    **_COMMON,
    "name": _field("char", "Reference"),
    "origin": _field("char", "Source Document"),
    "priority": _selection("Priority", _PRIORITIES),
    "state": _selection("Status", _PICKING_STATES),
    "scheduled_date": _field("datetime", "Scheduled Date"),
    "date_done": _field("datetime", "Date of Transfer"),
    "picking_type_id": _many2one("stock.picking.type", "Operation Type"),
    "picking_type_code": _selection(
        "Type of Operation",
        (("incoming", "Receipt"), ("outgoing", "Delivery"), ("internal", "Internal Transfer")),
    ),
    "location_id": _many2one("stock.location", "Source Location"),
    "location_dest_id": _many2one("stock.location", "Destination Location"),
    "company_id": _many2one("res.company", "Company"),
}
_GROUP_WORKER_FIELDS: Final[Mapping[str, Field]] = {**_COMMON, "name": _field("char", "Name")}

# The order in which a server lists records when the caller names none.
DEFAULT_ORDER: Final[Mapping[str, str]] = {
    ORDER: "priority desc, date_start asc, id",
    PICKING: "priority desc, scheduled_date asc, id desc",
}
# What the server calls the model in a refusal.
TITLES: Final[Mapping[str, str]] = {ORDER: "Manufacturing Order", PICKING: "Transfer"}


def definitions(*, custom_fields: bool) -> dict[str, dict[str, Field]]:
    """Model → field name → definition; without ``custom_fields`` as plain Odoo has them."""
    models = {ORDER: dict(_ORDER_FIELDS), PICKING: dict(_PICKING_FIELDS)}
    if custom_fields:
        models[ORDER].update(CUSTOM_ORDER_FIELDS)
        models[GROUP_WORKER] = dict(_GROUP_WORKER_FIELDS)
    return models


def empty_value(field: Field) -> object:
    """What a read gives for a field that holds nothing: ``False``, 0 for numbers, [] for lists."""
    match field["type"]:
        case "float" | "monetary":
            return 0.0
        case "integer":
            return 0
        case "one2many" | "many2many":
            return []
        case _:
            return False
