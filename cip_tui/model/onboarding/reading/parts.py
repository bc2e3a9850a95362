"""The small parts of an xlsx package: which sheets there are, how numbers are shown, which epoch days count from."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cip_tui.model.onboarding.reading.formats import kind_of_format
from cip_tui.model.onboarding.reading.grid import refused
from cip_tui.model.onboarding.reading.guards import read_part
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STYLES_MOST = 65_536


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the package: its name, the part that holds it, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What must be known before a sheet is read. `styles` gives the kind of cell by its style index."""

    sheets: tuple[SheetPart, ...]
    strings: str
    styles: tuple[str, ...]
    epoch_1904: bool


def local(tag: str) -> str:
    """Return a tag or attribute without namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def read_package(package: zipfile.ZipFile, file: str) -> Package:
    """Read the small parts. Raises `InputRefused` where the package is damaged or holds no sheet of cells."""
    names = {name.lower(): name for name in package.namelist()}
    workbook = _workbook_part(package, names, file)
    folder = posixpath.dirname(workbook)
    relations = _relations(package, names, f"{folder}/_rels/{posixpath.basename(workbook)}.rels", folder, file)
    root = _parsed(package, workbook, file)
    sheets, epoch = [], False
    for element in root.iter():
        name = local(element.tag)
        if name == "workbookPr":
            epoch = _attribute(element, "date1904").lower() in ("1", "true")
        elif name == "sheet":
            part, kind = relations.get(_attribute(element, "id"), ("", ""))
            if kind.endswith("/worksheet") and part.lower() in names:
                hidden = _attribute(element, "state").lower() in ("hidden", "veryhidden")
                sheets.append(SheetPart(clean(_attribute(element, "name"), 80), names[part.lower()], hidden))
    if not sheets:
        raise refused(file, "The workbook has no sheet of cells that can be found", next_step="Save it anew as .xlsx")
    styles = next((part for part, kind in relations.values() if kind.endswith("/styles")), "")
    strings = next((part for part, kind in relations.values() if kind.endswith("/sharedStrings")), "")
    return Package(
        tuple(sheets),
        names.get(strings.lower(), ""),
        _styles(package, names.get(styles.lower(), ""), file),
        epoch,
    )


def _workbook_part(package: zipfile.ZipFile, names: dict[str, str], file: str) -> str:
    for target, kind in _relations(package, names, "_rels/.rels", "", file).values():
        if kind.endswith("/officeDocument") and target.lower() in names:
            return names[target.lower()]
    if "xl/workbook.xml" in names:
        return names["xl/workbook.xml"]
    raise refused(file, "The package names no workbook", next_step="Save it anew as .xlsx")


def _relations(
    package: zipfile.ZipFile, names: dict[str, str], part: str, folder: str, file: str
) -> dict[str, tuple[str, str]]:
    """Return the target part and the kind of each relation by its id; what lies outside the package is left out."""
    if part.lower() not in names:
        return {}
    found = {}
    for element in _parsed(package, names[part.lower()], file).iter():
        if local(element.tag) != "Relationship" or _attribute(element, "TargetMode").lower() == "external":
            continue
        target = _attribute(element, "Target")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[_attribute(element, "Id")] = (path, _attribute(element, "Type"))
    return found


def _styles(package: zipfile.ZipFile, part: str, file: str) -> tuple[str, ...]:
    if not part:
        return ()
    root = _parsed(package, part, file)
    codes: dict[int, str] = {}
    kinds: list[str] = []
    for element in root.iter():
        name = local(element.tag)
        if name == "numFmt" and _attribute(element, "numFmtId").isdecimal():
            codes[int(_attribute(element, "numFmtId")[:9])] = _attribute(element, "formatCode")[:200]
    for styles in _named(root, "cellXfs"):
        for style in list(styles)[:_STYLES_MOST]:
            text = _attribute(style, "numFmtId")
            number = int(text[:9]) if text.isdecimal() else 0
            kinds.append(kind_of_format(number, codes.get(number)))
    return tuple(kinds)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local(element.tag) == name)


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _parsed(package: zipfile.ZipFile, part: str, file: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(read_part(package, part, file), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise refused(file, f"The workbook is damaged: {part} is no proper XML", clean(str(error), 200)) from error
    return root
