"""Errors with codes: what a log line and a caller see of them."""

import pytest

from app.domain.errors import Code, Problem, RefusedError, StasiunError


def test_the_text_of_an_error_names_every_code_for_the_log() -> None:
    error = RefusedError(Problem(Code.REQUIRED, "auth"), Problem(Code.ROLL_FORMAT, "roll_number"))
    assert str(error) == "required, roll_format"


def test_the_first_reason_is_the_most_important_one() -> None:
    with pytest.raises(StasiunError) as caught:
        raise RefusedError(Problem(Code.OVERLAP), Problem(Code.REQUIRED))
    assert caught.value.problem == Problem(Code.OVERLAP)
    assert caught.value.problems == (Problem(Code.OVERLAP), Problem(Code.REQUIRED))


def test_reasons_without_values_do_not_share_them() -> None:
    assert Problem(Code.REQUIRED).params == {}
    assert Problem(Code.REQUIRED).field is None
