"""Stasiun MO: what happens to manufacturing orders on the line, beside what Odoo plans."""

__version__ = "0.1.0"
