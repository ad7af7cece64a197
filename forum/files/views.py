"""Handing out files, always as downloads."""

from flask import Blueprint, redirect, send_file, url_for
from werkzeug.wrappers import Response

from forum.files.access import file_for
from forum.files.store import path_of
from forum.web.guard import current_actor, public

bp = Blueprint("files", __name__)


@bp.get("/files/<public_id>/<name>")
@public
def download(public_id: str, name: str) -> Response:
    """Never shown in the page's own right: a hostile file must not run with the reader's cookies."""
    file = file_for(current_actor(), public_id)
    if name != file.name:
        return redirect(url_for(".download", public_id=public_id, name=file.name))
    response = send_file(
        path_of(file.sha256),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
        conditional=True,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
