"""What conformance and waste say together: what deviations cost, and whether the service is in order."""
