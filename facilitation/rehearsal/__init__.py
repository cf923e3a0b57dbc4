"""Simulated people for a rehearsal, and the phone they hold, which the load tests use too."""

from facilitation.rehearsal.play import Figures, Rehearsal, wipe

__all__ = ["Figures", "Rehearsal", "wipe"]
