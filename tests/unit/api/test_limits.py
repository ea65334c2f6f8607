from app.api.limits import Buckets


class Hand:
    """A clock in seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    hand = Hand()
    buckets = Buckets(2.0, 3, hand)
    assert [buckets.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    hand.now += 0.5
    assert [buckets.take("a") for _ in range(2)] == [0.0, 0.5]
    hand.now += 1000
    assert [buckets.take("a") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_who_is_refused_does_not_wait_longer_for_asking() -> None:
    hand = Hand()
    buckets = Buckets(1.0, 1, hand)
    assert buckets.take("a") == 0.0
    for _ in range(10):
        assert buckets.take("a") > 0
    hand.now += 1
    assert buckets.take("a") == 0.0


def test_names_do_not_take_from_each_other() -> None:
    buckets = Buckets(1.0, 1, Hand())
    assert [buckets.take(name) for name in "ab"] == [0.0, 0.0]
    assert buckets.take("a") == 1.0


def test_a_thousand_names_are_remembered() -> None:
    buckets = Buckets(1.0, 1, Hand())
    for number in range(1000):
        assert buckets.take(str(number)) == 0.0
    assert buckets.take("0") > 0  # and is the newest now
    assert buckets.take("another") == 0.0
    assert buckets.take("0") > 0
    assert buckets.take("1") == 0.0  # forgotten
