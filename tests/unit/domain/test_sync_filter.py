"""Which MOs the sync asks for where nothing is configured."""

from app.domain.sync_filter import SyncFilter


def test_by_default_it_is_what_was_created_in_the_last_seven_days_and_is_not_done() -> None:
    assert SyncFilter() == SyncFilter(
        days=7, exclude_states=("done",), group_worker_ids=(), note_contains=()
    )
