"""Every code has its sentence, in both languages, with the same values to fill in."""

import sys
from collections.abc import Iterator
from string import Formatter

import pytest

import flavours
from app import texts
from app.domain.errors import Code, Problem, RefusedError
from app.texts import tr
from app.texts.sentences import SENTENCES, SHIPPED, sentence, sentences


@pytest.fixture(autouse=True)
def _language_back() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Code)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_sentence_can_be_filled_in(code: Code, language: str) -> None:
    texts.use(language)
    values = {name: f"<{name}>" for name in placeholders(SENTENCES[code])}
    said = sentence(Problem(code, params=values))
    assert said.strip() == said != ""
    assert "{" not in said
    assert "\n" not in said
    if language == "en":
        assert said[-1] in ".?!"


@pytest.mark.parametrize("code", Code)
def test_a_translation_names_no_value_that_the_source_does_not(code: Code) -> None:
    texts.use("id")
    assert placeholders(tr(SENTENCES[code])) <= placeholders(SENTENCES[code])


@pytest.mark.parametrize("code", SHIPPED)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_is_not_installed_is_named_as_this_installation_gets_it(
    code: Code, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.use(language)
    assert "pip install" in sentence(Problem(code))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = sentence(Problem(code))
    assert "pip" not in said
    assert flavours.HALL.installer("…") in said


@pytest.mark.parametrize("code", [code for code in Code if code.startswith("ask_")])
def test_what_is_odd_but_legal_is_a_question(code: Code) -> None:
    assert SENTENCES[code].endswith("?")


def test_values_with_braces_are_said_as_they_are() -> None:
    texts.use("en")
    said = sentence(Problem(Code.ROLL_FORMAT, params={"text": "{R1} {0}"}))
    assert "“{R1} {0}”" in said


def test_all_reasons_of_an_error_are_one_line() -> None:
    texts.use("en")
    error = RefusedError(Problem(Code.REQUIRED, "auth_first"), Problem(Code.SYNC_BUSY))
    assert sentences(error) == "This is still missing. A sync is already running."


def test_an_unknown_language_is_an_error() -> None:
    before = texts.language()
    with pytest.raises(ValueError, match="xx"):
        texts.use("xx")
    assert texts.language() == before


def test_the_language_changes_while_the_program_runs() -> None:
    said = []
    for language in ("en", "id", "en"):
        texts.use(language)
        said.append(sentence(Problem(Code.REQUIRED)))
    assert said[0] == said[2] != said[1]
