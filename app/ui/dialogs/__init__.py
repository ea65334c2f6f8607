"""The dialogs of the window, one file each; they take plain data and emit `submitted`."""
