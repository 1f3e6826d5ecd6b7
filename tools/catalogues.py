"""Bring the gettext catalogues in step with the code: new messages are added, gone ones removed.

Translate the entries it reports as empty in ``ecomap/locale/vi/LC_MESSAGES/ecomap.po``; a test fails while any is left.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]


def sources() -> Iterator[Path]:
    """Yield the files whose messages are translated."""
    yield from sorted((ROOT / "ecomap").rglob("*.py"))
    yield from sorted((ROOT / "pages").glob("*.py"))


def extract() -> Catalog:
    """Return the messages of the code: texts given to ``_``, ``N_``, ``_.n``, ``say`` or a plural `Message`.

    The syntax tree is read rather than the tokens, since before Python 3.12 an f-string hides what is called in it.
    """
    catalogue = Catalog(project="ecomap", charset="utf-8")
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (message := _message(node)):
                catalogue.add(message, locations=[(str(path.relative_to(ROOT)), None)])
    return catalogue


def _message(call: ast.Call) -> str | tuple[str, ...] | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    texts = [
        arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    if texts and (name in ("_", "N_") or (name == "say" and len(texts) == 1)):
        return texts[0]
    plurals = [
        word.value.value
        for word in call.keywords
        if word.arg == "plural" and isinstance(word.value, ast.Constant)
    ]
    if name == "Message" and texts and plurals:
        return (texts[0], plurals[0])
    return (texts[0], texts[1]) if name in ("n", "say") and len(texts) == 2 else None


def catalogue_path(lang: str) -> Path:
    """Return the file of a language."""
    return ROOT / "ecomap" / "locale" / lang / "LC_MESSAGES" / "ecomap.po"


def update(lang: str) -> list[str]:
    """Update one catalogue; return the messages that have no translation."""
    path = catalogue_path(lang)
    with path.open("rb") as stream:
        old = read_po(stream, locale=lang)
    old.update(extract(), no_fuzzy_matching=True)
    if lang == "en":
        for message in old:
            if message.id:
                message.string = message.id
                message.flags.discard("fuzzy")
    out = io.BytesIO()
    write_po(out, old, sort_output=True, ignore_obsolete=True, width=110, omit_header=False)
    path.write_bytes(out.getvalue())
    return [str(message.id) for message in old if message.id and not _complete(message.string)]


def _complete(text: str | tuple[str, ...] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text))


if __name__ == "__main__":
    for language in ("vi", "en"):
        missing = update(language)
        print(f"{language}: {len(missing)} without translation")
        for text in missing:
            print("   ", text)
