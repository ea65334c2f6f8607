"""What is asked of Odoo, and which transfer belongs to which MO."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.calls import Caller
from app.demo.records import Database, stamp
from app.domain.errors import Code, OdooError
from app.domain.orders import OdooOrder
from app.domain.sync_filter import SyncFilter
from app.odoo.client import OdooClient, order_domain
from app.odoo.mapping import Transfer
from app.odoo.pages import Watch, matching
from tests.plant import NOW, HandClock

EVERY = SyncFilter(days=3650, exclude_states=())


class Direct:
    """A transport without HTTP, straight to the stand-in's methods; counts as one that has it.

    Attributes:
        between: called before each request with its number, to change what Odoo has meanwhile.
    """

    def __init__(self, odoo: Database, version: int = 17) -> None:
        odoo.add_user("direct", "x")
        self._caller = Caller(odoo, odoo.user("direct"), version)
        self.requests = 0
        self.clock_off: float | None = None
        self.asked: list[tuple[str, str, Mapping[str, Any]]] = []
        self.between: Any = lambda _number: None

    def call(
        self, model: str, method: str, kwargs: Mapping[str, Any], _watch: Watch | None = None
    ) -> Any:
        self.requests += 1
        self.between(self.requests)
        self.asked.append((model, method, kwargs))
        return self._caller.call(model, method, [], kwargs)

    def begin_pass(self) -> None:
        pass

    def abandon(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def odoo() -> Database:
    return Database("pabrik", clock=HandClock())


def add(odoo: Database, name: str = "", **values: object) -> int:
    given: dict[str, object] = {"create_date": stamp(NOW), "state": "confirmed", **values}
    return odoo.create("mrp.production", {**given, **({"name": name} if name else {})})


def read(
    transport: Direct, wanted: SyncFilter = EVERY, followed: tuple[int, ...] = (), page: int = 1000
) -> list[OdooOrder]:
    client = OdooClient(transport, page_size=page)
    return [order for found in client.orders(wanted, followed, NOW) for order in found.orders]


# ---------------------------------------------------------------------- the filter


def selected(odoo: Database, wanted: SyncFilter, followed: tuple[int, ...] = ()) -> list[int]:
    return [order.mo_id for order in read(Direct(odoo), wanted, followed)]


def test_the_default_is_created_in_the_last_seven_days_and_not_done(odoo: Database) -> None:
    week = NOW - timedelta(days=7)
    here = add(odoo, create_date=stamp(week))
    add(odoo, create_date=stamp(week - timedelta(seconds=1)))
    others = [add(odoo, state=s) for s in ("draft", "progress", "to_close", "cancel")]
    add(odoo, state="done")
    assert selected(odoo, SyncFilter()) == [here, *others]


def test_days_and_states_are_settings(odoo: Database) -> None:
    add(odoo, create_date=stamp(NOW - timedelta(days=2)))
    fresh, closed = add(odoo), add(odoo, state="done")
    add(odoo, state="cancel")
    assert selected(odoo, SyncFilter(1, ("cancel",))) == [fresh, closed]
    assert len(selected(odoo, SyncFilter(30, ()))) == 4


def test_group_workers_narrow_the_filter(odoo: Database) -> None:
    one = add(odoo, group_worker=[3, "Grup 3"])
    add(odoo, group_worker=[4, "Grup 4"])
    add(odoo)
    two = add(odoo, group_worker=[5, "Grup 5"])
    assert selected(odoo, SyncFilter(group_worker_ids=(3, 5))) == [one, two]


def test_a_note_must_contain_one_of_the_texts_whatever_the_case(odoo: Database) -> None:
    one = add(odoo, note="...team liquid - shift 1\r\n")
    two = add(odoo, note="TEAM LIQUID - SHIFT 2")
    add(odoo, note="TEAM POWDER - SHIFT 1")
    add(odoo)
    wanted = SyncFilter(note_contains=("TEAM LIQUID - SHIFT 1", "TEAM LIQUID - SHIFT 2"))
    assert selected(odoo, wanted) == [one, two]


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("100% A", "uses 100% A now", "uses 100 then A"),
        ("LINE_1", "on LINE_1", "on LINEX1"),
        ("C:\\new", "at C:\\new", "at C:new"),
        ("50%_\\", "x50%_\\y", "x50aby"),
        ("\\", "a\\b", "a/b"),
    ],
)
def test_wildcards_in_a_note_text_mean_themselves(
    odoo: Database, text: str, same: str, other: str
) -> None:
    one = add(odoo, note=same)
    add(odoo, note=other)
    assert selected(odoo, SyncFilter(note_contains=(text,))) == [one]


def test_all_conditions_must_hold_together(odoo: Database) -> None:
    good: dict[str, Any] = {"group_worker": [3, "Grup 3"], "note": "SHIFT 1"}
    one = add(odoo, **good)
    add(odoo, **{**good, "group_worker": [4, "Grup 4"]})
    add(odoo, **{**good, "note": "SHIFT 3"})
    add(odoo, **good, state="done")
    wanted = SyncFilter(group_worker_ids=(3, 7), note_contains=("SHIFT 1", "SHIFT 2"))
    assert selected(odoo, wanted) == [one]


def test_followed_mos_are_asked_for_whatever_the_filter_says(odoo: Database) -> None:
    old = add(odoo, create_date=stamp(NOW - timedelta(days=90)), state="done")
    fresh = add(odoo, group_worker=[3, "Grup 3"])
    add(odoo, state="done")
    wanted = SyncFilter(group_worker_ids=(3,), note_contains=())
    assert selected(odoo, wanted, (old, 999)) == [old, fresh]


def test_times_are_sent_as_odoo_reads_them() -> None:
    (term, *_) = [t for t in order_domain(SyncFilter(), (), NOW) if t[0] == "create_date"]
    assert term == ("create_date", ">=", "2026-04-10 02:30:00")


@given(
    st.integers(1, 30),
    st.lists(st.sampled_from(["done", "cancel"]), unique=True),
    st.lists(st.integers(1, 5), max_size=3),
    st.lists(st.text("a%_\\", min_size=1, max_size=3), max_size=3),
    st.lists(st.integers(1, 9), max_size=3),
)
def test_every_filter_is_a_well_formed_domain_and_selects_what_it_says(
    days: int, states: list[str], groups: list[int], notes: list[str], followed: list[int]
) -> None:
    odoo = Database("pabrik", clock=HandClock())
    records = [
        {"group_worker": [group, f"G{group}"], "note": note, "state": state, "age": age}
        for group, note, state, age in [
            (1, "aa%", "done", 0),
            (2, "a_\\", "confirmed", 10),
            (3, "\\a%", "cancel", 20),
            (4, "%%%", "progress", 25),
            (5, "__a", "confirmed", 3),
        ]
    ]
    for record in records:
        values = {key: value for key, value in record.items() if key != "age"}
        add(odoo, **values, create_date=stamp(NOW - timedelta(days=record["age"])))  # type: ignore[arg-type]
    wanted = SyncFilter(days, tuple(states), tuple(groups), tuple(notes))
    expected = [
        key
        for key, record in enumerate(records, start=1)
        if key in followed
        or (
            record["age"] <= days  # type: ignore[operator]
            and record["state"] not in states
            and (not groups or record["group_worker"][0] in groups)  # type: ignore[index]
            and (not notes or any(note in record["note"] for note in notes))  # type: ignore[operator]
        )
    ]
    assert selected(odoo, wanted, tuple(followed)) == expected


# ---------------------------------------------------------------------- paging


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7])
def test_every_page_is_read_and_nothing_twice(odoo: Database, count: int) -> None:
    ids = [add(odoo) for _ in range(count)]
    assert [order.mo_id for order in read(Direct(odoo), page=2)] == ids


def test_mos_that_come_and_go_between_pages_skip_and_repeat_none_of_the_others(
    odoo: Database,
) -> None:
    ids = [add(odoo) for _ in range(9)]
    transport = Direct(odoo)
    added: list[int] = []

    def change(number: int) -> None:
        if number == 4:  # the first two pages are read: 1–3 with transfers, now 4–6
            odoo.unlink("mrp.production", [ids[0], ids[1], ids[8]])
            odoo.load("mrp.production", [{"id": 99, "name": "NEW", "state": "draft"}])
            added.append(99)
            odoo.write(
                "mrp.production", ids[4], {"priority": "1", "date_start": "2019-01-01 00:00:00"}
            )

    transport.between = change
    found = [order.mo_id for order in read(transport, page=3)]
    assert found == [*ids[:8], 99]
    assert len(found) == len(set(found))


def test_followed_mos_on_later_pages_are_read_too(odoo: Database) -> None:
    ids = [add(odoo, state="done") for _ in range(5)]
    assert selected(odoo, SyncFilter(), tuple(ids)) == ids
    found = read(Direct(odoo), SyncFilter(), tuple(ids), page=2)
    assert [order.mo_id for order in found] == ids


def test_an_odoo_that_gives_the_same_page_for_ever_is_not_asked_for_ever(odoo: Database) -> None:
    class Stuck(Direct):
        def call(
            self, model: str, method: str, kwargs: Mapping[str, Any], _watch: Watch | None = None
        ) -> Any:
            self.requests += 1
            if method == "fields_get":
                return {}
            page = [{"id": key, "name": f"A{key}", "state": "draft"} for key in (5, 6)]
            return page if "mrp" in model else []

    with pytest.raises(OdooError) as caught:
        list(OdooClient(Stuck(odoo), page_size=1).orders(EVERY, (), NOW))
    assert caught.value.problem.code is Code.BAD_ANSWER


def test_a_page_of_broken_records_does_not_end_the_reading(odoo: Database) -> None:
    ids = [add(odoo) for _ in range(4)]
    odoo.write("mrp.production", ids[:2], {"product_qty": float("nan")})
    client = OdooClient(Direct(odoo), page_size=2)
    pages = list(client.orders(EVERY, (), NOW))
    assert [order.mo_id for page in pages for order in page.orders] == ids[2:]
    assert [key for page in pages for key in page.skipped] == [str(key) for key in ids[:2]]


# ---------------------------------------------------------------------- customised fields


def test_fields_that_this_odoo_does_not_have_are_never_asked_for() -> None:
    odoo = Database("polos", custom_fields=False, clock=HandClock())
    add(odoo)
    client = OdooClient(Direct(odoo))
    wanted = SyncFilter(group_worker_ids=(3,), note_contains=("SHIFT 1",))
    (page,) = client.orders(wanted, (), NOW)
    assert client.missing == ("group_worker", "note", "initial_qty_target")
    (order,) = page.orders
    assert (order.note, order.group_worker_id, order.initial_qty_target) == (None, None, None)


def test_missing_fields_are_found_out_once_and_reported_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odoo = Database("polos", custom_fields=False, clock=HandClock())
    transport = Direct(odoo)
    client = OdooClient(transport)
    with caplog.at_level("INFO"):
        for _ in range(3):
            list(client.orders(EVERY, (), NOW))
    assert [method for _, method, _ in transport.asked].count("fields_get") == 1
    assert len([r for r in caplog.records if "group_worker" in r.getMessage()]) == 1


# ---------------------------------------------------------------------- transfers


def transfer_of(odoo: Database, name: str) -> int | None:
    return {order.mo_name: order.transfer_id for order in read(Direct(odoo))}[name]


def pick(odoo: Database, origin: str, **values: object) -> int:
    return odoo.create("stock.picking", {"origin": origin, "state": "assigned", **values})


@pytest.mark.parametrize(
    "origin",
    [
        "WH/MO/0001",
        "WH/MO/0001,WH/MO/0002",
        "WH/MO/0002, WH/MO/0001",
        "WH/MO/0002;WH/MO/0001",
        "WH/MO/0002 WH/MO/0001",
        "SO7;  WH/MO/0001 ,WH/MO/0002",
        " WH/MO/0001",
    ],
)
def test_a_transfer_belongs_to_the_mo_that_its_origin_names(odoo: Database, origin: str) -> None:
    add(odoo, "WH/MO/0001")
    assert transfer_of(odoo, "WH/MO/0001") is None
    key = pick(odoo, origin)
    assert transfer_of(odoo, "WH/MO/0001") == key


@pytest.mark.parametrize(
    "origin",
    [
        "WH/MO/00012",
        "XWH/MO/0001",
        "WH/MO/0001-001",
        "wh/mo/0001",
        "WH/MO/00012, WH/MO/00013",
        "WH/MO/0001/X,Y",
        "WH/MO/0001: part",
    ],
)
def test_a_name_that_only_begins_or_ends_alike_does_not_match(odoo: Database, origin: str) -> None:
    add(odoo, "WH/MO/0001")
    pick(odoo, origin)
    assert transfer_of(odoo, "WH/MO/0001") is None


def test_a_transfer_of_a_former_long_name_does_not_reach_the_short_one(odoo: Database) -> None:
    add(odoo, "WH/MO/0001")
    add(odoo, "WH/MO/00012")
    key = pick(odoo, "WH/MO/00012")
    assert transfer_of(odoo, "WH/MO/0001") is None
    assert transfer_of(odoo, "WH/MO/00012") == key


@pytest.mark.parametrize("origin", ["SO00007", "SO00001, SO00007"])
def test_or_else_it_belongs_by_the_origin_of_the_mo(odoo: Database, origin: str) -> None:
    add(odoo, "WH/MO/0001", origin="SO00007")
    key = pick(odoo, origin)
    assert transfer_of(odoo, "WH/MO/0001") == key


def test_a_list_written_before_the_mo_was_made_still_names_its_origin(odoo: Database) -> None:
    # The sales order is older than the MO that is made for it, and so may its picking be.
    add(odoo, "WH/MO/0001", origin="SO00007", create_date=stamp(NOW))
    earlier = stamp(NOW - timedelta(days=1))
    key = pick(odoo, "SO00001, SO00007", create_date=earlier, write_date=earlier)
    assert transfer_of(odoo, "WH/MO/0001") == key


def test_the_name_comes_before_the_origin(odoo: Database) -> None:
    add(odoo, "WH/MO/0001", origin="SO00007")
    by_name = pick(odoo, "WH/MO/0001")
    pick(odoo, "SO00007")
    assert transfer_of(odoo, "WH/MO/0001") == by_name


def test_the_highest_that_is_not_cancelled_wins(odoo: Database) -> None:
    add(odoo, "WH/MO/0001")
    pick(odoo, "WH/MO/0001")
    newest = pick(odoo, "SO1,WH/MO/0001", state="done")
    pick(odoo, "WH/MO/0001", state="cancel")
    assert transfer_of(odoo, "WH/MO/0001") == newest


def test_one_transfer_may_belong_to_several_mos(odoo: Database) -> None:
    add(odoo, "WH/MO/0001")
    add(odoo, "WH/MO/0002")
    key = pick(odoo, "WH/MO/0001, WH/MO/0002")
    assert transfer_of(odoo, "WH/MO/0001") == transfer_of(odoo, "WH/MO/0002") == key


def test_transfers_cost_one_request_per_page(odoo: Database) -> None:
    for number in range(5):
        add(odoo, f"WH/MO/{number:04}")
        pick(odoo, f"WH/MO/{number:04}")
    transport = Direct(odoo)
    assert all(order.transfer_id for order in read(transport, page=2))
    assert [model for model, _, _ in transport.asked].count("stock.picking") == 3


def test_broken_transfers_are_left_out_and_the_others_found(odoo: Database) -> None:
    add(odoo, "WH/MO/0001")
    key = pick(odoo, "WH/MO/0001")
    odoo.create("stock.picking", {"origin": "WH/MO/0001", "state": 5})
    assert transfer_of(odoo, "WH/MO/0001") == key


NAMES = st.sampled_from(["A", "AB", "A1", "B", "SO1"])
ORIGINS = st.lists(NAMES, min_size=1, max_size=3).flatmap(
    lambda names: st.sampled_from([",", ";", " ", ", "]).map(lambda mark: mark.join(names))
)


@given(
    st.dictionaries(NAMES, st.none() | NAMES, min_size=1),
    st.dictionaries(st.integers(1, 9), ORIGINS),
)
def test_matching_is_by_whole_names(mos: dict[str, str | None], pickings: dict[int, str]) -> None:
    find = matching(Transfer(key, origin) for key, origin in pickings.items())

    def newest(name: str | None) -> int | None:
        parts = {
            key: origin.replace(",", " ").replace(";", " ").split()
            for key, origin in pickings.items()
        }
        return max((key for key in parts if name in parts[key]), default=None)

    for name, origin in mos.items():
        expected = newest(name) or (newest(origin) if origin else None)
        assert find(name, origin) == expected


@pytest.mark.parametrize("answer", [None, {}, "records", 5])
def test_an_answer_that_is_no_list_is_told(odoo: Database, answer: object) -> None:
    class Odd(Direct):
        def call(
            self, model: str, method: str, kwargs: Mapping[str, Any], _watch: Watch | None = None
        ) -> Any:
            return {} if method == "fields_get" else answer

    with pytest.raises(OdooError) as caught:
        list(OdooClient(Odd(odoo)).orders(EVERY, (), NOW))
    assert caught.value.problem.code is Code.BAD_ANSWER
