"""What is true of orders, labels and operations, whatever stores, syncs or shows them."""
