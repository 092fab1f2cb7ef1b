"""The command line: which commands there are."""

from __future__ import annotations

import atexit
import gc

import click

from pipelines.commands import asking, deciding, forms, keeping, numbers, publishing, running


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lingpao")
def main() -> None:
    """企业标准“领跑者”数据管道：采集、规范化、核对国家标准、排行、发布。"""
    # what a command leaves goes with its process: nobody need look through it for cycles
    atexit.register(gc.freeze)


for _command in (
    running.demo,
    running.nightly,
    running.rebuild,
    running.dev,
    asking.parse,
    asking.rank,
    asking.changes,
    asking.check,
    asking.survey,
    asking.explain,
    deciding.record_decision,
    deciding.list_due,
    deciding.import_sent,
    deciding.ledger,
    deciding.verify,
    keeping.make_backup,
    keeping.restore_backup,
    publishing.report,
    publishing.build_site,
):
    main.add_command(_command)

for _paper in (
    forms.report_scheme,
    forms.report_board,
    forms.report_leaders,
    forms.report_certificate,
    forms.report_notice,
    numbers.report_body_summary,
    numbers.report_field,
    numbers.report_quarter,
):
    publishing.report.add_command(_paper)


if __name__ == "__main__":
    main()
