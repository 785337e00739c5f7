"""The console of staff and admins: its routes, and who may use each."""

from aiohttp import web

from bot.web.staff import (
    audit,
    desk,
    documents,
    door,
    figures,
    files,
    people,
    switches,
    talks,
    taught,
    verdicts,
)
from bot.web.staff.guard import for_admins, for_staff


def routes() -> list[web.RouteDef]:
    """Return all routes; a handler that isn't wrapped is open to everybody."""
    return [
        web.get("/staff", for_staff(door.home)),
        web.get("/staff/enter", door.threshold),
        web.post("/staff/enter", door.enter),
        web.post("/staff/leave", for_staff(door.leave)),
        web.get("/staff/figures", for_staff(figures.show_figures)),
        web.get("/staff/figures/{name}.svg", for_staff(figures.show_chart)),
        web.get("/staff/figures/{name}.{form:csv|json}", for_staff(figures.send_file)),
        web.get("/staff/desk", for_staff(desk.first_queue)),
        web.get("/staff/desk/{queue}", for_staff(desk.show_queue)),
        web.get("/staff/questions/{id}", for_staff(desk.show_item)),
        web.post("/staff/questions/{id}/verdict", for_staff(verdicts.judge)),
        web.post("/staff/questions/{id}/synonym", for_staff(verdicts.add_synonym)),
        web.post("/staff/questions/{id}/undo", for_staff(verdicts.undo)),
        web.post("/staff/questions/{id}/reply", for_staff(verdicts.reply)),
        *_talk_routes(),
        web.get("/staff/clauses", for_staff(desk.find)),
        web.get("/staff/taught", for_staff(taught.show_taught)),
        web.post("/staff/taught/{number}/{act}", for_staff(taught.change)),
        web.get("/staff/people", for_admins(people.show_people)),
        web.post("/staff/people", for_admins(people.add)),
        web.post("/staff/people/{member}/remove", for_admins(people.remove)),
        *_file_routes(),
        web.get("/staff/switches", for_admins(switches.show_switches)),
        web.post("/staff/switches", for_admins(switches.switch_off)),
        web.post("/staff/switches/{silence}/on", for_admins(switches.switch_on)),
        web.get("/staff/audit", for_admins(audit.show_audit)),
    ]


def _talk_routes() -> list[web.RouteDef]:
    talk = "/staff/talks/{id}"
    return [
        web.get("/staff/talks", for_staff(talks.show_talks)),
        web.get(talk, for_staff(talks.show_talk)),
        web.get(f"{talk}/messages", for_staff(talks.show_news)),
        web.post(f"{talk}/messages", for_staff(talks.write)),
        web.post(f"{talk}/take", for_staff(talks.take)),
        web.post(f"{talk}/takeover", for_staff(talks.take_over)),
        web.post(f"{talk}/back", for_staff(talks.give_back)),
        web.post(f"{talk}/close", for_staff(talks.close)),
    ]


def _file_routes() -> list[web.RouteDef]:
    document = "/staff/documents/{document}"
    draft = "/staff/files/drafts/{draft}"
    return [
        web.get("/staff/files", for_admins(files.show_files)),
        web.post("/staff/files", for_admins(files.upload, reads_body=True)),
        web.post("/staff/files/folder", for_admins(files.check_folder)),
        web.get("/staff/files/checks/{check}", for_admins(files.show_check)),
        web.get(draft, for_admins(files.show_draft)),
        web.post(f"{draft}/publish", for_admins(files.publish)),
        web.post(f"{draft}/discard", for_admins(files.discard)),
        web.get(document, for_admins(documents.show_document)),
        web.get(f"{document}/rollback", for_admins(documents.confirm_roll_back)),
        web.post(f"{document}/rollback", for_admins(documents.roll_back)),
        web.get(f"{document}/withdraw", for_admins(documents.confirm_withdrawal)),
        web.post(f"{document}/withdraw", for_admins(documents.withdraw)),
    ]
