import threading
from queue import Queue

import pytest

from app import texts
from app.texts import tr


def test_a_language_counts_inside_and_for_nobody_else() -> None:
    texts.use("id")
    inside = Queue[str]()
    with texts.speaking("en"):
        other = threading.Thread(target=lambda: inside.put(tr("Ready")))
        other.start()
        other.join()
        assert (tr("Ready"), texts.language()) == ("Ready", "en")
    assert (tr("Ready"), texts.language()) == (inside.get(), "id") == ("Siap", "id")


def test_a_language_without_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="de"), texts.speaking("de"):
        pass
