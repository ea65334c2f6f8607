"""A small stand-in for Odoo on loopback: training mode and the tests talk to it over real HTTP.

It answers as recorded servers of Odoo 17 to 19 did, from an in-memory database, and imports
nothing but the standard library.

Data: ``records`` and ``accounts`` are a database, ``models`` its fields, ``factory`` and
``transfers`` make that of training mode. Calls: ``calls`` runs model methods, ``search`` and
``ordering`` read what they ask for. Server: ``server`` is what others start, ``listener``
speaks HTTP, ``routes`` and ``sessions`` decide who may ask what, ``jsonrpc`` and ``json2`` are the
ways without a session, ``answers`` words every ``exchange``.
"""
