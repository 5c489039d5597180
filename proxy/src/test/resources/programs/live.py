"""A client of a WebSocket that echoes. Arguments: host name, port of the edge, CA file, cookie, and the edge's address.

Sends messages of many sizes and prints "same" when each came back as it was.
"""
import asyncio
import ssl
import sys

import websockets

HOST, PORT, AUTHORITY, COOKIE, ADDRESS = sys.argv[1:6]
SIZES = [0, 1, 125, 126, 65535, 65536, 700_000]


async def talk():
    async with websockets.connect(
        "wss://" + HOST + "/api/live/ws",
        host=ADDRESS,
        port=int(PORT),
        server_hostname=HOST,
        ssl=ssl.create_default_context(cafile=AUTHORITY),
        extra_headers={"Cookie": COOKIE},
    ) as socket:
        for size in SIZES:
            await socket.send("x" * size)
            if await socket.recv() != "x" * size:
                return "different at %d" % size
        return "same"


print(asyncio.run(asyncio.wait_for(talk(), 20)))
