"""One sentence for every code: what happened and what to do."""

import sys

from app.domain.errors import Code, Problem, StasiunError
from app.domain.people import Role
from app.texts import mark, tr
from app.texts.formats import number

SENTENCES: dict[Code, str] = {
    Code.REQUIRED: mark("This is still missing."),
    Code.CODE_FORMAT: mark(
        "“{text}” is not an authenticity code: letters, digits and . / - only, ending in digits."
    ),
    Code.ROLL_FORMAT: mark("“{text}” is not a roll number: letters, digits and . / - only."),
    Code.LEADER_FORMAT: mark("“{text}” is not a leader id: letters, digits and . / - only."),
    Code.IS_MO_NUMBER: mark("{text} is the number of an MO. Scan the label that is asked for."),
    Code.CODE_EXHAUSTED: mark("There is no label before or after {text} on such a roll."),
    Code.CODE_OTHER_SERIES: mark(
        "{text} belongs to another series than {other}: other letters or another length."
    ),
    Code.CODE_BEFORE_FIRST: mark("{text} lies before the first label of this roll, {first}."),
    Code.LAST_NOT_BEFORE_NEW: mark("The last label {text} must lie before the new one, {new}."),
    Code.OLD_LAST_REQUIRED: mark("The roll changes: scan the last label used on roll {roll}."),
    Code.NEW_FIRST_REQUIRED: mark("The roll changes: scan the first label of the new roll."),
    Code.SAME_ROLL: mark("Roll {roll} is already running."),
    Code.ROLL_UNCHANGED: mark("The roll does not change: leave this empty, or give the new roll."),
    Code.FIRST_ALREADY_KNOWN: mark("The first label is already known: {first}."),
    Code.MID_PRODUCTION_WITH_LABEL: mark(
        "In mid-production there is no label yet: leave code and roll empty."
    ),
    Code.OVERLAP: mark("{text} is already used by {mo_name} ({other})."),
    Code.TIME_FORMAT: mark("“{text}” is not a time. Write it like 2026-11-23 14:05."),
    Code.TIME_IN_FUTURE: mark("{text} has not come yet. Check date and time."),
    Code.UNKNOWN_FIELD: mark("“{text}” cannot be corrected. Possible: {allowed}."),
    Code.NO_SUCH_SEGMENT: mark("{mo_name} has no label segment {segment}."),
    Code.MO_NOT_FOUND: mark("There is no MO “{text}” here. Check the number or sync first."),
    Code.ALREADY_REGISTERED: mark("{mo_name} is already registered."),
    Code.ODOO_CLOSED: mark("{mo_name} is done or cancelled in Odoo and cannot be registered."),
    Code.ODOO_GONE: mark("{mo_name} no longer exists in Odoo and cannot be registered."),
    Code.NOT_READY: mark("{mo_name} is not registered yet. Register it first (F1)."),
    Code.ALREADY_STARTED: mark("{mo_name} is already running."),
    Code.ALREADY_FINISHED: mark("{mo_name} is already finished."),
    Code.NOT_RUNNING: mark("{mo_name} is not running."),
    Code.OTHER_RUNNING: mark("{mo_name} is still running. Use Changeover (F3)."),
    Code.RUNS_ELSEWHERE: mark("{mo_name} belongs to station {station}. Work on it there."),
    Code.SAME_MO: mark("The next MO must be another one than {mo_name}."),
    Code.FINISH_BEFORE_START: mark(
        "{mo_name} would end before it began. Check this computer's clock."
    ),
    Code.STAGE_WOULD_CHANGE: mark(
        "That would change the stage of {mo_name}: use the operation itself, or undo."
    ),
    Code.NOTHING_CHANGES: mark("That is what is stored already; nothing to correct."),
    Code.NOTHING_TO_UNDO: mark("There is nothing to undo."),
    Code.UNDO_NOT_NEWEST: mark("Something newer was done since; undo that first."),
    Code.CHANGED_SINCE: mark("{mo_name} has changed since and cannot be put back."),
    Code.ASK_USED_NOTHING: mark("{mo_name} used no label at all. Is that right?"),
    Code.ASK_USED_OVER_TARGET: mark(
        "{mo_name} used {used} labels, far more than its target of {target}. Is that right?"
    ),
    Code.ASK_RUNNING_LONG: mark("{mo_name} has been running for more than a day. Is that right?"),
    Code.ASK_ODOO_CLOSED: mark("{mo_name} is done or cancelled in Odoo. Continue all the same?"),
    Code.ASK_ODOO_GONE: mark("{mo_name} no longer exists in Odoo. Continue all the same?"),
    Code.ASK_CLOCK: mark(
        "This computer's clock is before the last entry of the history. Is the time right?"
    ),
    Code.ASK_CODE_IS_ROLL: mark(
        "{text} is known here as a roll number. Is it really the code, and not the roll?"
    ),
    Code.ASK_ROLL_IS_CODE: mark(
        "{text} is a label of {mo_name}. Is it really the roll number, and not a code?"
    ),
    Code.ASK_SWAPPED: mark(
        "{text} looks like a roll number and {roll} like a code. Save it like this all the same?"
    ),
    Code.ASK_LEADER_IS_LABEL: mark(
        "{text} is known here as a label or a roll. Is it really the leader's id?"
    ),
    Code.ASK_ROLL_GOES_ON: mark(
        "{text} comes right behind the last code of roll {before}. Is it really on roll {roll}, "
        "as registered?"
    ),
    Code.NOTE_CODE_REPLACED: mark(
        "{mo_name} was registered with the code {before}; it begins with {text}."
    ),
    Code.NOTE_ROLL_REPLACED: mark(
        "{mo_name} was registered with roll {before}; it runs on {text}."
    ),
    Code.NOTE_NO_FIRST_CODE: mark(
        "{mo_name} starts without a first code; the labels used will be unknown until it is given."
    ),
    Code.NOTE_WASTED: mark("{count} labels are wasted: {first} – {last}."),
    Code.OPERATION_ID_REUSED: mark("This operation id was already used for something else."),
    Code.NOT_SIGNED_IN: mark("Sign in first: scan the badge, then enter the PIN."),
    Code.NOT_ALLOWED: mark("This is only for {role}."),
    Code.WRONG_PIN: mark("Badge or PIN is wrong. Tries left: {count}."),
    Code.PIN_BLOCKED: mark("Too many wrong PINs for this badge. Try again in {count} min."),
    Code.PIN_FORMAT: mark("A PIN has 4 to 12 digits."),
    Code.PIN_IS_BADGE: mark("The PIN must be another number than the badge."),
    Code.PINS_DIFFER: mark("The two PINs are not the same. Enter both again."),
    Code.BADGE_FORMAT: mark("“{text}” is not a badge: letters, digits and . / - only."),
    Code.BADGE_TAKEN: mark("Badge {badge} belongs to {name} already."),
    Code.NAME_FORMAT: mark("A name has at most {count} letters, in one line."),
    Code.NO_SUCH_PERSON: mark("Nobody here has the badge “{badge}”."),
    Code.FIRST_IS_IT: mark("The first person must be one of IT: nobody else could add others."),
    Code.LAST_IT: mark(
        "{name} is the last one of IT. Add another one first, or remove all others."
    ),
    Code.NOT_CONFIGURED: mark("Odoo is not set up yet: {key} is missing."),
    Code.PLAIN_HTTP: mark("The address of Odoo must begin with https:// ({url})."),
    Code.NO_NETWORK: mark("No connection to Odoo at {host}. Check network and address."),
    Code.HOST_UNKNOWN: mark("No server is called {host}. Check the network cable and the address."),
    Code.CONNECTION_LOST: mark("The connection to {host} broke off. It is tried again."),
    Code.TIMED_OUT: mark("Odoo did not answer in time. It is tried again at the next sync."),
    Code.CERTIFICATE: mark(
        "The certificate of {host} is not trusted here. Install the issuer's certificate."
    ),
    Code.CERTIFICATE_EXPIRED: mark(
        "The certificate of {host} is out of date. Check this computer's date, then tell IT."
    ),
    Code.CERTIFICATE_HOST: mark("The certificate is not {host}'s. Check the address of Odoo."),
    Code.NOT_TLS: mark("{host} does not speak https there. Check the address and its port."),
    Code.ODOO_DOWN: mark("Odoo is not working right now (answer {status}). Try again later."),
    Code.SESSION_EXPIRED: mark("The Odoo session has ended. Enter a new session id or log in."),
    Code.WRONG_LOGIN: mark("Odoo refuses this login or password. Enter the right one."),
    Code.WRONG_KEY: mark("Odoo refuses this API key. Make a new one in Odoo and enter it."),
    Code.TWO_FACTOR: mark(
        "This Odoo user needs two-factor login. Use a session id or another user."
    ),
    Code.NO_RIGHTS: mark("This Odoo user may not read {model}. Ask the Odoo administrator."),
    Code.WRONG_DATABASE: mark("Odoo has no database “{database}”. Check the database name."),
    Code.NO_JSON2: mark(
        "This Odoo ({version}) takes no API key, only 19 and later do. Use login and password."
    ),
    Code.BAD_ANSWER: mark("{host} did not answer like Odoo. Check the address, or a login page."),
    Code.LOGIN_PAGE: mark(
        "{host} shows a web page instead of Odoo's data: a login page, a proxy, a wrong address."
    ),
    Code.REDIRECTED: mark("{host} sends on to another address. Enter the right address of Odoo."),
    Code.TOO_LARGE: mark("Odoo's answer is too large. Narrow the filter of the sync."),
    Code.ODOO_REFUSED: mark("Odoo refused the request ({name}). Tell the Odoo administrator."),
    Code.SYNC_BUSY: mark("A sync is already running."),
    Code.SYNC_ELSEWHERE: mark("Another station syncs for all stations of this store."),
    Code.ABANDONED: mark("The sync was stopped because the program is closing."),
    Code.CONFIG_INVALID: mark("{file}: {key} is not right. Allowed: {allowed}."),
    Code.CONFIG_UNWRITABLE: mark(
        "{file} cannot be written. Check its rights, or ask IT. Nothing was changed."
    ),
    Code.STATION_RUNS: mark(
        "{mo_name} runs at this station. End it first, then give the station another name."
    ),
    Code.STATION_TWICE: mark(
        "Another window is working as “{station}” on this store. Give this one another name "
        "in the settings."
    ),
    Code.NOT_IN_TRAINING: mark(
        "Training keeps nothing: there is nothing to back up, restore or store. Leave --demo out."
    ),
    Code.TRAINING_KEEPS_NOTHING: mark("In training mode settings can be looked at, not saved."),
    Code.NO_KEYRING: mark("This system has no keyring. Set {variable} in the environment instead."),
    Code.STORE_OFFLINE: mark(
        "The store cannot be reached; this station keeps trying. What you typed is kept."
    ),
    Code.STORED_BEFORE: mark(
        "What was sent before the connection broke is stored: {mo_name}. Look at it first."
    ),
    Code.STORE_NEWER: mark(
        "{file} was written by a newer version of Stasiun MO. Update the program."
    ),
    Code.STORE_FOREIGN: mark("{file} is not a store of Stasiun MO. It was left untouched."),
    Code.STORE_LOCKED: mark("Another program holds {file}. Close it and try again."),
    Code.STORE_UNWRITABLE: mark(
        "{file} cannot be opened or written. Check the path and its rights."
    ),
    Code.STORE_DAMAGED: mark("{file} is damaged. Restore a backup."),
    Code.STORE_ON_SHARE: mark("{file} lies on a network share. Choose a folder of this computer."),
    Code.STORE_MISSING: mark("{file} does not exist yet. Run setup-db first."),
    Code.STORE_FOLDER_MISSING: mark(
        "The folder of {file} does not exist. Check the path, or make the folder."
    ),
    Code.STORE_IS_FOLDER: mark("{file} is a folder. The path of the store must name a file."),
    Code.STORE_REFUSED: mark(
        "{file} does not let this station in. Check the store's password, and run setup-db again."
    ),
    Code.STORE_OLDER: mark(
        "{file} has the tables of an older version, or none. Run setup-db as its administrator."
    ),
    Code.STORE_AT_SERVER: mark(
        "The store lies on a server. Backups and checks are made there, by its administrator."
    ),
    Code.STORE_KEYLESS: mark(
        "The store's password is missing. Run stasiun-mo set-secret store-password, "
        "or set STASIUN_MO_STORE_PASSWORD."
    ),
    Code.STORE_DRIVER: mark(
        "A store on a server needs this first: pip install “stasiun-mo[postgresql]”."
    ),
    Code.STORE_ADMIN_REFUSED: mark(
        "The server does not let {name} in. Check name and password of its administrator."
    ),
    Code.STORE_NO_ADMIN: mark(
        "{name} may not make databases and roles on this server. Name one of its administrators."
    ),
    Code.STORE_ROLE: mark(
        "The role {name} is an administrator. Give the stations one of their own, see README."
    ),
    Code.BACKUP_MISSING: mark("There is no file {file}. Check the path of the backup."),
    Code.DISK_FULL: mark("The disk is full. Free some space; nothing was half saved."),
    Code.FILE_EXISTS: mark("{file} exists already. Give another name, or add --yes."),
    Code.FILE_UNWRITABLE: mark("{file} cannot be written. Check the folder and its rights."),
    Code.SQLITE_OLD: mark("SQLite {found} is too old, {needed} is needed."),
    Code.ALREADY_OPEN: mark("Stasiun MO is already open."),
    Code.API_KEY_NAME: mark(
        "“{text}” cannot be the name of a key: 1 to 40 letters, digits, blanks and . _ - only."
    ),
    Code.API_KEY_EXISTS: mark("There is a key called “{name}” already. Revoke it first."),
    Code.API_KEY_UNKNOWN: mark(
        "No key in use is called “{text}”. All keys: stasiun-mo api-key list."
    ),
    Code.API_NOT_INSTALLED: mark(
        'The HTTP API is not installed here. It comes with pip install "stasiun-mo[api]".'
    ),
    Code.API_NEEDS_TLS: mark(
        "{host} is not this computer alone: add --tls-cert and --tls-key, or use 127.0.0.1."
    ),
    Code.API_TLS_FILES: mark(
        "Certificate or key cannot be used. Check both files, and that they belong together."
    ),
    Code.API_ADDRESS: mark("The API cannot listen at {host}:{port}. Choose another port."),
    Code.BUG: mark("Something went wrong inside the program ({text}). It is in the log."),
}

