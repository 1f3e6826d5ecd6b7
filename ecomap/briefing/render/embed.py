"""Recipe and figures inside the produced file, so that it can be made and checked again.

Files to read come from outside: nothing is unfolded beyond a limit, and XML with entities is refused.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Callable

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

FILE_LIMIT = 100 * 2**20
"""Bytes of a file that is looked into."""
LIMIT = 32 * 2**20
"""Bytes of what a file may hold."""
ITEM_LIMIT = 12 * 2**20
"""Bytes of a part of a Word file that may hold it, which is read as a tree."""
NAMESPACE = "urn:ecomap:briefing:1"
NAME = "ecomap-briefing.json"
ELEMENT = "ecomap-briefing"
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError,
)  # fmt: skip
"""What reading a damaged ZIP file raises."""
_OPEN = f'<script type="application/json" id="{ELEMENT}">'.encode()
_CLOSE = b"</script>"
_ITEM = re.compile(r"customXml/item\d{1,3}\.xml")
_ITEMS = 20
_ESCAPED = re.compile(rb"(?<!\\)((?:\\\\)*)\\u00(3c|3e|26)")
_SIGNS = {b"3c": b"<", b"3e": b">", b"26": b"&"}


def xml_item(payload: bytes) -> bytes:
    """Write a payload as a custom XML part of a Word file. Word keeps such parts when it saves the file anew."""
    packed = base64.b64encode(zlib.compress(payload, 9)).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?><briefing xmlns="{NAMESPACE}">{packed}</briefing>'.encode()


def html_element(payload: bytes) -> str:
    """Write a JSON payload as an inert element of a page; no text in it can end the element."""
    safe = payload
    for code, sign in _SIGNS.items():
        safe = safe.replace(sign, b"\\u00" + code)
    return (_OPEN + safe + _CLOSE).decode("utf-8")


def extract(data: bytes) -> bytes | None:
    """Return what a produced Word, PDF or HTML file holds.

    Returns
    -------
    bytes or None
        None when the file is of another kind, is damaged, holds nothing of ours, or more than `LIMIT`.
        Of HTML the same JSON, which need not be the same bytes if it had escapes for ``<``, ``>`` or ``&``.
    """
    if len(data) > FILE_LIMIT:
        return None
    read: Callable[[bytes], bytes | None] = _from_html
    if data.startswith(b"PK"):
        read = _from_word
    elif data.startswith(b"%PDF"):
        read = _from_pdf
    return read(data) or None


def _from_word(data: bytes) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = sorted(name for name in archive.namelist() if _ITEM.fullmatch(name))[:_ITEMS]
            found = (_from_item(archive, name) for name in names)
            return next((payload for payload in found if payload is not None), None)
    except ZIP_ERRORS:
        return None


def _from_item(archive: zipfile.ZipFile, name: str) -> bytes | None:
    with archive.open(name) as stream:  # what the archive says of its sizes may be untrue, so count
        content = stream.read(ITEM_LIMIT + 1)
    if len(content) > ITEM_LIMIT or NAMESPACE.encode() not in content:
        return None
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
        if root.tag != f"{{{NAMESPACE}}}briefing":
            return None
        unpacker = zlib.decompressobj()
        payload = unpacker.decompress(base64.b64decode(root.text or "", validate=True), LIMIT)
    except (ElementTree.ParseError, DefusedXmlException, binascii.Error, ValueError, zlib.error):
        return None
    return payload if unpacker.eof else None


def _from_pdf(data: bytes) -> bytes | None:
    # Imported here: only reading a PDF file needs it.
    from pypdf import PdfReader

    try:
        found = [part.content for part in PdfReader(io.BytesIO(data)).attachment_list if part.name == NAME]
    except Exception:  # what pypdf raises over a damaged file depends on where it is damaged
        return None
    return found[0] if found and len(found[0]) <= LIMIT else None


def _from_html(data: bytes) -> bytes | None:
    start = data.find(_OPEN)
    end = data.find(_CLOSE, start)
    if start < 0 or end < 0:
        return None
    content = data[start + len(_OPEN) : end]
    return _ESCAPED.sub(lambda found: found[1] + _SIGNS[found[2]], content) if len(content) <= LIMIT else None
