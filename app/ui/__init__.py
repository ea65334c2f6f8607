"""What the person at the line sees and touches: the window, its dialogs, its questions."""
