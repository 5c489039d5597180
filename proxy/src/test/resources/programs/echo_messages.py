"""A WebSocket server that sends every message back, of any size, and compresses nothing."""

import asyncio
import sys

import websockets


async def echo(connection):
    try:
        async for message in connection:
            await connection.send(message)
    except websockets.ConnectionClosed:
        pass


async def main():
    async with websockets.serve(
        echo, "127.0.0.1", int(sys.argv[1]), max_size=None, compression=None
    ):
        await asyncio.Future()


asyncio.run(main())
