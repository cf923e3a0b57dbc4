"""A real server for the tests that mistreat it."""

from tests.e2e.servers import own_server, server

__all__ = ["own_server", "server"]
