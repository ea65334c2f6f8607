"""Which MO used a label or a roll, over a real store."""

from datetime import timedelta

import pytest

from app.domain.plans import Rules
from app.domain.requests import Changeover, End, Register, Request, Start
from app.domain.store_address import StoreAddress
from app.services.production import Production
from app.store.mirror import Mirror
from tests.plant import NOW, odoo_order


@pytest.fixture
def production(path: StoreAddress) -> Production:
    """Three MOs: two that used one roll one after the other, and one that is ready on another."""
    clock = iter(NOW + timedelta(minutes=minute) for minute in range(1000))
    made = Production(path, Rules(), "Lini 1", lambda: next(clock))
    mirror = Mirror(path)
    mirror.write([odoo_order(mo_id) for mo_id in (1, 2, 3)], (), NOW)
    mirror.close()
    ids = [made.find(f"WH/MO/0000{number}").id for number in (1, 2, 3)]
    requests: tuple[Request, ...] = (
        Register(ids[0], "A0100", "1300"),
        Register(ids[1], "A0500", "1300"),
        Start(ids[0], "003"),
        Changeover(ids[0], ids[1], "A0200", "1300"),
        End(ids[1], "A0299"),
        Register(ids[2], "A1300", "A0150"),
    )
    for place, request in enumerate(requests):
        made.execute(request, f"op-{place}", confirmed=True)
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A0100", ["WH/MO/00001"]),
        ("a0199", ["WH/MO/00001"]),
        ("A0200", ["WH/MO/00002"]),
        ("A1300", ["WH/MO/00003"]),
        ("1300", ["WH/MO/00002", "WH/MO/00001"]),
        ("A0300", []),
        ("A00199", []),
        ("B0150", []),
        ("$SIMPAN", []),
        ("", []),
    ],
)
def test_uses(production: Production, text: str, names: list[str]) -> None:
    with production:
        assert [use.order.mo_name for use in production.uses_of(text)] == names


def test_a_label_goes_before_a_roll_of_the_same_number(production: Production) -> None:
    with production:
        (use,) = production.uses_of("A0150")
    assert (use.order.mo_name, use.is_roll, use.segment.roll_number) == (
        "WH/MO/00001",
        False,
        "1300",
    )
