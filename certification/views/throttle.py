"""How often one address may ask a question the public may ask (查验限流)."""

from math import ceil

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from workflows import clock


class Throttle:
    """At most ``most`` counted events of one address in a window of ``minutes``, shared by all processes
    through the cache. A window begins on the clock, so its end can be told."""

    def __init__(self, name: str, *, most: int, minutes: int) -> None:
        self.name, self.most, self.seconds = name, most, minutes * 60

    def count(self, request: HttpRequest) -> None:
        """One more. The file cache may lose a few under load: the limit guards a machine, not a secret."""
        key = self._key(request)
        if not cache.add(key, 1, timeout=self.seconds):
            try:
                cache.incr(key)
                cache.touch(key, self.seconds)  # the file cache counts up with its default timeout
            except ValueError:  # it expired this moment
                cache.add(key, 1, timeout=self.seconds)

    def wait(self, request: HttpRequest) -> int:
        """Minutes until the address may ask again; 0 when it may now."""
        if cache.get(self._key(request), 0) < self.most:
            return 0
        return ceil((self.seconds - self._now() % self.seconds) / 60) or 1

    def _key(self, request: HttpRequest) -> str:
        window = self._now() // self.seconds
        return f"throttle/{self.name}/{get_adapter(request).get_client_ip(request)}/{window}"

    @staticmethod
    def _now() -> int:
        return int(clock.now().timestamp())
