"""How a waiting job is written down: as JSON, so that reading a queue never runs foreign code."""

import json
from datetime import datetime
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer

_MOMENTS = ("eta", "expires_resolved")


class JsonSerializer(Serializer):
    """Huey's messages as JSON instead of pickle.

    Whoever can write into the queue's store could otherwise run code in the consumer.
    """

    def _serialize(self, data: Any) -> bytes:
        """One message, or any small JSON value Huey keeps beside them (locks, revocations)."""
        return json.dumps(_plain(data), ensure_ascii=False, allow_nan=False).encode()

    def _deserialize(self, data: bytes) -> Any:
        """The message or value again; raises ValueError for anything that is not our JSON."""
        document = json.loads(bytes(data))
        if "job" not in document:
            return document["value"]
        fields = document["job"]
        for name in _MOMENTS:
            fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
        return Message(**fields)


def _plain(data: Any) -> dict[str, Any]:
    if not isinstance(data, Message):
        return {"value": data}
    fields = data._asdict()
    for name in _MOMENTS:
        fields[name] = fields[name].isoformat() if fields[name] else None
    return {"job": fields}
