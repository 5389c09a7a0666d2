"""Property tests look at many small worlds; a busy machine is no reason for one to fail."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "engine", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")
