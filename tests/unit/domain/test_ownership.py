"""The column groups, as the specification lists them."""

from app.domain.orders import OdooOrder
from app.domain.ownership import BOOKKEEPING, ODOO_OWNED, PEOPLE_OWNED

SPEC_ODOO = (
    "mo_id mo_name state group_worker_id note product_id product_name product_uom product_qty "
    "initial_qty_target create_date origin transfer_id"
)
SPEC_PEOPLE = (
    "auth_first auth_last leader_id roll_number ready_for_production date_start date_finished "
    "station"
)


def test_the_groups_are_those_of_the_specification() -> None:
    assert set(ODOO_OWNED) == set(SPEC_ODOO.split())
    assert set(PEOPLE_OWNED) == set(SPEC_PEOPLE.split())
    assert set(BOOKKEEPING) == {"id", "write_date", "synced_at", "gone_at", "created_at"}


def test_an_order_of_odoo_has_its_values_in_the_order_of_the_columns() -> None:
    assert OdooOrder._fields == (*ODOO_OWNED, "write_date")


def test_no_column_has_two_owners() -> None:
    every = (*ODOO_OWNED, *PEOPLE_OWNED, *BOOKKEEPING)
    assert len(every) == len(set(every))
