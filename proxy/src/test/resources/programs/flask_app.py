"""A Flask application on Werkzeug's own server. Argument: its port."""
import sys

from bodies import ADDRESS
from flask import Flask, Response, jsonify, request

app = Flask(__name__)


@app.route("/seen", methods=["GET", "POST"])
def seen():
    return jsonify(
        path=request.full_path,
        prefix=request.headers.get("X-Forwarded-Prefix"),
        length=request.headers.get("Content-Length"),
        coding=request.headers.get("Transfer-Encoding"),
        data=request.data.decode(),
    )


@app.route("/form", methods=["POST"])
def form():
    return jsonify(name=request.form["name"])


@app.route("/shared", methods=["GET", "PUT", "OPTIONS"])
def shared():
    response = Response(status=204) if request.method == "OPTIONS" else Response("shared")
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "null")
    response.headers["Vary"] = "Origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, PUT"
        response.headers["Access-Control-Allow-Headers"] = request.headers["Access-Control-Request-Headers"]
        response.headers["Access-Control-Max-Age"] = "600"
    return response


app.run(host=ADDRESS, port=int(sys.argv[1]), threaded=True)
