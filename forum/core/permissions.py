"""Who may do what, on one page: permissions, the roles that carry them, and where a role holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """One thing that can be allowed, `thing:verb`."""

    BALLOT_CAST = "ballot:cast"
    CHECK_IN_RECORD = "check-in:record"
    COMMENT_MODERATE = "comment:moderate"
    COMMENT_WRITE = "comment:write"
    CONSULTATION_EDIT = "consultation:edit"
    DIRECTORY_EDIT = "directory:edit"
    FLOOR_JOIN = "floor:join"
    FLOOR_RUN = "floor:run"
    FORUM_CREATE = "forum:create"
    FORUM_EDIT = "forum:edit"
    FORUM_READ_DRAFT = "forum:read-draft"
    GRANT_GIVE = "grant:give"
    JOURNAL_READ = "journal:read"
    MINUTES_CERTIFY = "minutes:certify"
    MINUTES_EDIT = "minutes:edit"
    MINUTES_READ_DRAFT = "minutes:read-draft"
    PERSON_MANAGE = "person:manage"
    POLL_EDIT = "poll:edit"
    PROGRAMME_CREATE = "programme:create"
    PROGRAMME_EDIT = "programme:edit"
    QUESTIONNAIRE_EDIT = "questionnaire:edit"
    SIGNUP_ASSIST = "signup:assist"
    SIGNUP_EXPORT = "signup:export"
    SIGNUP_LIST = "signup:list"
    SIGNUP_MANAGE = "signup:manage"
    STATEMENT_ANSWER = "statement:answer"
    TOPIC_ANSWER = "topic:answer"
    TOPIC_ENDORSE = "topic:endorse"
    TOPIC_PROPOSE = "topic:propose"


class Role(StrEnum):
    """What somebody is to an installation, a programme or a forum."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    COORDINATOR = "coordinator"
    PARTICIPANT = "participant"


class ScopeKind(StrEnum):
    INSTALLATION = "installation"
    PROGRAMME = "programme"
    FORUM = "forum"


@dataclass(frozen=True)
class Scope:
    """Where a role holds: everywhere, in one programme and all below it, or in one forum."""

    kind: ScopeKind
    id: int


INSTALLATION = Scope(ScopeKind.INSTALLATION, 0)

_TAKING_PART = frozenset(
    {
        Permission.BALLOT_CAST,
        Permission.COMMENT_WRITE,
        Permission.FLOOR_JOIN,
        Permission.STATEMENT_ANSWER,
        Permission.TOPIC_ENDORSE,
        Permission.TOPIC_PROPOSE,
    }
)
_FACILITATING = frozenset(
    {
        Permission.CHECK_IN_RECORD,
        Permission.COMMENT_MODERATE,
        Permission.FLOOR_RUN,
        Permission.FORUM_READ_DRAFT,
        Permission.MINUTES_READ_DRAFT,
        Permission.POLL_EDIT,
    }
)
_MINUTE_TAKING = frozenset(
    {
        Permission.FORUM_READ_DRAFT,
        Permission.MINUTES_EDIT,
        Permission.MINUTES_READ_DRAFT,
    }
)
_COORDINATING = frozenset(
    {
        Permission.CHECK_IN_RECORD,
        Permission.FORUM_READ_DRAFT,
        Permission.SIGNUP_ASSIST,
    }
)
_ORGANISING = (
    _FACILITATING
    | _MINUTE_TAKING
    | _COORDINATING
    | {
        Permission.CONSULTATION_EDIT,
        Permission.FORUM_CREATE,
        Permission.FORUM_EDIT,
        Permission.GRANT_GIVE,
        Permission.JOURNAL_READ,
        Permission.MINUTES_CERTIFY,
        Permission.PROGRAMME_EDIT,
        Permission.QUESTIONNAIRE_EDIT,
        Permission.SIGNUP_EXPORT,
        Permission.SIGNUP_LIST,
        Permission.SIGNUP_MANAGE,
        Permission.TOPIC_ANSWER,
    }
)

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.PARTICIPANT: _TAKING_PART,
        Role.COORDINATOR: _COORDINATING,
        Role.FACILITATOR: _FACILITATING,
        Role.RAPPORTEUR: _MINUTE_TAKING,
        Role.ORGANISER: frozenset(_ORGANISING),
        Role.ADMINISTRATOR: frozenset(
            _ORGANISING
            | {Permission.DIRECTORY_EDIT, Permission.PERSON_MANAGE, Permission.PROGRAMME_CREATE}
        ),
    }
)

# An organiser of an installation may create programmes; one of a programme runs that programme.
GRANTS_EVERYWHERE: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ORGANISER: frozenset(
            {Permission.DIRECTORY_EDIT, Permission.PERSON_MANAGE, Permission.PROGRAMME_CREATE}
        ),
    }
)


def permissions_of(role: Role, scope: Scope) -> frozenset[Permission]:
    """What a role allows when it is held in a scope."""
    extra = GRANTS_EVERYWHERE.get(role, frozenset()) if scope == INSTALLATION else frozenset()
    return GRANTS[role] | extra
