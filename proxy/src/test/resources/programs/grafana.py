"""Behaves as Grafana does for an edge: a login that sets cookies, pages that change, and a WebSocket. Argument: its port."""
import itertools
import json

import frames
from bodies import Handler, serve

SESSION = "grafana_session=5f2a"
views = itertools.count(1)


class Grafana(Handler):
    def do_POST(self):
        body = json.loads(b"".join(self.pieces()))
        if self.path == "/login" and body == {"user": "admin", "password": "honey"}:
            self.answer(
                302,
                "",
                ("Location", "/"),
                ("Set-Cookie", SESSION + "; Path=/; HttpOnly; SameSite=Lax"),
                ("Set-Cookie", "grafana_session_expiry=1795290000; Path=/; SameSite=Lax"),
            )
        else:
            self.answer(401, '{"message":"Invalid username or password"}')

    def do_GET(self):
        if SESSION not in self.headers.get("Cookie", ""):
            self.answer(302, "", ("Location", "/login"))
        elif self.path == "/api/live/ws" and self.headers.get("Upgrade", "").lower() == "websocket":
            frames.echo(self)
        else:
            self.answer(200, "view %d" % next(views), ("Cache-Control", "no-store"))


serve(Grafana)
