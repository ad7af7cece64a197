"""Who is acting: plain data, handed down from the door to the service."""

from dataclasses import dataclass
from enum import StrEnum

from forum.core.permissions import Permission, Role, Scope, ScopeKind, permissions_of


class ActorKind(StrEnum):
    VISITOR = "visitor"
    TICKET = "ticket"
    ACCOUNT = "account"
    SYSTEM = "system"


@dataclass(frozen=True)
class Place:
    """One person's place at one forum, as far as the actor can act for it."""

    forum_id: int
    signup_id: int
    person_id: int


@dataclass(frozen=True)
class HeldRole:
    """A role and where it holds."""

    role: Role
    scope: Scope


@dataclass(frozen=True)
class Actor:
    """Who is acting and what they may do.

    A visitor has nothing; a ticket opens one place; an account has roles and its person's places;
    the system (commands, jobs, seeding) may do everything and is named as such in the journal.
    """

    kind: ActorKind
    id: int | None = None
    person_id: int | None = None
    name: str | None = None
    language: str | None = None
    roles: tuple[HeldRole, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        """Whether this actor is somebody, by account or by ticket."""
        return self.kind in {ActorKind.ACCOUNT, ActorKind.TICKET}

    @property
    def account_id(self) -> int | None:
        """The account that is acting; None for a ticket, a visitor and the system."""
        return self.id if self.kind is ActorKind.ACCOUNT else None

    @property
    def is_staff(self) -> bool:
        """Whether this actor holds any role beyond taking part."""
        return self.kind is ActorKind.SYSTEM or bool(self.roles)

    def may(self, permission: Permission, *scopes: Scope) -> bool:
        """Whether the permission is held in one of the scopes (an object's own and those above)."""
        if self.kind is ActorKind.SYSTEM:
            return True
        return any(
            held.scope in scopes and permission in permissions_of(held.role, held.scope)
            for held in self._held()
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether the permission is held in any scope at all: the question at the door."""
        if self.kind is ActorKind.SYSTEM:
            return True
        return any(permission in permissions_of(h.role, h.scope) for h in self._held())

    def place_in(self, forum_id: int) -> Place | None:
        """The actor's place at a forum, if they have one."""
        return next((place for place in self.places if place.forum_id == forum_id), None)

    def _held(self) -> tuple[HeldRole, ...]:
        taking_part = tuple(
            HeldRole(Role.PARTICIPANT, Scope(ScopeKind.FORUM, place.forum_id))
            for place in self.places
        )
        return self.roles + taking_part


VISITOR = Actor(ActorKind.VISITOR)
SYSTEM = Actor(ActorKind.SYSTEM, name="system")
