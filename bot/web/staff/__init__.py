"""The console of staff and admins: its routes, and who may use each."""

from aiohttp import web

from bot.web.staff import audit, desk, door, people, taught, verdicts
from bot.web.staff.guard import for_admins, for_staff


def routes() -> list[web.RouteDef]:
    """Return all routes; a handler that isn't wrapped is open to everybody."""
    return [
        web.get("/staff", for_staff(door.home)),
        web.get("/staff/enter", door.threshold),
        web.post("/staff/enter", door.enter),
        web.post("/staff/leave", for_staff(door.leave)),
        web.get("/staff/desk", for_staff(desk.first_queue)),
        web.get("/staff/desk/{queue}", for_staff(desk.show_queue)),
        web.get("/staff/questions/{id}", for_staff(desk.show_item)),
        web.post("/staff/questions/{id}/verdict", for_staff(verdicts.judge)),
        web.post("/staff/questions/{id}/synonym", for_staff(verdicts.add_synonym)),
        web.post("/staff/questions/{id}/undo", for_staff(verdicts.undo)),
        web.get("/staff/clauses", for_staff(desk.find)),
        web.get("/staff/taught", for_staff(taught.show_taught)),
        web.post("/staff/taught/{number}/{act}", for_staff(taught.change)),
        web.get("/staff/people", for_admins(people.show_people)),
        web.post("/staff/people", for_admins(people.add)),
        web.post("/staff/people/{member}/remove", for_admins(people.remove)),
        web.get("/staff/audit", for_admins(audit.show_audit)),
    ]
