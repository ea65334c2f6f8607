"""The line at the bottom: what the last sync did, and the version."""

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain.clock import Clock
from app.services.messages import SyncPhase, SyncStatus
from app.texts import tr
from app.texts.formats import clock as when
from app.texts.formats import number
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.labels import ElidedLabel, label
from app.ui.sync_words import missing, sync_words, unconnected


class StatusLine(QFrame):
    """Details for who looks for them."""

    def __init__(self, zone: tzinfo, version: str, clock: Clock) -> None:
        """Begin with nothing synchronised."""
        super().__init__()
        self.setObjectName("statusLine")
        self._zone, self._version, self._clock = zone, version, clock
        self._backed_up: datetime | None = None
        self._status = SyncStatus()
        self._sync = ElidedLabel(tone="muted", figures="numbers")
        self._backup = label(tone="muted", figures="numbers")
        self._program = label(tone="muted")
        row = QHBoxLayout(self)
        side = theme.sizes().gap + theme.px(8)
        row.setContentsMargins(side, theme.px(5), side, theme.px(5))
        row.addWidget(self._sync, 1)
        row.addWidget(self._backup)
        row.addSpacing(theme.sizes().gap * 2)
        row.addWidget(self._program)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._program.setText(tr("Stasiun MO {version}", version=self._version))
        if self._backed_up is not None:
            time = when(self._backed_up, self._zone, self._clock())
            self._backup.setText(tr("Last backup {time}", time=time))
        self._say()

    def show_backup(self, moment: datetime) -> None:
        """Show when the last backup was made."""
        self._backed_up = moment
        self.retranslate()

    def show_sync(self, status: SyncStatus) -> None:
        """Show what the last pass did."""
        self._status = status
        self._say()

    def _say(self) -> None:
        status = self._status
        if status.phase is SyncPhase.FAILED and status.problem is not None:
            if unconnected(status):
                self._sync.set_tone("muted")
                self._sync.setText(missing(status.problem))
                return
            self._sync.set_tone(sync_words(status, 0, self._zone, None).tone)
            self._sync.setText(tr("Last sync failed: {reason}", reason=sentence(status.problem)))
            return
        self._sync.set_tone("muted")
        if status.last_success is None and status.phase is SyncPhase.RUNNING:
            self._sync.setText(tr("Synchronising…"))
            return
        if status.last_success is None:
            self._sync.setText(tr("No sync yet since the program started."))
            return
        counts = status.counts
        parts = [
            tr("{count} new from Odoo", count=number(counts.inserted)),
            tr("{count} changed", count=number(counts.updated)),
        ]
        for count, text in (
            (counts.renamed, tr("{count} renamed", count=number(counts.renamed))),
            (counts.gone, tr("{count} gone", count=number(counts.gone))),
            (counts.clashed, _duplicates(counts.clashed)),
            (counts.skipped, tr("{count} unreadable", count=number(counts.skipped))),
        ):
            if count:
                parts.append(text)
        self._sync.setText(
            tr(
                "Sync finished {time} in {seconds} s: {parts}",
                time=when(status.last_success, self._zone, self._clock()),
                seconds=number(max(0.1, round(status.last_duration, 1))),
                parts=", ".join(parts),
            )
        )


def _duplicates(count: int) -> str:
    if count == 1:
        return tr("1 duplicate name")
    return tr("{count} duplicate names", count=number(count))
