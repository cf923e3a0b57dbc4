"""What people see and hold: phones, desk, wall, write-up. Knows sessions and cards."""
