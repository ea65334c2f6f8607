"""Tables as peewee models. The schema itself is made by ``migrations``; a test compares the two."""

from datetime import datetime

from peewee import (
    AutoField,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from app.domain.clock import from_text, to_text


class UtcField(Field):
    """An aware UTC time, stored as naive UTC text ``YYYY-MM-DD HH:MM:SS``."""

    field_type = "TEXT"

    def db_value(self, value: datetime | None) -> str | None:
        """Give the text for the store."""
        return None if value is None else to_text(value)

    def python_value(self, value: str | None) -> datetime | None:
        """Give the aware time."""
        return None if value is None else from_text(value)


class RecentMo(Model):
    """One manufacturing order; the column groups are those of ``domain.ownership``."""

    id = AutoField()
    mo_id = IntegerField(null=True, unique=True)
    mo_name = TextField(unique=True)
    state = TextField(null=True)
    group_worker_id = IntegerField(null=True)
    note = TextField(null=True)
    product_id = IntegerField(null=True)
    product_name = TextField(null=True)
    product_uom = TextField(null=True)
    product_qty = FloatField(null=True)
    initial_qty_target = FloatField(null=True)
    create_date = UtcField(null=True)
    origin = TextField(null=True)
    transfer_id = IntegerField(null=True)
    auth_first = TextField(null=True)
    auth_last = TextField(null=True)
    leader_id = TextField(null=True)
    roll_number = TextField(null=True)
    ready_for_production = IntegerField(default=0)
    date_start = UtcField(null=True)
    date_finished = UtcField(null=True)
    station = TextField(null=True)
    write_date = UtcField(null=True)
    synced_at = UtcField(null=True)
    gone_at = UtcField(null=True)
    created_at = UtcField()

    class Meta:
        table_name = "recent_mo"


class LabelUsage(Model):
    """One label segment of an MO, see ``domain.orders.Segment``."""

    id = AutoField()
    recent_mo = ForeignKeyField(RecentMo, column_name="recent_mo_id", backref="segments")
    seq = IntegerField()
    roll_number = TextField(null=True)
    auth_first = TextField(null=True)
    auth_last = TextField(null=True)
    started_at = UtcField(null=True)
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "label_usage"


class ProductionLog(Model):
    """Append-only history: one row per operation and MO."""

    id = AutoField()
    operation_id = TextField()
    recent_mo = ForeignKeyField(RecentMo, column_name="recent_mo_id", backref="entries")
    mo_name = TextField()
    product_name = TextField(null=True)
    leader_id = TextField(null=True)
    station = TextField(null=True)
    status = TextField()
    create_at = UtcField()
    before = TextField()
    after = TextField()
    reason = TextField(null=True)
    person = TextField(null=True)

    class Meta:
        table_name = "production_log"


class MoAlias(Model):
    """A former name of an MO; paper still carries it."""

    id = AutoField()
    recent_mo = ForeignKeyField(RecentMo, column_name="recent_mo_id", backref="aliases")
    mo_name = TextField()
    until = UtcField()

    class Meta:
        table_name = "mo_alias"


class SyncRun(Model):
    """One pass of the sync and what it did."""

    id = AutoField()
    run_id = TextField()
    started_at = UtcField()
    finished_at = UtcField()
    mode = TextField()
    outcome = TextField()
    error_code = TextField(null=True)
    requests = IntegerField()
    fetched = IntegerField()
    inserted = IntegerField()
    updated = IntegerField()
    unchanged = IntegerField()
    renamed = IntegerField()
    clashed = IntegerField()
    skipped = IntegerField()
    gone = IntegerField()

    class Meta:
        table_name = "sync_run"


class Person(Model):
    """Somebody with a role and a PIN; `badge` is what they scan: a leader's id, for one."""

    id = AutoField()
    badge = TextField(unique=True)
    name = TextField()
    role = TextField()
    pin = TextField()
    wrong = IntegerField(default=0)
    blocked_until = UtcField(null=True)
    created_at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "person"


class ApiKey(Model):
    """A key of another program: its hash, and what it may do."""

    id = AutoField()
    name = TextField()
    scopes = TextField()
    hash = TextField(unique=True)
    created_at = UtcField()
    revoked_at = UtcField(null=True)
    used_at = UtcField(null=True)

    class Meta:
        table_name = "api_key"


TABLES = (RecentMo, LabelUsage, ProductionLog, MoAlias, SyncRun, Person, ApiKey)
