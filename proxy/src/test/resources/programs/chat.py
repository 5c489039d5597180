"""A task that speaks WebSocket by Python's websockets. Argument: its port.

Messages come back as they are, but "close CODE REASON" makes it close with these. Under /refused there is no WebSocket. When
a connection is over, it prints the code and the reason.
"""
import asyncio
import sys
from http import HTTPStatus

import websockets

from bodies import ADDRESS


async def talk(socket):
    try:
        async for message in socket:
            if isinstance(message, str) and message.startswith("close "):
                _, code, reason = message.split(" ", 2)
                await socket.close(int(code), reason)
            else:
                await socket.send(message)
    except websockets.ConnectionClosedError:
        pass  # with another code than those for a good end
    print("closed", socket.close_code, socket.close_reason, flush=True)


async def screen(path, fields):
    return (HTTPStatus.FORBIDDEN, [], b"not for you") if path == "/refused" else None


async def serve():
    async with websockets.serve(talk, ADDRESS, int(sys.argv[1]), process_request=screen, max_size=None):
        await asyncio.Future()


asyncio.run(serve())
