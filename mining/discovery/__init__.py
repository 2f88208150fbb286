"""What really happens: the directly-follows graph, the variants, models found by miners."""
