"""Where the store lies."""

from pathlib import Path

from app import config
from app.domain.errors import Code, EnvironmentFaultError, Problem


def make_store_folder(store: Path) -> None:
    """Make the folder of `store` if it is the program's own; another one has to exist.

    A path with a typing error shall not leave folders behind, and a store beside the real one.

    Raises:
        EnvironmentFaultError: `Code.STORE_FOLDER_MISSING`, `STORE_IS_FOLDER`, `STORE_UNWRITABLE`.
    """
    code = None
    try:
        if store.parent == config.data_folder():
            store.parent.mkdir(parents=True, exist_ok=True)
        if store.is_dir():
            code = Code.STORE_IS_FOLDER
        elif not store.parent.is_dir():
            code = Code.STORE_FOLDER_MISSING
    except OSError:
        code = Code.STORE_UNWRITABLE
    if code is not None:
        raise EnvironmentFaultError(Problem(code, params={"file": str(store)}))
