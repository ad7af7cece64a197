"""Official letters as files: to print and sign, or to send along with an invitation's mail."""

from collections.abc import Sequence

from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.documents.prints.official import OfficialPaper, official_pdf, official_word
from forum.documents.tree import Digits
from forum.mail.ports import Attachment
from forum.signups.errors import LetterTextMissing
from forum.signups.models.letters import OfficialLetter

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letters_pdf(letters: Sequence[OfficialLetter], language: str) -> bytes:
    """The letters that are written in this language as one PDF. Raises LetterTextMissing, NotFound."""
    if not letters:
        raise NotFound
    written = [letter for letter in letters if is_written(letter, language)]
    if not written:
        raise LetterTextMissing
    return official_pdf([_paper(letter, language) for letter in written])


def letter_word(letter: OfficialLetter, language: str) -> bytes:
    """A letter as a Word file. Raises LetterTextMissing."""
    if not is_written(letter, language):
        raise LetterTextMissing
    return official_word(_paper(letter, language))


def is_written(letter: OfficialLetter, language: str) -> bool:
    """Whether office, subject and text are there in this language."""
    return all(text.get(language) for text in (letter.office, letter.subject, letter.body))


def attached_letter(letter: OfficialLetter | None, language: str) -> list[Attachment]:
    """The letter as a PDF for a mail in this language, in another where it is not written in it."""
    if letter is None:
        return []
    written = [code for code in (language, "th", "en") if is_written(letter, code)]
    if not written:
        return []
    return [Attachment("invitation.pdf", PDF, letters_pdf([letter], written[0]))]


def _paper(letter: OfficialLetter, language: str) -> OfficialPaper:
    def of(text: LocalText) -> str:
        return text.get(language, "")

    return OfficialPaper(
        office=of(letter.office),
        dated_on=letter.dated_on,
        subject=of(letter.subject),
        addressed_to=letter.addressed_to,
        body=of(letter.body),
        signatory=letter.signatory,
        number=letter.number,
        enclosures=of(letter.enclosures),
        position=of(letter.signatory_position),
        contact=of(letter.contact),
        language=language,
        digits=Digits.THAI if letter.has_thai_digits else Digits.ARABIC,
    )
