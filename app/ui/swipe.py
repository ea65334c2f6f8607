"""A finger scrolls anywhere: a scroll bar is too narrow for a glove."""

from PySide6.QtWidgets import QAbstractScrollArea, QScroller, QScrollerProperties

Metric = QScrollerProperties.ScrollMetric
Policy = QScrollerProperties.OvershootPolicy


def let_swipe(view: QAbstractScrollArea) -> None:
    """Let a finger that moves over `view` scroll it; a tap and a mouse do what they did.

    Not for a view in which one tap does something: a moved finger ends on the row where it began,
    for that goes along, and counts as a tap on it.
    """
    viewport = view.viewport()
    QScroller.grabGesture(viewport, QScroller.ScrollerGestureType.TouchGesture)
    scroller = QScroller.scroller(viewport)
    properties = scroller.scrollerProperties()
    for metric in (Metric.HorizontalOvershootPolicy, Metric.VerticalOvershootPolicy):
        properties.setScrollMetric(metric, Policy.OvershootAlwaysOff)
    scroller.setScrollerProperties(properties)
