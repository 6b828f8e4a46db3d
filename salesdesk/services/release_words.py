"""Words for the release of a batch."""

from salesdesk.language import ntr
from salesdesk.services.batches import ReleaseAnswer


def release_said(answer: ReleaseAnswer) -> str:
    """Say how many units a release puts on sale, or would put."""
    count = answer.released
    if answer.dry_run:
        said = ntr("{count} unit of {batch} would be on sale.", "{count} units of {batch} would be on sale.", count)
    else:
        said = ntr("{count} unit of {batch} is on sale.", "{count} units of {batch} are on sale.", count)
    return said.format(count=count, batch=answer.batch)
