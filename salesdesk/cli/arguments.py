"""The arguments and options that several commands share."""

from typing import Annotated

import typer

from salesdesk.language import N_

Unit = Annotated[str, typer.Argument(metavar="UNIT", help=N_("A unit by its code, or by its room if only one has it"))]
Deal = Annotated[str, typer.Argument(metavar="DEAL", help=N_("A deal by its number, such as D-0042"))]
Customer = Annotated[
    str, typer.Option("--customer", metavar="CUSTOMER", help=N_("A customer by number, phone or whole name"))
]
CustomerName = Annotated[str, typer.Argument(metavar="CUSTOMER", help=N_("A customer by number, phone or whole name"))]
Plan = Annotated[str, typer.Option("--plan", metavar="PLAN", help=N_("A way of paying; see `salesdesk plan list`"))]
FundQuota = Annotated[
    str | None,
    typer.Option("--fund-quota", metavar="AMOUNT", help=N_("What the provident fund lends this buyer at most")),
]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="NAME", help=N_("An extra or a rebate that the order has; may be repeated")),
]
Reason = Annotated[str, typer.Option("--reason", metavar="REASON", help=N_("Why"))]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help=N_("What to remember about it"))]
Minutes = Annotated[
    str | None, typer.Option("--minutes", metavar="N", help=N_("How long; without it, as the project usually does"))
]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help=N_("The day; without it, today"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Show what would happen and change nothing"))]
