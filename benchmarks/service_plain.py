"""Serve a task as FastAPI's examples do: a function for each request, in threads, no batches.

    python benchmarks/service_plain.py --task translate

What `benchmarks/service.py` compares with: it prints its port on standard output.
"""

import argparse
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

import nlp_suite


class Body(BaseModel):
    """The body of a request."""

    text: str
    question: str | None = None


def make_app(task: Any) -> FastAPI:
    """Make the application, with the model that is loaded."""
    loaded: Any = nlp_suite.load(task)
    app = FastAPI()

    # Not async: FastAPI runs it in one of its forty threads.
    @app.post(f"/v1/{task}")
    def compute(body: Body) -> Any:
        arguments = [body.text] if body.question is None else [body.question, body.text]
        return loaded(*arguments).to_dict()

    return app


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--task", default="translate")
    app = make_app(parser.parse_args().task)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        print(listener.getsockname()[1], flush=True)
        config = uvicorn.Config(app, log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
