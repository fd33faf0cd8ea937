"""The stores, behind one contract."""
