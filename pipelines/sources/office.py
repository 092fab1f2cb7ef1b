"""Files of office programs (docx, xlsx) as packages, opened only when they are safe to read."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from pipelines.sources.tabular import UnreadableError

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels")


def open_package(body: bytes, limit: int, kind: str = "xlsx") -> zipfile.ZipFile:
    """The parts of a file, none broken, together no larger than the limit.

    Args:
        body: of the file.
        limit: bytes that the parts may unpack to.
        kind: what the file should be, for messages.

    Raises:
        UnreadableError: no such file, broken, protected by a password, or too large when unpacked.
    """
    if body.startswith(_OLD_OFFICE):
        raise UnreadableError(f"是加密的文件，或旧版 .xls、.doc；请去掉密码并另存为 {kind}")
    try:
        package = zipfile.ZipFile(io.BytesIO(body))
        size = sum(part.file_size for part in package.infolist())
        if size > limit:
            raise UnreadableError(
                f"{kind} 解包后有 {size} 字节，超过上限 {limit}；"
                f"请拆成几个文件，或调大 max_unpacked_bytes"
            )
        # reads every part: sizes that lie show up as a wrong checksum before anything trusts them
        broken = package.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableError(
            f"不是完好的 {kind} 文件（{error}）；请重新传送或另存为新的 {kind}"
        ) from error
    if broken is not None:
        raise UnreadableError(f"{kind} 中的 {broken} 已损坏；请重新传送")
    return package


def refuse_active(package: zipfile.ZipFile, kind: str) -> None:
    """Refuses a file with macros, and one whose XML declares a document type, hence entities.

    Raises:
        UnreadableError: it has them, or an XML part cannot be read.
    """
    names = package.namelist()
    types = package.read(_TYPES) if _TYPES in names else b""
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableError(f"文件带有宏；请另存为不带宏的 {kind}", "macros")
    for name in names:
        if name.lower().endswith(_XML):
            try:
                root = _first_element(package.read(name))
            except etree.XMLSyntaxError as error:
                raise UnreadableError(
                    f"{kind} 中的 {name} 读不出来（{error}）；请打开后另存为新的 {kind}"
                ) from error
            if root is not None and root.getroottree().docinfo.internalDTD is not None:
                raise UnreadableError(
                    f"{kind} 中的 {name} 声明了文档类型或实体，不予读取；请打开后另存为新的 {kind}",
                    "entities",
                )


def parse_part(xml: bytes) -> etree._Element:
    """A part's XML, without entities and without the network."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _first_element(xml: bytes) -> etree._Element | None:
    """The root as soon as it opens: what may declare entities stands before it."""
    opened = etree.iterparse(
        io.BytesIO(xml), events=("start",), resolve_entities=False, no_network=True, huge_tree=True
    )
    element: etree._Element | None = next((element for _, element in opened), None)
    return element