SHIPPED: dict[Code, str] = {
    Code.STORE_DRIVER: mark(
        "This installation cannot use a store on a server: "
        "run StasiunMO-Hall-…-setup.exe to add that."
    ),
    Code.API_NOT_INSTALLED: mark(
        "This installation has no HTTP API: run StasiunMO-Hall-…-setup.exe to add it."
    ),
}
"""What is said instead where an installer brought the program: there is no pip."""


ALLOWED: tuple[str, ...] = (
    mark("text"),
    mark("a path"),
    mark("a regular expression"),
    mark("a time zone such as Asia/Jakarta"),
    mark("an existing file"),
    mark("readable UTF-8 text"),
)
"""What the configuration says is allowed, where that is words."""


WHO: dict[str, str] = {
    Role.WAREHOUSE: mark("the warehouse (or IT)"),
    Role.PRODUCTION: mark("production (or IT)"),
    Role.IT: mark("IT"),
}
"""Who may do something, behind "This is for"."""

ROLES: dict[Role, str] = {
    Role.WAREHOUSE: mark("Warehouse"),
    Role.PRODUCTION: mark("Production"),
    Role.IT: mark("IT"),
}


def sentence(problem: Problem) -> str:
    """Say `problem` in the language in use."""
    params = {
        name: number(value) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    if params.get("role") in WHO:
        params["role"] = tr(WHO[params["role"]])
    if params.get("allowed") in ALLOWED:
        params["allowed"] = tr(params["allowed"])
    return tr(_said(problem.code), **params)


def _said(code: Code) -> str:
    if getattr(sys, "frozen", False) and code in SHIPPED:
        return SHIPPED[code]
    return SENTENCES[code]


_CLOCK = (
    (
        86400,
        mark("This computer's clock is {count} days ahead of Odoo's. Set it right."),
        mark("This computer's clock is {count} days behind Odoo's. Set it right."),
    ),
    (
        3600,
        mark("This computer's clock is {count} hours ahead of Odoo's. Set it right."),
        mark("This computer's clock is {count} hours behind Odoo's. Set it right."),
    ),
    (
        60,
        mark("This computer's clock is {count} minutes ahead of Odoo's. Set it right."),
        mark("This computer's clock is {count} minutes behind Odoo's. Set it right."),
    ),
)
"""Seconds of a unit, and the sentences in that unit, of which there are at least two."""


def clock_sentence(off: float) -> str:
    """Say that this machine's clock is `off` seconds ahead of Odoo's, at least two minutes."""
    unit, ahead, behind = next((one for one in _CLOCK if abs(off) >= 2 * one[0]), _CLOCK[-1])
    return tr(ahead if off > 0 else behind, count=number(round(abs(off) / unit)))


def sentences(error: StasiunError) -> str:
    """Say every reason of `error`, in one line."""
    return " ".join(sentence(problem) for problem in error.problems)
