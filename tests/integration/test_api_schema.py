"""The OpenAPI document: complete, and true."""

from pathlib import Path

import requests

from app.api.routes import SCOPES
from tests.integration.api_fuzz import WIDE, fuzz
from tests.integration.api_rig import ApiRig


def test_the_document_is_whole(tmp_path: Path) -> None:
    with ApiRig(tmp_path) as rig:
        document = requests.get(f"{rig.url}/openapi.json", timeout=10).json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"].keys() == SCOPES.keys()
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, methods in document["paths"].items():
        ((method, operation),) = methods.items()
        assert operation["security"] == [{"key": [str(SCOPES[path])]}]
        wanted = {"200", "400", "401", "403", "405", "421", "422", "429", "500", "503"}
        if method == "post":
            wanted |= {"404", "408", "409", "413", "415"}
            names = [parameter["name"] for parameter in operation["parameters"]]
            assert names == ["Idempotency-Key"]
        assert wanted <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            kinds = {"200": {"application/json"}}.get(status, {"application/problem+json"})
            assert response["content"].keys() == kinds
            for content in response["content"].values():
                assert "{" not in str(content.get("example", {}).get("detail"))
                assert status == "200" or content["example"]["detail"]
                assert content["schema"]["$ref"].startswith("#/components/schemas/")


def test_what_fits_the_document_is_taken_and_what_does_not_is_refused(tmp_path: Path) -> None:
    """A few examples only; ten minutes of them: `python3 -m tests.torture.api`."""
    with ApiRig(tmp_path, limits=WIDE) as rig:
        for number in range(45, 55):
            rig.add_mo(number)
        done = fuzz(rig, tmp_path, "--phases=examples,fuzzing", "--max-examples=10")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 8" in done.stdout
