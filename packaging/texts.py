"""Keep the catalogs of `app/texts` in step with the source: extract, update, compile, check.

python packaging/texts.py           extract the source texts, update the .po, compile the .mo
python packaging/texts.py --check   change nothing; exit 1 and say what is not in step
"""

import argparse
import ast
import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "app"
CATALOGS: Final = SOURCE / "texts" / "catalogs"
DOMAIN: Final = "stasiun-mo"
TRANSLATED: Final = ("id",)
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
HEADER: Final = "# Texts of Stasiun MO. Source texts are English; see packaging/texts.py."


def extracted() -> Catalog:
    """Give every text that the source marks with `tr` or `mark`, with the files it stands in."""
    catalog = Catalog(project=DOMAIN)
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = _marked(node)
            if text is not None:
                catalog.add(text, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return catalog


def _marked(node: ast.AST) -> str | None:
    """Give the text of a call of `tr` or `mark`; None: it is none, or its text is a variable."""
    match node:
        case ast.Call(func=ast.Name(id="tr" | "mark"), args=[ast.Constant(value=str(text)), *_]):
            return text
    return None


def po_file(language: str) -> Path:
    """Give the path of a language's catalog."""
    return CATALOGS / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(language: str) -> Catalog:
    """Read a language's catalog, an empty one when there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def merged(language: str) -> Catalog:
    """Give the catalog as it has to be: the source's texts, the translations that exist."""
    old, new = load(language), Catalog(locale=language, domain=DOMAIN, header_comment=HEADER)
    for message in extracted():
        if not message.id:
            continue
        known = old.get(message.id)
        flags = set(known.flags) if known is not None else set()
        flags.discard("python-brace-format")
        translation = known.string if known is not None else ""
        new.add(message.id, translation, locations=sorted(set(message.locations)), flags=flags)
    return new


def po_bytes(catalog: Catalog) -> bytes:
    """Write a catalog as text; the same texts give the same bytes on every day."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, include_lineno=False, omit_header=True, width=99)
    head = f'{HEADER}\nmsgid ""\nmsgstr ""\n' + "".join(
        f'"{line}\\n"\n'
        for line in (
            "Project-Id-Version: stasiun-mo",
            f"Language: {catalog.locale}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        )
    )
    return (head + "\n").encode() + buffer.getvalue()


def compile_mo(language: str) -> bytes:
    """Compile a language's catalog as it stands on disk, the same on every day."""
    kept = Catalog(locale=language, creation_date=NEVER, revision_date=NEVER)
    for source, translation in translations(load(language)).items():
        kept.add(source, translation)
    buffer = io.BytesIO()
    write_mo(buffer, kept)
    return buffer.getvalue()


def compiled(language: str) -> dict[str, str]:
    """Read what the compiled catalog says, nothing when there is none."""
    path = po_file(language).with_suffix(".mo")
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return translations(read_mo(file))


def translations(catalog: Catalog) -> dict[str, str]:
    """Give source text → translation for what counts as translated."""
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}


def update() -> list[Path]:
    """Write every .po and .mo anew; give the files written."""
    written: list[Path] = []
    for language in TRANSLATED:
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(merged(language)))
        path.with_suffix(".mo").write_bytes(compile_mo(language))
        written += [path, path.with_suffix(".mo")]
    return written


def complaints() -> list[str]:
    """Say everything that is not in step; empty: nothing."""
    found: list[str] = []
    wanted = {message.id for message in extracted() if message.id}
    for language in TRANSLATED:
        catalog = load(language)
        known = {message.id for message in catalog if message.id}
        found += [f"{language}: not in the catalog: {text!r}" for text in wanted - known]
        found += [f"{language}: no longer in the source: {text!r}" for text in known - wanted]
        for message in catalog:
            if message.id:
                said = _about(str(message.id), str(message.string or ""))
                found += [f"{language}: {text}" for text in said]
                found += [f"{language}: fuzzy: {message.id!r}"] if message.fuzzy else []
        if compiled(language) != translations(catalog):
            found.append(f"{language}: {DOMAIN}.mo is not what {DOMAIN}.po compiles to")
    return sorted(found)


def _about(source: str, translation: str) -> list[str]:
    if not translation:
        return [f"not translated: {source!r}"]
    if placeholders(source) != placeholders(translation):
        return [f"other placeholders: {source!r}"]
    return []


def placeholders(text: str) -> set[str]:
    """Give the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if needed")
    if not parser.parse_args().check:
        for path in update():
            print(path.relative_to(ROOT))
    found = complaints()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
