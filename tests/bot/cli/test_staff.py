"""`policybot staff`."""

import re


def test_members_are_added_listed_and_removed(policybot):
    assert "还没有工作人员" in policybot("staff", "list").out
    assert policybot("staff", "add", "4001", "小李", "--admin").out == "小李 现在是管理员。\n"
    assert policybot("staff", "add", "4002").out == "4002 现在是工作人员。\n"
    listed = policybot("staff", "list", POLICYBOT_STAFF="3001").out
    assert listed == "管理员 4001 小李\n工作人员 3001（由设置指定）\n工作人员 4002\n"
    assert policybot("staff", "remove", "4001").out == "4001 不再是工作人员，登录也已失效。\n"
    assert policybot("staff", "remove", "4001").refusal == "没有编号为 4001 的工作人员；请先看看名单。"


def test_a_link_begins_with_the_address_that_is_set(policybot):
    policybot("staff", "add", "4001")
    run = policybot("staff", "link", "4001", POLICYBOT_URL="https://policy.example/")
    assert re.match(r"https://policy\.example/staff/enter\?link=[0-9a-f]{64}\n只能用一次", run.out)
    assert policybot("staff", "link", "5").refusal == "5 不是工作人员；请先由管理员加进名单。"


def test_what_is_no_number_is_wrong_usage(policybot):
    assert policybot("staff", "add", "小李").status == 2
    assert policybot("staff", "add", "0").refusal.startswith("Telegram 编号应是一串数字")
