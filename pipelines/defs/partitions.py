"""The one partitioning of the job.

Fetch dates at Shanghai, keyed by the day on which a fetch starts.
"""

import dagster as dg

TIMEZONE = "Asia/Shanghai"

fetch_dates = dg.DailyPartitionsDefinition(
    # the first year from which a catalogue could be loaded as files; end_offset makes today a
    # partition
    start_date="2018-01-01",
    timezone=TIMEZONE,
    end_offset=1,
)
