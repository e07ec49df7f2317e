"""HTTP as a scraper speaks it, without a proxy in between."""

import http.client
import json
from dataclasses import dataclass
from typing import Dict, Optional

from processes import LOOPBACK


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Dict[str, str]  # names in lower case
    body: str

    def json(self):
        return json.loads(self.body)


def request(port: int, method: str, path: str, body: Optional[str] = None,
            headers: Optional[dict] = None, seconds: float = 5.0) -> Reply:
    """One request on a connection of its own. OSError if it fails."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        text = response.read().decode("utf-8")
        names = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, names, text)
    except http.client.HTTPException as error:
        raise OSError(f"{method} {path}: {error!r}") from error
    finally:
        connection.close()


def get(port: int, path: str, seconds: float = 5.0) -> Reply:
    return request(port, "GET", path, seconds=seconds)
