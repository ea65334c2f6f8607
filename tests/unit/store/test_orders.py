"""Reading MOs: the board, names, labels that are taken; writing people's values in both tables."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.apsw_ext import APSWDatabase

from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.errors import Code, RefusedError
from app.domain.orders import Order, Segment
from app.domain.ownership import PEOPLE_OWNED
from app.domain.store_address import StoreAddress
from app.store import label_usage, orders
from app.store.mirror import Mirror
from tests.engines import SQLITE
from tests.plant import (
    NOW,
    MemoryFacts,
    finished,
    odoo_order,
    order,
    ready,
    rows,
    run_sql,
    running,
)

STORED = ("id", "mo_id", "mo_name", "state", "product_name", "product_uom", "product_qty")


def put(db: APSWDatabase, *wanted: Order) -> None:
    """Store MOs under the ids that they have."""
    for one in wanted:
        db.execute_sql(
            "INSERT INTO recent_mo (id, mo_id, mo_name, state, product_name, product_uom, "
            "product_qty, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, '2026-04-17 00:00:00')",
            tuple(getattr(one, name) for name in STORED),
        )
        if one.gone_at is not None:
            db.execute_sql("UPDATE recent_mo SET gone_at = '2026-04-17 00:00:00'")
        orders.write_people(db, one)


# ---------------------------------------------------------------------- reading and writing


@pytest.mark.parametrize(
    "mo",
    [
        order(1),
        ready(1, "A100", "R1"),
        ready(1, None, None),
        running(1, None, "R1"),
        finished(1, "A100", "A199", "R1"),
    ],
)
def test_an_mo_comes_back_as_it_was_written(people: APSWDatabase, mo: Order) -> None:
    put(people, mo)
    assert orders.get(people, 1) == mo


def test_both_tables_are_written_together(people: APSWDatabase, path: StoreAddress) -> None:
    before = finished(1, "A100", "A199", "R1")
    put(people, before)
    segments = (Segment("R1", "A100", "A150", NOW, NOW), Segment("R2", "B1", "B9", NOW, NOW))
    after = replace(before, segments=segments, auth_last="B9", roll_number="R2", leader_id="017")
    orders.write_people(people, after)
    assert orders.get(people, 1) == after
    assert [(u["seq"], u["roll_number"], u["auth_last"]) for u in rows(path, "label_usage")] == [
        (1, "R1", "A150"),
        (2, "R2", "B9"),
    ]


def test_writing_people_owned_values_leaves_odoos_alone(
    people: APSWDatabase, path: StoreAddress
) -> None:
    put(people, order(1))
    before = rows(path, "recent_mo")[0]
    orders.write_people(people, replace(running(1, "A1", "R1"), state="cancel", note="typed"))
    after = rows(path, "recent_mo")[0]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == set(PEOPLE_OWNED) - {"auth_last", "date_finished"}


def test_leading_zeros_and_numbers_stay_text(people: APSWDatabase, path: StoreAddress) -> None:
    put(people, running(1, "0000000001", "0130", leader_id="003"))
    found = rows(path, "recent_mo")[0]
    assert (found["auth_first"], found["roll_number"], found["leader_id"]) == (
        "0000000001",
        "0130",
        "003",
    )


def test_an_unknown_id_is_an_error(people: APSWDatabase) -> None:
    with pytest.raises(RefusedError) as caught:
        orders.get(people, 5)
    assert caught.value.problem.code is Code.MO_NOT_FOUND


def test_everything_is_by_local_id(people: APSWDatabase) -> None:
    put(people, order(3), order(1), order(2))
    assert [mo.id for mo in orders.everything(people)] == [1, 2, 3]


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize("name", ["WH/MO/00001", "wh/mo/00001", "  WH/MO/00001 "])
def test_a_name_is_found_whatever_its_case(people: APSWDatabase, name: str) -> None:
    put(people, order(1))
    found = orders.find(people, name)
    assert found is not None
    assert found.id == 1


@pytest.mark.parametrize("name", ["", "WH/MO/0000", "WH/MO/000011", "%", "WH/MO/_____"])
def test_only_the_whole_name_is_found(people: APSWDatabase, name: str) -> None:
    put(people, order(1))
    assert orders.find(people, name) is None


def test_a_former_name_finds_the_mo_that_had_it_last(people: APSWDatabase, mirror: Mirror) -> None:
    mirror.write([odoo_order(1, "A"), odoo_order(2, "B")], (), NOW)
    mirror.write([odoo_order(1, "C"), odoo_order(2, "A")], (), NOW)
    mirror.write([odoo_order(2, "D")], (), NOW)
    found = orders.find(people, "a")
    assert found is not None
    assert found.mo_id == 2


# ---------------------------------------------------------------------- running


def test_what_runs_is_found(people: APSWDatabase) -> None:
    put(people, order(1), ready(2, "A1", "R1"), finished(3, "B1", "B2", "R1"))
    assert orders.running(people) is None
    put(people, running(4, "C1", "R1"))
    found = orders.running(people)
    assert found is not None
    assert found.id == 4


@SQLITE
def test_of_several_running_ones_in_an_adopted_file_the_one_started_last_counts(
    people: APSWDatabase,
) -> None:
    put(
        people,
        running(1, "A1", "R1", started=NOW - timedelta(hours=1)),
        running(2, "B1", "R1", started=NOW),
        running(3, "C1", "R1", started=NOW - timedelta(hours=2)),
    )
    found = orders.running(people)
    assert found is not None
    assert found.id == 2


# ---------------------------------------------------------------------- the board


WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("mo", "shown"),
    [
        (order(1), True),
        (order(1, state=None), True),
        (order(1, state="to_close"), True),
        (order(1, state="done"), False),
        (order(1, state="cancel"), False),
        (order(1, gone_at=NOW), False),
        (ready(1, "A1", "R1"), True),
        (ready(1, "A1", "R1", state="done"), True),
        (ready(1, None, None, state="cancel"), True),
        (ready(1, None, None, gone_at=NOW), True),
        (running(1, "A1", "R1", state="cancel", gone_at=NOW), True),
        (running(1, "A1", "R1", started=NOW - timedelta(days=90)), True),
        (finished(1, "A1", "A2", "R1"), True),
        (finished(1, "A1", "A2", "R1", state="done", gone_at=NOW), True),
        (finished(1, "A1", "A2", "R1", date_finished=NOW - WEEK), True),
        (finished(1, "A1", "A2", "R1", date_finished=NOW - WEEK - timedelta(seconds=1)), False),
    ],
)
def test_the_board_shows_what_is_open_and_what_finished_in_the_last_seven_days(
    people: APSWDatabase, mo: Order, shown: bool
) -> None:
    put(people, mo)
    assert [one.id for one in orders.board(people, NOW)] == ([1] if shown else [])


def test_the_board_has_the_segments_of_each(people: APSWDatabase) -> None:
    wanted = [finished(1, "A1", "A2", "R1"), running(2, "B1", "R1"), order(3)]
    put(people, *wanted)
    assert orders.board(people, NOW) == wanted


# ---------------------------------------------------------------------- labels


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    prefix, width = draw(st.sampled_from([("", 2), ("A", 2), ("A", 3), ("AB", 2), ("1-", 2)]))
    one, other = sorted(draw(st.tuples(st.integers(0, 12), st.integers(0, 12))))
    first, last = f"{prefix}{one:0{width}}", f"{prefix}{other:0{width}}"
    kind = draw(st.sampled_from(["closed", "open", "no first", "nothing"]))
    return Segment(
        "R1",
        first if kind in ("closed", "open") else None,
        last if kind in ("closed", "no first") else None,
    )


@st.composite
def wanted_labels(draw: st.DrawFn) -> CodeRange:
    found = draw(segments().filter(lambda segment: segment.labels is not None)).labels
    assert found is not None
    return found


@pytest.fixture
def shared(people: APSWDatabase, engine: str) -> APSWDatabase:
    put(people, *(order(key) for key in (1, 2, 3)))
    if engine == "sqlite":
        people.execute_sql("PRAGMA synchronous = OFF")
    return people


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes all
@given(
    used=st.dictionaries(st.sampled_from([1, 2, 3]), st.lists(segments(), max_size=2)),
    wanted=wanted_labels(),
    but=st.frozensets(st.sampled_from([1, 2, 3])),
)
def test_taken_labels_are_found_exactly_as_by_looking_at_each(
    shared: APSWDatabase, used: dict[int, list[Segment]], wanted: CodeRange, but: frozenset[int]
) -> None:
    known = [replace(order(key), segments=tuple(used.get(key, ()))) for key in (1, 2, 3)]
    with shared.atomic("IMMEDIATE"):
        for mo in known:
            orders.write_people(shared, mo)
    expected = MemoryFacts.of(*known).occupied(wanted, but)
    found = label_usage.occupied(shared, wanted, but)
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.labels.overlaps(wanted)
        (owner,) = [mo for mo in known if mo.mo_name == found.mo_name]
        assert owner.id not in but
        assert found.labels in [segment.labels for segment in owner.segments]


@pytest.mark.parametrize(
    ("segment", "taken"),
    [
        (Segment("R1", "A10", "A20"), ("A10", "A15", "A20")),
        (Segment("R1", "A10"), ("A10",)),
        (Segment("R1", None, "A20"), ("A20",)),
        (Segment("R1", None), ()),
    ],
)
def test_a_segment_takes_the_labels_that_are_known_of_it(
    people: APSWDatabase, segment: Segment, taken: tuple[str, ...]
) -> None:
    put(people, finished(1, "A10", "A20", "R1", segments=(segment,)))
    for text in ("A09", "A10", "A15", "A20", "A21", "A010", "B10", "10"):
        code = AuthenticityCode.parse(text)
        found = label_usage.occupied(people, CodeRange(code, code), frozenset())
        assert (found is not None) is (text in taken)


def test_labels_of_19_and_more_digits_are_compared_exactly(people: APSWDatabase) -> None:
    first, last = "9" * 30 + "10", "9" * 30 + "19"
    put(people, finished(1, first, last, "R1"))

    def taken(one: str, other: str) -> bool:
        labels = CodeRange(AuthenticityCode.parse(one), AuthenticityCode.parse(other))
        return label_usage.occupied(people, labels, frozenset()) is not None

    assert taken("9" * 30 + "19", "9" * 30 + "25")
    assert not taken("9" * 30 + "20", "9" * 30 + "25")
    assert not taken("9" * 30 + "00", "9" * 30 + "09")


def test_a_stored_value_that_is_no_code_takes_no_label(
    people: APSWDatabase, path: StoreAddress
) -> None:
    put(people, finished(1, "A100", "A199", "R1"))
    run_sql(path, "UPDATE label_usage SET auth_first = 'A???', auth_last = NULL")
    labels = CodeRange(AuthenticityCode.parse("A000"), AuthenticityCode.parse("A999"))
    assert label_usage.occupied(people, labels, frozenset()) is None
