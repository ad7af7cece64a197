"""A small application that streams, to be started by real servers in the tests."""

import os
from pathlib import Path

from flask import Flask, Response, request

from forum.live.extension import Live
from forum.live.stream import fragment_response, stream_response
from forum.live.topics import Topic

BOX = {"text": "nothing yet"}
SHARED = Path(os.environ.get("LIVE_BOX", "/nonexistent"))


def render(topic: Topic) -> str:
    text = SHARED.read_text() if SHARED.exists() else BOX["text"]
    return f"<p>{topic.audience}</p>\n<p>{text}</p>"


def create_app(**config: object) -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="k", LIVE_URL=os.environ.get("LIVE_URL"), LIVE_MAX_GENERATORS=2, **config
    )
    live = Live()
    live.init_app(app, {"box": render})

    @app.get("/live/<id_>")
    def stream(id_: str) -> Response:
        topic = Topic("box", id_, request.args.get("audience", "phone"), "th")
        response = stream_response(topic, request.environ, owner=request.args.get("owner", ""))
        response.set_cookie("mark", "of-the-view")
        return response

    @app.get("/fragment/<id_>")
    def fragment(id_: str) -> Response:
        return fragment_response(Topic("box", id_, "phone", "th"))

    @app.post("/put/<id_>")
    def put(id_: str) -> str:
        BOX["text"] = request.get_data(as_text=True)
        live.changed(id_)
        return str(live.listeners())

    @app.post("/touch/<id_>")
    def touch(id_: str) -> str:
        SHARED.write_bytes(request.get_data())
        live.changed(id_)
        return ""

    @app.get("/count")
    def count() -> str:
        return str(live.listeners())

    @app.get("/worker")
    def worker() -> str:
        return f"{os.getpid()} {live.listeners()}"

    @app.get("/files")
    def files() -> str:
        return str(len(list(Path("/proc/self/fd").iterdir())))

    @app.post("/close/<id_>")
    def close(id_: str) -> str:
        live.close_topic(id_)
        return ""

    @app.post("/close-owner/<owner>")
    def close_owner(owner: str) -> str:
        live.close_owner(owner)
        return ""

    return app
