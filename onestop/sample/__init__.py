"""The sample office: a ward's centre with its staff, catalogue and cases."""
