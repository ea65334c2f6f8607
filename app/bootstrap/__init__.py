"""The composition root: configuration, secrets, log; the window and its threads in `station`."""

import logging
import logging.handlers
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Final

from app import config, secrets, texts
from app.bootstrap.place import make_store_folder
from app.config import Config
from app.domain.api import ApiSettings
from app.domain.clock import Clock, utc_now
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.frozen import dataclass
from app.domain.store_address import ServerMade, StoreAddress
from app.odoo.access import Access
from app.secrets import Secrets
from app.services import log_lines
from app.services.backups import Backups
from app.services.messages import AccessGiven, AccessKept
from app.services.production import Production
from app.services.schedule import Schedule
from app.services.server_backups import ServerBackups
from app.services.sync import RUN, Sync
from app.store import engine

LOG_BYTES: Final = 2_000_000
LOG_FILES: Final = 5
LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(threadName)s %(run)s %(name)s: %(message)s"


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that is known before anything is opened.

    Attributes:
        secrets: reads the secrets; asked for by what talks to Odoo only.
        keep: keeps a secret by its name and tells whether it outlives the process.
        training: Odoo is the program's own stand-in, and the store a temporary one.
        environment: what overrides the configuration.
    """

    config: Config
    secrets: Callable[[], Secrets] = Secrets
    clock: Clock = utc_now
    training: bool = False
    keep: Callable[[str, str], bool] = lambda _name, _value: False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def store(self) -> StoreAddress:
        """Where the store is; a server's password may come from the keyring."""
        server = self.config.server
        if server is None:
            return self.config.store_path
        return replace(server, password=secrets.store_password(self.environment))

    def set_up_server(self, admin: str, read_password: Callable[[], str]) -> ServerMade:
        """Make database, roles and tables on the store's server, or bring them up to date.

        Args:
            admin: who may do that.
            read_password: gives the administrator's; asked when the store's own is there.

        Raises:
            EnvironmentFaultError: `Code.STORE_KEYLESS`, or the server refuses.
        """
        store = self.store
        if isinstance(store, Path) or not store.password:
            raise EnvironmentFaultError(Problem(Code.STORE_KEYLESS))
        return engine.set_up_server(store, admin, read_password())

    def production(self) -> Production:
        """Open the store for people's operations, in the calling thread."""
        settings, store = self.config, self.store
        if isinstance(store, Path):
            make_store_folder(store)
        return Production(store, settings.rules, settings.station, self.clock)

    def schedule(self) -> Schedule:
        """Give the schedule of the passes."""
        return Schedule(timedelta(minutes=self.config.interval_minutes), self.clock)

    def sync(self, session_id: str = "") -> Sync:
        """Prepare passes; `session_id` goes before every way in that is kept."""
        settings, known = self.config, self.secrets()
        access = self.access(known)
        if session_id:
            known = replace(known, session_id=session_id)
            access = replace(self.access(known), auth="session")
        key = self.memory_key(known)
        remember = partial(secrets.remember, key, given=bool(session_id))
        recall = partial(secrets.recall, key, given=bool(session_id))
        return Sync(
            self.store,
            access,
            settings.sync_filter,
            self.clock,
            full_every=timedelta(minutes=settings.full_every_minutes),
            remember=None if self.training else remember,
            recall=None if self.training else recall,
            station=settings.station,
        )

    def memory_key(self, known: Secrets) -> str:
        """Make the key under which the session is remembered that Odoo gave for this access."""
        odoo = self.config.odoo
        return secrets.memory_key(odoo.url, odoo.database, odoo.login, known.session_id)

    def backups(self) -> Backups:
        """Give the backups of the store."""
        settings = self.config
        if settings.server is not None:
            return ServerBackups(settings.store_path, self.purge, self.clock)
        return Backups(settings.store_path, settings.backup_dir, settings.backup_keep, self.clock)

    def purge(self) -> int:
        """Forget untouched MOs that are older than the retention time; count them."""
        with self.production() as production:
            return production.purge(timedelta(days=self.config.retention_days))

    def keep_access(self, given: AccessGiven) -> AccessKept:
        """Keep a secret that a person gave; it counts from now on, even where it cannot last."""
        return AccessKept(self.keep(given.secret, given.value), secrets.NAMES[given.secret])

    def access(self, known: Secrets) -> Access:
        """Say how Odoo is reached."""
        odoo = self.config.odoo
        return Access(
            url=odoo.url,
            database=odoo.database,
            login=odoo.login,
            password=known.password,
            session_id=known.session_id,
            api_key=known.api_key,
            auth=odoo.auth,
            allow_http=odoo.allow_http,
            ca_file=odoo.ca_file,
            connect_timeout=odoo.connect_timeout,
            read_timeout=odoo.read_timeout,
        )


