"""What can be refused about a file."""

from forum.core.errors import RuleBroken
from forum.core.i18n import N_


class FileTooLarge(RuleBroken):
    code = "files.too_large"
    message = N_("The file is too large: at most %(most)s MB.")
    field = "file"


class FileEmpty(RuleBroken):
    code = "files.empty"
    message = N_("The file is empty.")
    field = "file"


class KindNotAllowed(RuleBroken):
    code = "files.kind_not_allowed"
    message = N_(
        "This kind of file cannot be taken. Possible are PDF, Word (docx), Excel (xlsx), "
        "PowerPoint (pptx), OpenDocument text (odt), CSV, plain text, PNG and JPEG."
    )
    field = "file"


class KindUnlikeName(RuleBroken):
    """The content is something else than the name's ending says."""

    code = "files.kind_unlike_name"
    message = N_("What is inside the file is not what its name says. Save it again and retry.")
    field = "file"


class ImageUnreadable(RuleBroken):
    code = "files.image_unreadable"
    message = N_("The picture could not be read. It may be damaged or far too large.")
    field = "file"
