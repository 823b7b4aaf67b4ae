"""What is stored, how long it is kept, and how long the disk lasts."""

from fastapi import APIRouter

from tocsin.api.inputs import Served
from tocsin.model import Storage

router = APIRouter(prefix="/api/v1", tags=["status"])


@router.get("/storage", summary="What is stored, and how long the disk lasts")
def get_storage(services: Served) -> Storage:
    """Return rows, bytes, age and retention by table, the disk, and the days left at the rate of the last 24 hours."""
    return services.storage(services.clock.now())
