import io
import os
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.models import Material
from forum.files import jobs, store
from forum.files.errors import (
    FileEmpty,
    FileTooLarge,
    ImageUnreadable,
    KindNotAllowed,
    KindUnlikeName,
)
from forum.files.logic import LARGEST, Kind, fit_name, kind_of
from forum.files.models import StoredFile
from forum.files.service import remove_orphans, store_file

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XML_SVG = b'<?xml version="1.0"?>' + SVG


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def odt():
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})


def pptx():
    return packed({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"})


def picture(form, size=(40, 20), **extra):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **extra)
    return out.getvalue()


def keep(content, name, now):
    with transaction():
        return store_file(io.BytesIO(content), name, now=now)


def files_on_disk(app):
    return [p for p in (Path(app.config["INSTANCE"]) / "files").glob("??/*") if p.is_file()]


@pytest.fixture(autouse=True)
def empty_store(app):
    for path in files_on_disk(app):
        path.unlink()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", Kind.PDF),
        (saved(docx.Document()), "a.docx", Kind.DOCX),
        (saved(openpyxl.Workbook()), "a.xlsx", Kind.XLSX),
        (pptx(), "a.pptx", Kind.PPTX),
        (odt(), "a.odt", Kind.ODT),
        ("ชื่อ,จำนวน\nหนึ่ง,1\n".encode(), "a.csv", Kind.CSV),
        ("ชื่อ,จำนวน\n".encode("cp874"), "a.csv", Kind.CSV),
        ("\ufeffสวัสดี\r\n".encode(), "a.txt", Kind.TXT),
        (picture("PNG"), "a.png", Kind.PNG),
        (picture("JPEG"), "a.JPEG", Kind.JPG),
    ],
)
def test_what_is_taken_is_known_by_its_content(content, name, kind, now):
    file = keep(content, name, now)

    assert file.media_type == kind.media_type
    assert file.name == f"a.{kind.value}"
    assert store.path_of(file.sha256).read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (HTML, "a.html", KindNotAllowed),
        (HTML, "a.pdf", KindNotAllowed),
        (HTML, "a.txt", KindNotAllowed),
        (b"\xef\xbb\xbf  " + HTML, "a.csv", KindNotAllowed),
        (SVG, "a.svg", KindNotAllowed),
        (SVG, "a.png", KindNotAllowed),
        (XML_SVG, "a.txt", KindNotAllowed),
        (packed({"a.txt": "x"}), "a.zip", KindNotAllowed),
        (packed({"a.txt": "x"}), "a.docx", KindNotAllowed),
        (packed({"[Content_Types].xml": "", "evil.exe": "MZ"}), "a.docx", KindNotAllowed),
        (
            packed(
                {"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "x"}
            ),
            "a.docx",
            KindNotAllowed,
        ),
        (b"PK\x03\x04 broken", "a.docx", KindNotAllowed),
        (b"MZ\x90\x00\x03", "a.pdf", KindNotAllowed),
        (b"\x00\x01\x02", "a.txt", KindNotAllowed),
        (PDF, "a.txt", KindUnlikeName),
        (PDF, "a", KindUnlikeName),
        (PDF, "a.pdf.exe", KindUnlikeName),
        (b"hello", "a.pdf", KindUnlikeName),
        (picture("PNG"), "a.jpg", KindUnlikeName),
        (saved(docx.Document()), "a.xlsx", KindUnlikeName),
        (picture("PNG")[:60], "a.png", ImageUnreadable),
        (b"", "a.txt", FileEmpty),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(app, content, name, error, now):
    with pytest.raises(error):
        keep(content, name, now)

    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
    assert files_on_disk(app) == []


def test_a_file_that_is_too_large_is_refused_after_reading_no_more_than_needed(now):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"a" * size

    endless = Endless()

    with pytest.raises(FileTooLarge), transaction():
        store_file(endless, "a.txt", now=now)

    assert endless.given == LARGEST + 1


def test_a_picture_that_claims_to_be_gigantic_is_refused(now):
    gigantic = picture("PNG", size=(9000, 9000))

    assert len(gigantic) < LARGEST
    with pytest.raises(ImageUnreadable):
        keep(gigantic, "a.png", now)


def test_a_photograph_loses_where_it_was_taken_and_stands_upright(now):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif)
    assert b"Secret camera" in content

    file = keep(content, "a.jpg", now)

    kept = store.path_of(file.sha256).read_bytes()
    assert b"Secret camera" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (20, 40)


