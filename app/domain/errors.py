"""Errors with codes. What a person reads for a code stands in ``texts``, in every language."""

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.domain.frozen import dataclass


class Code(StrEnum):
    """Every reason for which the program refuses, asks or fails."""

    # input
    REQUIRED = "required"
    CODE_FORMAT = "code_format"
    ROLL_FORMAT = "roll_format"
    LEADER_FORMAT = "leader_format"
    IS_MO_NUMBER = "is_mo_number"
    CODE_EXHAUSTED = "code_exhausted"
    CODE_OTHER_SERIES = "code_other_series"
    CODE_BEFORE_FIRST = "code_before_first"
    LAST_NOT_BEFORE_NEW = "last_not_before_new"
    OLD_LAST_REQUIRED = "old_last_required"
    NEW_FIRST_REQUIRED = "new_first_required"
    SAME_ROLL = "same_roll"
    ROLL_UNCHANGED = "roll_unchanged"
    FIRST_ALREADY_KNOWN = "first_already_known"
    MID_PRODUCTION_WITH_LABEL = "mid_production_with_label"
    OVERLAP = "overlap"
    TIME_FORMAT = "time_format"
    TIME_IN_FUTURE = "time_in_future"
    UNKNOWN_FIELD = "unknown_field"
    NO_SUCH_SEGMENT = "no_such_segment"
    # stage
    MO_NOT_FOUND = "mo_not_found"
    ALREADY_REGISTERED = "already_registered"
    ODOO_CLOSED = "odoo_closed"
    ODOO_GONE = "odoo_gone"
    NOT_READY = "not_ready"
    ALREADY_STARTED = "already_started"
    ALREADY_FINISHED = "already_finished"
    NOT_RUNNING = "not_running"
    OTHER_RUNNING = "other_running"
    RUNS_ELSEWHERE = "runs_elsewhere"
    SAME_MO = "same_mo"
    FINISH_BEFORE_START = "finish_before_start"
    STAGE_WOULD_CHANGE = "stage_would_change"
    NOTHING_CHANGES = "nothing_changes"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDO_NOT_NEWEST = "undo_not_newest"
    CHANGED_SINCE = "changed_since"
    # odd but legal: asked once more
    ASK_USED_NOTHING = "ask_used_nothing"
    ASK_USED_OVER_TARGET = "ask_used_over_target"
    ASK_RUNNING_LONG = "ask_running_long"
    ASK_ODOO_CLOSED = "ask_odoo_closed"
    ASK_ODOO_GONE = "ask_odoo_gone"
    ASK_CLOCK = "ask_clock"
    ASK_CODE_IS_ROLL = "ask_code_is_roll"
    ASK_ROLL_IS_CODE = "ask_roll_is_code"
    ASK_SWAPPED = "ask_swapped"
    ASK_LEADER_IS_LABEL = "ask_leader_is_label"
    ASK_ROLL_GOES_ON = "ask_roll_goes_on"
    # said beside the preview
    NOTE_NO_FIRST_CODE = "note_no_first_code"
    NOTE_WASTED = "note_wasted"
    NOTE_CODE_REPLACED = "note_code_replaced"
    NOTE_ROLL_REPLACED = "note_roll_replaced"
    # repeated submit
    OPERATION_ID_REUSED = "operation_id_reused"
    # people
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    WRONG_PIN = "wrong_pin"
    PIN_BLOCKED = "pin_blocked"
    PIN_FORMAT = "pin_format"
    PIN_IS_BADGE = "pin_is_badge"
    PINS_DIFFER = "pins_differ"
    BADGE_FORMAT = "badge_format"
    BADGE_TAKEN = "badge_taken"
    NAME_FORMAT = "name_format"
    NO_SUCH_PERSON = "no_such_person"
    FIRST_IS_IT = "first_is_it"
    LAST_IT = "last_it"
    # Odoo
    NOT_CONFIGURED = "not_configured"
    PLAIN_HTTP = "plain_http"
    NO_NETWORK = "no_network"
    HOST_UNKNOWN = "host_unknown"
    CONNECTION_LOST = "connection_lost"
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_HOST = "certificate_host"
    NOT_TLS = "not_tls"
    ODOO_DOWN = "odoo_down"
    SESSION_EXPIRED = "session_expired"
    WRONG_LOGIN = "wrong_login"
    WRONG_KEY = "wrong_key"
    TWO_FACTOR = "two_factor"
    NO_RIGHTS = "no_rights"
    WRONG_DATABASE = "wrong_database"
    NO_JSON2 = "no_json2"
    BAD_ANSWER = "bad_answer"
    LOGIN_PAGE = "login_page"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    ODOO_REFUSED = "odoo_refused"
    SYNC_BUSY = "sync_busy"
    SYNC_ELSEWHERE = "sync_elsewhere"
    ABANDONED = "abandoned"
    # this machine
    CONFIG_INVALID = "config_invalid"
    CONFIG_UNWRITABLE = "config_unwritable"
    STATION_RUNS = "station_runs"
    STATION_TWICE = "station_twice"
    TRAINING_KEEPS_NOTHING = "training_keeps_nothing"
    NOT_IN_TRAINING = "not_in_training"
    NO_KEYRING = "no_keyring"
    STORE_OFFLINE = "store_offline"
    STORED_BEFORE = "stored_before"
    STORE_NEWER = "store_newer"
    STORE_FOREIGN = "store_foreign"
    STORE_LOCKED = "store_locked"
    STORE_UNWRITABLE = "store_unwritable"
    STORE_DAMAGED = "store_damaged"
    STORE_ON_SHARE = "store_on_share"
    STORE_MISSING = "store_missing"
    STORE_FOLDER_MISSING = "store_folder_missing"
    STORE_IS_FOLDER = "store_is_folder"
    STORE_REFUSED = "store_refused"
    STORE_OLDER = "store_older"
    STORE_AT_SERVER = "store_at_server"
    STORE_KEYLESS = "store_keyless"
    STORE_DRIVER = "store_driver"
    STORE_ADMIN_REFUSED = "store_admin_refused"
    STORE_NO_ADMIN = "store_no_admin"
    STORE_ROLE = "store_role"
    BACKUP_MISSING = "backup_missing"
    DISK_FULL = "disk_full"
    FILE_EXISTS = "file_exists"
    FILE_UNWRITABLE = "file_unwritable"
    SQLITE_OLD = "sqlite_old"
    ALREADY_OPEN = "already_open"
    # other programs
    API_KEY_NAME = "api_key_name"
    API_KEY_EXISTS = "api_key_exists"
    API_KEY_UNKNOWN = "api_key_unknown"
    API_NOT_INSTALLED = "api_not_installed"
    API_NEEDS_TLS = "api_needs_tls"
    API_TLS_FILES = "api_tls_files"
    API_ADDRESS = "api_address"
    BUG = "bug"


PASSING: Final = frozenset({Code.STORE_OFFLINE})
"""What says nothing about an input: the same may be stored the next moment."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, for one field of an input or for the whole of it.

    Attributes:
        code: which sentence of ``texts`` says it.
        field: name of the input's field that is to be marked; None: the operation as a whole.
        params: values that the sentence names.
    """

    code: Code
    field: str | None = None
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


class StasiunError(Exception):
    """Something that a person is told in one sentence; never a bug."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the reasons, the most important first."""
        super().__init__(", ".join(p.code for p in problems))
        self.problems = problems

    @property
    def problem(self) -> Problem:
        """The first reason."""
        return self.problems[0]


class RefusedError(StasiunError):
    """Expected: an operation may not be done so. Nothing was written."""


class ConfirmationNeededError(StasiunError):
    """Expected: odd but legal; the same input again, confirmed, is done. Nothing was written."""


class OdooError(StasiunError):
    """Expected: Odoo could not be read. The store is as before."""


class EnvironmentFaultError(StasiunError):
    """This machine does not let the program work: disk, rights, configuration, a foreign file."""
