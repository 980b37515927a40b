"""One thread that gives a sign of life for every claim of this process."""

import os
import threading
from contextlib import suppress

from ltcore.config.variables import lease_seconds
from ltcore.runs.claims.claim import Claim
from ltcore.runs.fences import LostError

BEATS = 6
"""Signs of life in a lease: five may fail."""


class Heartbeat:
    """Renews claims for as long as there are any; several threads may use it."""

    def __init__(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Have no claims and no thread: so begins a child that was forked."""
        self._claims: set[Claim] = set()
        self._changed = threading.Condition()
        self._is_beating = False

    def keep(self, claim: Claim) -> None:
        """Renew a claim from now on."""
        with self._changed:
            self._claims.add(claim)
            if not self._is_beating:
                self._is_beating = True
                threading.Thread(target=self._beat, name="claims", daemon=True).start()

    def drop(self, claim: Claim) -> None:
        """Leave a claim alone from now on."""
        with self._changed:
            self._claims.discard(claim)
            self._changed.notify()

    def _beat(self) -> None:
        while True:
            with self._changed:
                if self._claims:
                    self._changed.wait(lease_seconds() / BEATS)
                claims = tuple(self._claims)
                if not claims:
                    self._is_beating = False
                    return
            for claim in claims:
                # What cannot be renewed is asked about again before the next write.
                with suppress(OSError, LostError):
                    claim.renew()


HEARTBEAT = Heartbeat()
os.register_at_fork(after_in_child=HEARTBEAT.stop)  # which has neither the thread nor the claims