def test_what_hides_behind_a_picture_does_not_survive(now):
    file = keep(picture("PNG") + HTML, "a.png", now)

    assert b"script" not in store.path_of(file.sha256).read_bytes()


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("...pdf", "file.pdf"),
        ("", "file.pdf"),
        ("รายงาน ครั้งที่ ๑.pdf", "รายงาน ครั้งที่ ๑.pdf"),
        ('a"b<c>|d?.pdf', "abcd.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_fit_to_hand_out(name, fit):
    assert fit_name(name, Kind.PDF) == fit


def test_content_is_kept_once_under_its_hash(app, now):
    first, second = keep(PDF, "a.pdf", now), keep(PDF, "b.pdf", now)

    assert first.sha256 == second.sha256
    assert [p.name for p in files_on_disk(app)] == [first.sha256]
    assert [p.parent.name for p in files_on_disk(app)] == [first.sha256[:2]]


def test_only_text_that_is_text_counts_as_text():
    assert kind_of(b"a\x1b[31m", "a.txt") is None
    assert kind_of("ก\n\tข".encode(), "a.unknown") is Kind.TXT


# Handing out


def material(make, now, forum, content=PDF, name="a.pdf"):
    file = keep(content, name, now)
    make.save(Material(forum_id=forum.id, title={}, file=file, position=1))
    return file


def test_a_file_leaves_the_house_as_a_download_only(client, make, now):
    file = material(make, now, make.forum(), name="รายงาน.pdf")

    response = client.get(f"/files/{file.public_id}/{file.name}", buffered=True)

    assert response.data == PDF
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_another_name_leads_to_the_right_one(client, make, now):
    file = material(make, now, make.forum())

    response = client.get(f"/files/{file.public_id}/evil.html")

    assert response.status_code == 302
    assert response.location.endswith(f"/files/{file.public_id}/a.pdf")


def test_a_file_of_a_draft_and_an_unknown_one_look_the_same(client, make, now, sign_in):
    draft = make.forum(published_at=None)
    file = material(make, now, draft)
    path = f"/files/{file.public_id}/a.pdf"

    assert client.get(path).status_code == 404
    assert client.get(f"/files/{'2' * 27}/a.pdf").status_code == 404
    assert sign_in(make.account("organiser", make.forum().scope)).get(path).status_code == 404
    preparer = sign_in(make.account("organiser", draft.scope))
    assert preparer.get(path, buffered=True).status_code == 200


def test_a_file_that_belongs_to_nothing_is_read_by_nobody(make, now, sign_in):
    file = keep(PDF, "a.pdf", now)

    browser = sign_in(make.account("administrator"))

    assert browser.get(f"/files/{file.public_id}/a.pdf").status_code == 404


# Sweeping up


def test_the_sweeper_takes_what_nothing_uses_and_nothing_else(app, make, now):
    used = material(make, now - timedelta(days=1), make.forum(), b"one", "a.txt")
    keep(b"two", "b.txt", now - timedelta(days=1))
    fresh = keep(b"three", "c.txt", now)

    with transaction():
        gone = remove_orphans(now=now)

    assert gone == 1
    names = set(db.session.scalars(select(StoredFile.name)))
    assert names == {used.name, fresh.name}


def test_content_goes_with_its_last_row_but_not_while_it_is_new(app, make, now):
    old = keep(b"old", "a.txt", now - timedelta(days=1))
    shared = keep(b"shared", "b.txt", now - timedelta(days=1))
    material(make, now, make.forum(), b"shared", "c.txt")
    gone, kept = store.path_of(old.sha256), store.path_of(shared.sha256)

    jobs.sweep()
    assert gone.exists()  # kept a moment ago: its transaction might still be open

    two_hours_ago = time.time() - 2 * 3600
    for path in files_on_disk(app):
        os.utime(path, (two_hours_ago, two_hours_ago))
    jobs.sweep()

    assert not gone.exists()
    assert kept.exists()
