"""Files made to hurt their reader: small ones that grow, loop or lie. Each function writes one.

Sizes are arguments, so that a test can take what is just too much and a benchmark can take more.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MEGABYTE = 1024 * 1024
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    "</Types>",
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}  # fmt: skip
_NO_STRINGS = f'<sst xmlns="{_MAIN}"/>'


def _workbook(path: Path, sheet: Iterable[str], strings: Iterable[str] = (_NO_STRINGS,)) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        for name, chunks in (
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/sharedStrings.xml", strings),
        ):
            with archive.open(name, "w", force_zip64=True) as part:
                for chunk in chunks:
                    part.write(chunk.encode())
    return path


def _sheet(rows: Iterable[str], dimension: str = "A1", head: str = "") -> Iterator[str]:
    yield f'{head}<worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/><sheetData>'
    yield from rows
    yield "</sheetData></worksheet>"


def _cell(text: str, place: str = "A1") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def bomb_of_rows(path: Path, megabytes: int) -> Path:
    """A workbook of some kilobytes whose sheet unpacks to so many megabytes of empty rows."""
    many = "<row/>" * (MEGABYTE // 6)
    return _workbook(path, _sheet(many for _ in range(megabytes)))


def bomb_of_one_cell(path: Path, megabytes: int) -> Path:
    """A workbook with one cell whose text has so many megabytes."""
    text = "情" * (MEGABYTE // 3)
    cell = _cell("\0").split("\0")
    return _workbook(
        path, _sheet([f"<row>{cell[0]}", *(text for _ in range(megabytes)), f"{cell[1]}</row>"])
    )


def bomb_of_strings(path: Path, megabytes: int) -> Path:
    """A workbook with an empty sheet whose shared strings unpack to so many megabytes."""
    many = "<si><t>1</t></si>" * (MEGABYTE // 17)
    strings = [f'<sst xmlns="{_MAIN}">', *(many for _ in range(megabytes)), "</sst>"]
    return _workbook(path, _sheet(()), strings)


def one_string_many_times(path: Path, length: int, cells: int) -> Path:
    """A workbook whose many cells all point to one long shared string: small unpacked, large read."""
    strings = [f'<sst xmlns="{_MAIN}"><si><t>{"情" * length}</t></si></sst>']
    rows = ('<row><c t="s"><v>0</v></c></row>' for _ in range(cells))
    return _workbook(path, _sheet(rows), strings)


def vast_dimension(path: Path) -> Path:
    """A workbook that says it has all cells a sheet can have; it has the first and the last."""
    first, last = _cell("番号"), _cell("終", "XFD1048576")
    rows = [f'<row r="1">{first}</row>', f'<row r="1048576">{last}</row>']
    return _workbook(path, _sheet(rows, "A1:XFD1048576"))


def far_formula(path: Path) -> Path:
    """A workbook with a formula without result in the last cell that a sheet can have."""
    formula = '<c r="XFD1048576"><f>1+1</f></c>'
    rows = [f'<row r="1">{_cell("番号")}</row>', f'<row r="1048576">{formula}</row>']
    return _workbook(path, _sheet(rows))


def many_columns(path: Path, columns: int) -> Path:
    """A workbook whose one row has so many cells without a place, more than a sheet can have."""
    return _workbook(
        path, _sheet(["<row>", *('<c t="n"><v>1</v></c>' for _ in range(columns)), "</row>"])
    )


def many_merged(path: Path, ranges: int) -> Path:
    """A workbook with so many merged ranges, each over a whole row."""
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, ranges + 1))
    sheet = [*_sheet([f"<row>{_cell('番号')}</row>"])][:-1]
    return _workbook(path, [*sheet, f"</sheetData><mergeCells>{merges}</mergeCells></worksheet>"])


def many_laughs(path: Path, levels: int = 9) -> Path:
    """A workbook whose cell is an entity of ten entities of ten entities, and so on."""
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "笑"}">' for n in range(levels + 1)
    )
    head = f"<!DOCTYPE worksheet [{entities}]>"
    return _workbook(path, _sheet([f"<row>{_cell(f'&e{levels};')}</row>"], head=head))


def outside_entity(path: Path, secret: Path) -> Path:
    """A workbook whose cell is an entity that stands for another file of the machine."""
    head = f'<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    return _workbook(path, _sheet([f"<row>{_cell('&secret;')}</row>"], head=head))


def climbing_entry(path: Path) -> Path:
    """A workbook with an entry that names a file two folders up."""
    _workbook(path, _sheet([f"<row>{_cell('番号')}</row>"]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../climbed.txt", "outside")
    return path


def many_entries(path: Path, entries: int) -> Path:
    """A workbook with so many empty entries besides its own."""
    _workbook(path, _sheet([f"<row>{_cell('番号')}</row>"]))
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(entries):
            archive.writestr(f"xl/media/{number}", b"")
    return path


def other_zip(path: Path) -> Path:
    """A zip that is no workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "情報")
    return path


