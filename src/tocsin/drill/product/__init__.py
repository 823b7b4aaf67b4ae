"""A support assistant in its own process, instrumented with the OpenTelemetry SDK: `python -m tocsin.drill.product`.

Models, users and latencies are simulated; the telemetry is real. How it behaves follows from its prompt's text alone.
"""
