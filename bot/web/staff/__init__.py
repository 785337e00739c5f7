"""The console of staff and admins: its routes, and who may use each."""

from aiohttp import web

from bot.web.staff import audit, door, people, switches
from bot.web.staff.guard import for_admins, for_staff


def routes() -> list[web.RouteDef]:
    """Return all routes; a handler that isn't wrapped is open to everybody."""
    return [
        web.get("/staff", for_staff(door.home)),
        web.get("/staff/enter", door.threshold),
        web.post("/staff/enter", door.enter),
        web.post("/staff/leave", for_staff(door.leave)),
        web.get("/staff/people", for_admins(people.show_people)),
        web.post("/staff/people", for_admins(people.add)),
        web.post("/staff/people/{member}/remove", for_admins(people.remove)),
        web.get("/staff/switches", for_admins(switches.show_switches)),
        web.post("/staff/switches", for_admins(switches.switch_off)),
        web.post("/staff/switches/{silence}/on", for_admins(switches.switch_on)),
        web.get("/staff/audit", for_admins(audit.show_audit)),
    ]
