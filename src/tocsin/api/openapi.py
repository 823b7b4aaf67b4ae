"""Prints the OpenAPI document: `python -m tocsin.api.openapi > ui/openapi.json`."""

import json
import sys

from tocsin.api.application import openapi_document

if __name__ == "__main__":
    sys.stdout.write(json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n")
