"""Receives GitHub's webhooks and checks their signature over the raw body. Arguments: its port, the secret.

The answer depends on X-GitHub-Event: 409 for "conflict", 500 for "failure"; a wrong signature is 400.
"""
import hashlib
import hmac
import json
import sys

from bodies import Handler, serve

STATUS = {"conflict": 409, "failure": 500}


class Receiver(Handler):
    def do_POST(self):
        body = b"".join(self.pieces())
        event = self.headers.get("X-GitHub-Event", "")
        digest = "sha256=" + hmac.new(sys.argv[2].encode(), body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(digest, self.headers.get("X-Hub-Signature-256", ""))
        facts = json.dumps({"path": self.path, "event": event, "size": len(body)})
        self.answer(STATUS.get(event, 200) if signed else 400, facts)


serve(Receiver)
