"""Partitionings, and how old what the night makes may become.

Fetch dates at Shanghai, keyed by the day on which a fetch starts; years that are reported on.
"""

from datetime import timedelta

import dagster as dg

TIMEZONE = "Asia/Shanghai"

fetch_dates = dg.DailyPartitionsDefinition(
    # the first year from which a catalogue could be loaded as files; end_offset makes today a
    # partition
    start_date="2018-01-01",
    timezone=TIMEZONE,
    end_offset=1,
)

years = dg.TimeWindowPartitionsDefinition(
    # programmes begin in 2018; end_offset makes the year under way a partition: December sums it up
    start="2018",
    fmt="%Y",
    cron_schedule="0 0 1 1 *",
    timezone=TIMEZONE,
    end_offset=1,
)

every_night_anew = dg.FreshnessPolicy.time_window(
    # a night is 24 hours; one that is missing must be seen before the second
    fail_window=timedelta(hours=48),
    warn_window=timedelta(hours=30),
)