def deep_xml(path: Path, depth: int) -> Path:
    """A workbook whose sheet has elements inside one another so many deep."""
    return _workbook(path, _sheet(["<row>" * depth, "</row>" * depth]))


def lying_size(path: Path, megabytes: int) -> Path:
    """A workbook whose sheet unpacks to more than the directory of the zip says."""
    bomb_of_rows(path, megabytes)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    said, place = size.to_bytes(4, "little"), len(content)
    place = content.rfind(said)  # in the directory, which stands last
    content[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    return path


# PDF


def _pdf(path: Path, objects: Iterable[bytes], trailer: bytes = b"") -> Path:
    """Write the objects, numbered from 1; the first is the catalogue."""
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    start, size = len(content), len(places) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )
    path.write_bytes(content)
    return path


def _stream(content: bytes, entries: bytes = b"", times: int = 1) -> bytes:
    """Return a stream that is packed so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * times
    return b"<</Length %d/Filter[%b]%b>>stream\n%b\nendstream" % (
        len(content), filters, entries, content,
    )  # fmt: skip


_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _one_page(path: Path, content: bytes, *others: bytes, times: int = 1) -> Path:
    return _pdf(path, [_CATALOGUE, _PAGES, _PAGE, _stream(content, times=times), _FONT, *others])


def plain_pdf(path: Path) -> Path:
    """A sound PDF with one word, to begin with."""
    return _one_page(path, b"BT /F 9 Tf 50 800 Td (survey) Tj ET")


def many_objects(path: Path, objects: int) -> Path:
    """A PDF with so many objects that nothing needs."""
    return _one_page(path, b"", *(b"<<>>" for _ in range(objects)))


def many_lines(path: Path, lines: int) -> Path:
    """A PDF whose one page is ruled by so many lines."""
    drawn = b"".join(b"%d %d m %d 800 l S\n" % (n % 595, n % 842, n % 595) for n in range(lines))
    return _one_page(path, drawn)


def many_characters(path: Path, lines: int) -> Path:
    """A PDF whose one page has so many lines of eighty characters, over one another."""
    words = b"".join(
        b"1 0 0 1 50 %d Tm (%b) Tj\n" % (n % 842, b"0123456789" * 8) for n in range(lines)
    )
    return _one_page(path, b"BT /F 9 Tf\n" + words + b"ET")


def recursive_kids(path: Path) -> Path:
    """A PDF whose tree of pages is its own branch."""
    return _pdf(path, [_CATALOGUE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])


def deep_pages(path: Path, depth: int) -> Path:
    """A PDF whose one page stands so many branches deep."""
    branches = (b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 3) for n in range(depth))
    page = b"<</Type/Page/MediaBox[0 0 595 842]>>"
    return _pdf(path, [_CATALOGUE, *branches, page])


def same_page(path: Path, pages: int) -> Path:
    """A PDF of so many pages, all of them the same object."""
    tree = b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, b"3 0 R " * pages)
    word = _stream(b"BT /F 9 Tf 50 800 Td (survey) Tj ET")
    return _pdf(path, [_CATALOGUE, tree, _PAGE, word, _FONT])


def many_pages(path: Path, pages: int) -> Path:
    """A PDF of so many pages of their own, empty."""
    kids = b"".join(b"%d 0 R " % (n + 3) for n in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    tree = b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids)
    return _pdf(path, [_CATALOGUE, tree, *(page for _ in range(pages))])


def bomb_of_stream(path: Path, megabytes: int, times: int = 2) -> Path:
    """A PDF of some kilobytes whose page unpacks to so many megabytes of spaces."""
    return _one_page(path, b" " * (megabytes * MEGABYTE), times=times)


def forms_in_forms(path: Path, levels: int) -> Path:
    """A PDF whose page draws a form that draws a form ten times, and so on."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
    inner = (_stream(b"/X Do " * 10, form % (n + 7)) for n in range(levels))
    last = _stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
    return _one_page(path, b"/X Do", *inner, last)


