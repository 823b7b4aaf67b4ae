"""The demo: a real server, a real product, a bad prompt release, and the way back: `python -m tocsin.drill.demo`.

It knows Tocsin as a stranger does, by its command line and its REST API, and fails unless everything really happened.
"""
