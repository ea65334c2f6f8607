"""The store: what Odoo says, what people typed, and the guard between the two.

peewee loads every driver of PostgreSQL that is installed, at its own import. A station with a file
starts without: what needs the driver, `postgres`, imports it itself.
"""

import sys

_DRIVERS = [name for name in ("psycopg2", "psycopg") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_DRIVERS))  # type: ignore[arg-type]  # None: not to be found
try:
    import peewee as peewee
finally:
    for _name in _DRIVERS:
        del sys.modules[_name]
