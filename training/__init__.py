"""Trains, calibrates and exports the reward model from what `swe-rm render` wrote. Start in run.py."""
