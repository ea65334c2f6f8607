"""The SQLite store: what Odoo says, what people typed, and the guard between the two."""
