"""Hours of work: who works when, and when every instance was worked on."""
