"""The command `mcp`: the graph for assistants."""

from __future__ import annotations

import click

from kg.commands.console import Command, Run

TRANSPORTS = ("stdio", "http")  # as mcp.TRANSPORTS, which a test compares


@click.command(cls=Command, name="mcp")
@click.option("--transport", type=click.Choice(TRANSPORTS), default="stdio", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8766, show_default=True, metavar="P")
@click.option("--link-base", envvar="KG_LINK_BASE", show_envvar=True, default="", metavar="URL")
@click.pass_obj
def mcp_command(run: Run, transport: str, port: int, link_base: str) -> None:
    from kg import mcp

    run.check_built()
    mcp.run(run.settings, transport, port, link_base, lambda address: run.tell("mcp_serving", address=address))
