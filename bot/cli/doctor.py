"""`policybot doctor`: every check as a line, and what to do below those that failed."""

import asyncio

from bot.doctor import Finding, examine
from bot.settings import Settings, read_settings
from knowledge.mending import printable


def examine_installation() -> bool:
    """Print what was found; return whether all is well."""
    failed = asyncio.run(_examine(read_settings()))
    print(f"发现 {failed} 个问题，请按上面的说明处理。" if failed else "没有发现问题。")
    return not failed


async def _examine(settings: Settings) -> int:
    """Print each finding as soon as it is there; return how many are problems."""
    failed = 0
    async for finding in examine(settings):
        failed += _show(finding)
    from bot.telegram.checkup import check_telegram  # half a second of imports, when the rest has been said

    for finding in await check_telegram(settings):
        failed += _show(finding)
    return failed


def _show(finding: Finding) -> bool:
    """Print a finding; return whether it is a problem."""
    print(printable(f"{'✗' if finding.advice else '✓'} {finding.text}"), flush=True)
    if finding.advice:
        for line in finding.advice.splitlines():
            print(printable(f"    {line}"), flush=True)
    return finding.advice is not None