def load(environment: Mapping[str, str], clock: Clock = utc_now) -> Setup:
    """Read configuration and secrets, and choose the language.

    Raises:
        EnvironmentFaultError: the configuration is not right.
    """
    settings = config.load(environment)
    texts.use(settings.language)
    vault = secrets.Vault(environment)
    return Setup(settings, vault.load, clock, keep=vault.keep, environment=environment)


def load_smoke(environment: Mapping[str, str], clock: Clock, stack: ExitStack) -> Setup:
    """Give a setup without secrets, on the store if there is one, else on a temporary one."""
    settings = replace(config.load(environment), api=ApiSettings())
    texts.use(settings.language)
    if settings.server is not None or not settings.store_path.exists():
        folder = stack.enter_context(_temporary_folder())
        path = Path(folder) / config.DATABASE_NAME
        settings = replace(settings, store_path=path, server=None)
    return Setup(settings, clock=clock)


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="stasiun-mo-", ignore_cleanup_errors=True)


@contextmanager
def training(
    clock: Clock = utc_now, environment: Mapping[str, str] | None = None
) -> Iterator[Setup]:
    """Give a setup of its own: a stand-in for Odoo, an invented factory, a temporary store.

    Name, look and language are those of the station, and a kiosk is left with its PIN here too.

    Raises:
        EnvironmentFaultError: the configuration is not right.
    """
    from app.demo import factory, server  # training mode only

    database = factory.training_database(clock().astimezone(UTC))
    with (
        _temporary_folder() as folder,
        server.StandIn([database]) as odoo,
    ):
        station = config.load(environment or {})
        settings = Config(
            station=station.station,
            timezone=station.timezone,
            language=station.language,
            theme=station.theme,
            scale=station.scale,
            kiosk_pin=station.kiosk_pin,
            store_path=Path(folder) / config.DATABASE_NAME,
            odoo=config.Odoo(odoo.url, database.name, factory.TRAINING_LOGIN),
        )
        texts.use(settings.language)
        known = Secrets(password=factory.TRAINING_PASSWORD)
        yield Setup(settings, lambda: known, clock, training=True)


class _Redacted(logging.Formatter):
    """Writes a record with the id of its pass, and without secrets wherever in it they stand.

    Times are those of the station, as the screen shows them, with their distance from UTC.
    """

    def __init__(self, zone: tzinfo, mark: str) -> None:
        super().__init__(LOG_FORMAT)
        self._zone, self._mark = zone, mark

    def formatTime(self, record: logging.LogRecord, _format: str | None = None) -> str:  # noqa: N802
        moment = datetime.fromtimestamp(record.created, self._zone)
        return moment.isoformat(sep=" ", timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        record.run = self._mark + RUN.get()
        return secrets.redacted(super().format(record))


def start_log(stack: ExitStack, zone: tzinfo, mark: str = "", name: str = log_lines.NAME) -> None:
    """Write the log into the user's folder, rotated, until `stack` closes; times in `zone`.

    `mark` stands before the id of the pass: an invented MO must not be taken for a real one.
    `name` is the file's: two programs that go on for long cannot rotate the same one.

    A folder that cannot be written costs the log, not the work.
    """
    root = logging.getLogger()
    try:
        config.log_folder().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            config.log_folder() / name,
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES,
            encoding="utf-8",
        )
    except OSError:
        return
    handler.setFormatter(_Redacted(zone, mark))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    stack.callback(handler.close)
    stack.callback(root.removeHandler, handler)
