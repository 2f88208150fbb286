"""Any export -> `EventLog`: `mining.reading.door` is the way in."""
