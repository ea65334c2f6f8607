from collections.abc import Iterator

import pytest

from app.domain.api import Scope
from app.domain.errors import Code, RefusedError
from app.domain.store_address import StoreAddress
from app.services.api_keys import ApiKeys
from tests.engines import rows, run_sql
from tests.plant import NOW, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def keys(path: StoreAddress, clock: HandClock) -> Iterator[ApiKeys]:
    with ApiKeys(path, clock) as made:
        yield made


def test_a_key_is_recognised_by_itself_only(keys: ApiKeys) -> None:
    one, two = (keys.create(name, [Scope.READ]) for name in ("satu", "dua"))
    assert one != two
    found = keys.recognise(one)
    assert found is not None
    assert (found.name, found.scopes) == ("satu", frozenset({Scope.READ}))
    assert found.created_at == NOW
    for wrong in ("", one[:-1], one + "x", one.upper(), f" {one}", "\ud800", "é", one[4:]):
        assert keys.recognise(wrong) is None


def test_the_store_has_no_key_in_it(keys: ApiKeys, path: StoreAddress) -> None:
    key = keys.create("satu", [Scope.RUN, Scope.READ])
    (row,) = rows(path, "api_key")
    assert row["scopes"] == "read run"
    assert key not in str(row)
    assert len(bytes.fromhex(row["hash"])) == 32


def test_a_revoked_key_is_nobodys_and_stays_in_the_list(keys: ApiKeys, clock: HandClock) -> None:
    key = keys.create("satu", [Scope.READ])
    clock.advance(hours=1)
    assert keys.revoke("satu").name == "satu"
    assert keys.recognise(key) is None
    (listed,) = keys.everything()
    assert listed.revoked_at == clock()
    with pytest.raises(RefusedError) as refused:
        keys.revoke("satu")
    assert refused.value.problem.code is Code.API_KEY_UNKNOWN
    assert keys.recognise(keys.create("satu", [Scope.READ])) is not None


def test_a_name_goes_before_an_id(keys: ApiKeys) -> None:
    keys.create("2", [Scope.READ])
    keys.create("lain", [Scope.READ])
    assert keys.revoke("2").id == 1
    assert keys.revoke("2").name == "lain"


def test_a_name_in_use_is_refused(keys: ApiKeys) -> None:
    keys.create("satu", [Scope.READ])
    with pytest.raises(RefusedError) as refused:
        keys.create("satu", [Scope.RUN])
    assert refused.value.problem.code is Code.API_KEY_EXISTS


def test_a_scope_of_a_later_version_allows_nothing(keys: ApiKeys, path: StoreAddress) -> None:
    key = keys.create("satu", [Scope.READ])
    run_sql(path, "UPDATE api_key SET scopes = 'read everything runner'")
    found = keys.recognise(key)
    assert found is not None
    assert found.scopes == {Scope.READ}


def test_its_use_is_noted(keys: ApiKeys, clock: HandClock) -> None:
    key = keys.create("satu", [Scope.READ])
    found = keys.recognise(key)
    assert found is not None
    assert found.used_at is None
    clock.advance(minutes=5)
    keys.touch(found)
    assert [one.used_at for one in keys.everything()] == [clock()]
