"""Runs: a notebook and its parameters, executed and kept. Nothing in here knows what the chapters are about."""
