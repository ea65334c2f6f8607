"""What a plan found, said next to the fields that it is about."""

from collections.abc import Iterable, Mapping

from app.domain.errors import Code, Problem
from app.texts.sentences import sentence
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.preview import MISSING


def show_findings(
    fields: Mapping[str, FormField],
    problems: Iterable[Problem],
    questions: Iterable[Problem],
    *,
    attempted: bool,
) -> tuple[str, ...]:
    """Mark what is wrong, and what will be asked about; give what no field is to blame for.

    Args:
        fields: by name; a problem names one of them.
        problems: the reasons against it.
        questions: what is odd but legal.
        attempted: somebody has tried to save, so that what is missing is an error, too.
    """
    wrong: dict[str, Problem] = {}
    general: list[str] = []
    for problem in problems:
        field = fields.get(problem.field or "")
        if field is None or field.isHidden():
            general.append(sentence(problem))
        else:
            wrong.setdefault(field.name, problem)
    doubts = {question.field: question for question in questions}
    for field in {id(field): field for field in fields.values()}.values():
        _show_one(field, wrong.get(field.name), doubts.get(field.name), attempted=attempted)
    return tuple(general)


def _show_one(
    field: FormField, problem: Problem | None, doubt: Problem | None, *, attempted: bool
) -> None:
    if problem is None:
        field.show_finding(urgent=sentence(doubt) if doubt is not None else "")
    elif problem.code in MISSING and not attempted:
        said = problem.code not in (Code.REQUIRED, Code.NOTHING_CHANGES)
        field.show_finding(urgent=sentence(problem) if said else "")
    else:
        field.show_finding(error=sentence(problem), now=attempted)
