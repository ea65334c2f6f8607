"""The model methods that can be called from outside, with the arguments that Odoo takes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from app.demo.accounts import User
from app.demo.answers import OdooError, access_error, type_error, unknown_model, value_error
from app.demo.models import DEFAULT_ORDER, ORDER, PICKING, TITLES, Field
from app.demo.ordering import sort_rows
from app.demo.records import Database
from app.demo.search import DomainReader

_GUARDED: Final = frozenset({ORDER, PICKING})
# Methods without a result, on models of which the stand-in has no data: a model such as
# stock.quant answers these with an envelope that has neither result nor error.
_SILENT: Final = frozenset({("stock.quant", "action_apply_inventory")})


class Caller:
    """Runs the methods of one database for one user, in the manner of one version.

    Every refusal is an ``OdooError``. Safe from any thread: it works on snapshots.
    """

    def __init__(self, database: Database, user: User, version: int) -> None:
        """``user`` decides which models may be read."""
        self._database = database
        self._user = user
        self._version = version
        self._methods: dict[str, tuple[Callable[..., object], bool]] = {
            # name → (implementation, whether the ids come first)
            "search_read": (self._search_read, False),
            "search_count": (self._search_count, False),
            "search": (self._search, False),
            "fields_get": (self._fields_get, False),
            "create": (self._create, False),
            "read": (self._read, True),
            "write": (self._write, True),
            "unlink": (self._unlink, True),
        }

    def call(
        self, model: str, method: str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        """Run ``model.method(*args, **kwargs)`` and return what goes into ``result``."""
        if (model, method) in _SILENT:
            return None
        if (model, method) == ("res.users", "context_get"):
            return user_context(self._user)
        if model not in self._database.models():
            raise unknown_model(model, self._version)
        if method.startswith("_"):
            quoted = method if self._version < 19 else f"'{model}.{method}'"
            msg = f"Private methods (such as {quoted}) cannot be called remotely."
            raise access_error(msg)
        if method not in self._methods:
            raise self._unknown_method(model, method)
        self._check_rights(model, method)
        run, takes_ids = self._methods[method]
        named = {name: value for name, value in kwargs.items() if name != "context"}
        given = list(args)
        if takes_ids and not given:
            given = [named.pop("ids", [])]
        try:
            return run(model, *given, **named)
        except TypeError as error:
            raise type_error(_told(error, named)) from error
        except (AttributeError, IndexError, KeyError, ValueError) as error:
            # A server names whatever its code fell over.
            raise OdooError(f"builtins.{type(error).__name__}", str(error)) from error

    def _unknown_method(self, model: str, method: str) -> OdooError:
        if self._version < 19:
            msg = f"The method '{method}' does not exist on the model '{model}'"
        else:
            msg = f"The method '{model}.{method}' does not exist"
        return OdooError("builtins.AttributeError", msg)

    def _check_rights(self, model: str, method: str) -> None:
        if method == "fields_get" or self._user.may_read_mos or model not in _GUARDED:
            return
        msg = f"You are not allowed to access '{TITLES[model]}' ({model}) records."
        raise access_error(msg)

    # ------------------------------------------------------------------ reading

    def _found(
        self, model: str, domain: object, offset: int, limit: int | None, order: str | None
    ) -> list[Mapping[str, Any]]:
        fields = self._database.fields(model)
        reader = DomainReader(model, fields, self._version, self._database.nulls(model))
        wanted = reader.compile(domain)
        rows = [row for row in self._database.rows(model) if wanted(row)]
        order = order or DEFAULT_ORDER.get(model, "id")
        ordered = sort_rows(rows, order, model, fields)
        end = None if not limit else (offset or 0) + limit
        return ordered[offset or 0 : end]

    def _search_read(
        self,
        model: str,
        domain: object = None,
        fields: Sequence[str] | None = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        load: str | None = "_classic_read",
    ) -> object:
        names = self._names(model, fields)
        return self._shown(model, self._found(model, domain, offset, limit, order), names, load)

    def _search(
        self,
        model: str,
        domain: object = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> object:
        return [row["id"] for row in self._found(model, domain, offset, limit, order)]

    def _search_count(self, model: str, domain: object = None, limit: int | None = None) -> object:
        return len(self._found(model, domain, 0, limit, "id"))

    def _read(
        self,
        model: str,
        ids: int | Sequence[int],
        fields: Sequence[str] | None = None,
        load: str | None = "_classic_read",
    ) -> object:
        names = self._names(model, fields)
        return self._shown(model, self._database.rows_of(model, _ids(ids)), names, load)

    def _fields_get(
        self,
        model: str,
        allfields: Iterable[str] | None = None,
        attributes: Iterable[str] | None = None,
    ) -> object:
        fields = self._database.fields(model)
        wanted = set(allfields) if allfields else fields.keys()
        kept = set(attributes) if attributes else None
        return {
            name: {k: v for k, v in field.items() if kept is None or k in kept}
            for name, field in fields.items()
            if name in wanted
        }

    def _names(self, model: str, asked: Sequence[str] | None) -> list[str]:
        fields = self._database.fields(model)
        names = list(dict.fromkeys(["id", *(asked or fields)]))
        for name in names:
            if name not in fields and name != "id":
                place = "" if self._version >= 19 else "model "
                raise value_error(f"Invalid field {name!r} on {place}{model!r}")
        return names

    def _shown(
        self,
        model: str,
        rows: Iterable[Mapping[str, Any]],
        names: Sequence[str],
        load: str | None,
    ) -> list[dict[str, Any]]:
        if names == ["id"]:
            return [{"id": row["id"]} for row in rows]
        pick = itemgetter(*names)
        shown = [dict(zip(names, pick(row), strict=True)) for row in rows]
        if load != "_classic_read":
            fields: dict[str, Field] = self._database.fields(model)
            for name in names:
                if fields[name]["type"] == "many2one":
                    for row in shown:
                        row[name] = row[name][0] if row[name] else False
        return shown

    # ------------------------------------------------------------------ writing

    def _write(self, model: str, ids: int | Sequence[int], vals: Mapping[str, object]) -> object:
        self._names(model, list(vals))
        try:
            self._database.write(model, _ids(ids), vals)
        except KeyError as error:
            msg = f"Record does not exist or has been deleted.\n(Record: {model}({error.args[0]},))"
            raise OdooError("odoo.exceptions.MissingError", msg, 404) from error
        return True

    def _create(
        self, model: str, vals_list: Mapping[str, object] | Sequence[Mapping[str, object]]
    ) -> object:
        if isinstance(vals_list, Mapping):
            self._names(model, list(vals_list))
            return self._database.create(model, vals_list)
        for vals in vals_list:
            self._names(model, list(vals))
        return [self._database.create(model, vals) for vals in vals_list]

    def _unlink(self, model: str, ids: int | Sequence[int]) -> object:
        self._database.unlink(model, _ids(ids))
        return True


def user_context(user: User) -> dict[str, object]:
    """Return the context of a user, as a login and ``context_get`` tell it."""
    return {"lang": "en_US", "tz": "Asia/Jakarta", "uid": user.uid}


def _ids(ids: int | Sequence[int]) -> list[int]:
    return [ids] if isinstance(ids, int) else list(ids)


def _told(error: TypeError, named: Mapping[str, object]) -> str:
    """Word a wrong call without the names of our own functions."""
    for name in named:
        if f"unexpected keyword argument '{name}'" in str(error):
            return f"BaseModel._read_format() got an unexpected keyword argument '{name}'"
    return "a wrong number or kind of arguments"