def form_in_itself(path: Path) -> Path:
    """A PDF whose page draws a form that draws itself."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>"
    return _one_page(path, b"/X Do", _stream(b"/X Do", form))


def deep_brackets(path: Path, depth: int) -> Path:
    """A PDF whose page is so many arrays inside one another."""
    return _one_page(path, b"[" * depth + b"]" * depth + b" Tj")


def length_of_itself(path: Path) -> Path:
    """A PDF whose stream says its length is that of the stream itself."""
    return _pdf(
        path,
        [_CATALOGUE, _PAGES, _PAGE, b"<</Length 4 0 R>>stream\nBT ET\nendstream", _FONT],
    )


def no_pages(path: Path) -> Path:
    """A PDF without a page."""
    return _pdf(path, [_CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>"])


def locked_pdf(path: Path) -> Path:
    """A PDF that asks for a password."""
    lock = b"/Encrypt 6 0 R/ID[<00><00>]"
    key = b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"41" * 32, b"42" * 32)
    word = _stream(b"BT /F 9 Tf 50 800 Td (survey) Tj ET")
    return _pdf(path, [_CATALOGUE, _PAGES, _PAGE, word, _FONT, key], lock)


def cut_pdf(path: Path) -> Path:
    """A PDF that ends in its middle."""
    content = plain_pdf(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def only_a_picture(path: Path) -> Path:
    """A PDF whose page is a picture, as a scanner writes it."""
    picture = (
        b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    return _one_page(path, b"595 0 0 842 0 0 cm /X Do", _stream(b"\x80" * 64, picture))


def pdf_in_name_only(path: Path) -> Path:
    """A file whose name and first bytes alone are those of a PDF."""
    path.write_bytes(b"%PDF-1.7\n" + b"\0" * MEGABYTE)
    return path


WORKBOOKS: dict[str, Callable[[Path], Path]] = {
    "bomb of rows": lambda path: bomb_of_rows(path, 128),
    "bomb of one cell": lambda path: bomb_of_one_cell(path, 128),
    "bomb of strings": lambda path: bomb_of_strings(path, 128),
    "one string many times": lambda path: one_string_many_times(path, 30_000, 20_000),
    "vast dimension": vast_dimension,
    "far formula": far_formula,
    "many columns": lambda path: many_columns(path, 100_000),
    "many merged": lambda path: many_merged(path, 2_000),
    "many laughs": many_laughs,
    "outside entity": lambda path: outside_entity(path, Path("/etc/hostname")),
    "climbing entry": climbing_entry,
    "many entries": lambda path: many_entries(path, 10_000),
    "other zip": other_zip,
    "deep xml": lambda path: deep_xml(path, 100_000),
    "lying size": lambda path: lying_size(path, 16),
}
PDFS: dict[str, Callable[[Path], Path]] = {
    "many objects": lambda path: many_objects(path, 100_000),
    "many lines": lambda path: many_lines(path, 200_000),
    "many characters": lambda path: many_characters(path, 800),
    "recursive kids": recursive_kids,
    "deep pages": lambda path: deep_pages(path, 20_000),
    "same page": lambda path: same_page(path, 100_000),
    "many pages": lambda path: many_pages(path, 5_000),
    "bomb of stream": lambda path: bomb_of_stream(path, 32),
    "forms in forms": lambda path: forms_in_forms(path, 8),
    "form in itself": form_in_itself,
    "deep brackets": lambda path: deep_brackets(path, 100_000),
    "length of itself": length_of_itself,
    "no pages": no_pages,
    "locked": locked_pdf,
    "cut": cut_pdf,
    "only a picture": only_a_picture,
    "in name only": pdf_in_name_only,
}
