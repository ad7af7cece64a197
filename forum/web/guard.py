"""The door: every view says who may come in, and whoever says nothing lets nobody in."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from forum.core.actor import Actor
from forum.core.errors import Forbidden
from forum.core.permissions import Permission
from forum.core.port import Port

NUL = "\x00"  # PostgreSQL keeps none, and no person types one

View = TypeVar("View", bound=Callable[..., Any])
ActorLoader = Callable[[], Actor]

actor_loader: Port[ActorLoader] = Port("web.actor_loader")


@dataclass(frozen=True)
class Door:
    """Who may come in: anybody, anybody signed in, or holders of a permission somewhere.

    The permission is checked again for the object itself, in the feature's `access`.
    """

    is_public: bool = False
    permission: Permission | None = None

    def admits(self, actor: Actor) -> bool:
        """Whether the actor passes this door."""
        if self.is_public:
            return True
        if self.permission is None:
            return actor.is_signed_in
        return actor.may_somewhere(self.permission)


def public(view: View) -> View:
    """Let everybody in."""
    return _with_door(view, Door(is_public=True))


def signed_in(view: View) -> View:
    """Let in whoever is signed in, by account or by ticket."""
    return _with_door(view, Door())


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in whoever holds the permission in any scope; the object is checked in `access`."""
    return lambda view: _with_door(view, Door(permission=permission))


def current_actor() -> Actor:
    """Who is acting in this request, loaded once."""
    if "actor" not in g:
        g.actor = actor_loader.only()
    actor: Actor = g.actor
    return actor


def door_of(app: Flask, endpoint: str) -> Door | None:
    """The declared door of an endpoint; None when nobody declared one."""
    foreign: dict[str, Door] = app.extensions["doors"]
    door: Door | None = getattr(app.view_functions[endpoint], "door", None)
    return door or foreign.get(endpoint)


def init_app(app: Flask, foreign_doors: dict[str, Door]) -> None:
    """Guard every request; `foreign_doors` declares the doors of views that libraries bring."""
    app.extensions["doors"] = foreign_doors
    app.before_request(_guard)


def _with_door(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def _guard() -> Response | None:
    if b"%00" in request.query_string or NUL in request.path:
        raise BadRequest
    if request.endpoint is None:
        return None  # no such page: the 404 is answered further on
    door = door_of(current_app, request.endpoint)
    if door is None:
        raise Forbidden
    # A public page does not cost the loading of an actor before it asks for one.
    if door.is_public or door.admits(current_actor()):
        _refuse_nul_in_what_is_sent()
        return None
    if request.method == "GET" and not current_actor().is_signed_in:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    raise Forbidden


def _refuse_nul_in_what_is_sent() -> None:
    sent = chain(request.form.keys(), *request.form.listvalues())
    names = (file.filename or "" for files in request.files.listvalues() for file in files)
    if any(NUL in text for text in chain(sent, request.files.keys(), names)):
        raise BadRequest
    if request.is_json and b"\\u0000" in request.get_data():
        raise BadRequest
