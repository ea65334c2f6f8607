"""Reading Odoo: sessions, requests, and payloads turned into domain objects."""
