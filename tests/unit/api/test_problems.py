import json
from typing import Any

import pytest
from starlette.responses import Response

from app import texts
from app.api import problems
from app.api.problems import DETAILS, TITLES, ApiError, Finding
from app.domain.errors import (
    Code,
    ConfirmationNeededError,
    EnvironmentFaultError,
    Problem,
    RefusedError,
)


def read(response: Response) -> Any:
    return json.loads(bytes(response.body))


@pytest.mark.parametrize("slug", DETAILS)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_problem_can_be_said(slug: str, language: str) -> None:
    params = {"scope": "run", "bytes": 9, "seconds": 3}
    with texts.speaking(language):
        answer = ApiError(slug, params).response()
        title = texts.tr(TITLES[DETAILS[slug][0]])
    found = read(answer)
    assert answer.headers["Content-Language"] == language
    assert (found["status"], found["title"]) == (answer.status_code, title)
    assert found["type"] == f"urn:stasiun-mo:problem:{slug}"
    assert "{" not in found["detail"].replace('"confirm"', "")


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (RefusedError(Problem(Code.MO_NOT_FOUND, params={"text": "A"})), 404, "mo-not-found"),
        (RefusedError(Problem(Code.REQUIRED, "auth")), 409, "required"),
        (RefusedError(Problem(Code.OPERATION_ID_REUSED)), 422, "operation-id-reused"),
        (ConfirmationNeededError(Problem(Code.ASK_CLOCK)), 409, "confirmation-needed"),
        (EnvironmentFaultError(Problem(Code.DISK_FULL)), 503, "disk-full"),
    ],
)
def test_each_kind_of_error_has_its_status(error: Any, status: int, slug: str) -> None:
    answer = problems.of_error(error, {"auth": "authenticity"})
    assert (answer.status_code, read(answer)["type"]) == (status, f"urn:stasiun-mo:problem:{slug}")
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_fields_have_the_names_of_the_api() -> None:
    refused = RefusedError(Problem(Code.REQUIRED, "auth"), Problem(Code.REQUIRED, "roll_number"))
    found = read(problems.of_error(refused, {"auth": "authenticity"}))
    assert [one["field"] for one in found["problems"]] == ["authenticity", "roll_number"]


@pytest.mark.parametrize("path", ["/srv/rahasia/store.db", r"C:\rahasia\store.db"])
def test_folders_of_this_computer_are_not_told(path: str) -> None:
    error = EnvironmentFaultError(Problem(Code.STORE_LOCKED, params={"file": path}))
    text = bytes(problems.of_error(error, {}).body).decode()
    assert "store.db" in text
    assert "rahasia" not in text


def test_half_a_surrogate_pair_can_be_said() -> None:
    answer = ApiError("invalid", findings=(Finding("invalid", "x", "\ud800"),)).response()
    assert read(answer)["problems"][0]["field"] == "\ud800"
