"""Every text of the interface exists in both languages and takes the same values."""

from __future__ import annotations

import ast
import re
import string
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import catalogues  # noqa: E402

VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]")


def messages(lang: str) -> dict[object, object]:
    with catalogues.catalogue_path(lang).open("rb") as stream:
        catalogue = read_po(stream, locale=lang)
    assert not any(message.fuzzy for message in catalogue if message.id), "fuzzy entries are not used"
    return {message.id: message.string for message in catalogue if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_catalogue_holds_exactly_the_messages_of_the_code(lang: str) -> None:
    code = {message.id for message in catalogues.extract() if message.id}
    assert set(messages(lang)) == code, "run: make catalogues"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_message_is_translated(lang: str) -> None:
    empty = [
        key for key, text in messages(lang).items() if not text or (isinstance(text, tuple) and not all(text))
    ]
    assert not empty


def test_counted_messages_are_found_by_whoever_collects_them() -> None:
    # Texts of a counted message that come through variables would be in the catalogue one by one, never as a pair.
    for path in sorted((ROOT / "ecomap").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Message":
                plural = [word.value for word in call.keywords if word.arg == "plural"]
                assert not plural or all(
                    isinstance(text, ast.Constant) for text in (call.args[0], *plural)
                ), path


def test_translations_take_the_values_of_the_original() -> None:
    for key, text in messages("vi").items():
        originals = key if isinstance(key, tuple) else (key,)
        allowed = set().union(*map(fields, originals))
        for translated in text if isinstance(text, tuple) else (text,):
            assert fields(translated) <= allowed, (key, translated)
            if not isinstance(key, tuple):
                assert fields(translated) == allowed, (key, translated)


_SPEAKING = (
    "i18n.py", "text.py", "terms.py", "search.py",
    "cues.py", "recognition.py",  # words people write, to be recognised
    "frame.py", "briefing_frame.py",  # words the decree on documents prescribes, whatever the language
    "goals.py", "rankings.py", "pii.py",  # words of the data
)  # fmt: skip


def test_no_vietnamese_stands_in_the_code() -> None:
    """Texts belong into the catalogues; names of languages, publications and examples are none."""
    import ast

    found = []
    for path in catalogues.sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
                and " " in node.value
                and VIETNAMESE_LETTER.search(node.value)
                and path.name not in _SPEAKING
            ):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]}")
    assert not found, "\n".join(found)
