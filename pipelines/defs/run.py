"""Running jobs in this process, without a UI: what `lingpao nightly` and `lingpao demo` do."""

import fcntl
import logging
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import dagster as dg

from pipelines.definitions import build_defs, installation_of
from pipelines.defs.history import open_instance
from pipelines.defs.ingest import raw_key
from pipelines.defs.normalise import normalised_key
from pipelines.defs.reading import FEEDS, PAGES
from pipelines.defs.release import RELEASE
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.sample_platform import SamplePlatform
from pipelines.stages.freezing import Verdict, publications, verdicts
from pipelines.stages.normalise import normalise_source
from pipelines.stages.notify import report_failure
from pipelines.stages.recording import open_ledger
from pipelines.stages.sample import is_sample, refuse_sample

_DBT_ERRORS = "Errors parsed from dbt logs:"
_BY_COMMAND = {"lingpao/launched_by": "command"}


class BusyError(RuntimeError):
    """Another command works on the same data root."""


@dataclass(frozen=True)
class Failure:
    """A step that failed: its name, what it said, and whether its run had made a release before."""

    step: str
    message: str
    is_released: bool = False


@contextmanager
def instance_of(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The orchestrator's instance under the data root; its configuration is laid down first."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    template = PROJECT_ROOT / "pipelines" / "config" / "dagster.yaml"
    if not (home / "dagster.yaml").exists():
        shutil.copyfile(template, home / "dagster.yaml")
    with open_instance(home) as instance:
        yield instance


class Runner:
    """Jobs of one installation, run one after the other."""

    def __init__(self, settings: Settings, **overrides: object) -> None:
        self.installation = installation_of(settings, **overrides)
        self._defs = build_defs(settings, **overrides)

    def run(
        self,
        job: str,
        fetched_on: date | None = None,
        sources: Sequence[str] = (),
        without: Collection[dg.AssetKey] = (),
    ) -> list[Failure]:
        """Runs a job to its end; an empty list when everything in it succeeded.

        Args:
            job: nightly, ingest or build.
            fetched_on: the fetch date of the partitioned jobs.
            sources: only these are fetched; all when empty. What lies downstream runs over
                everything there is.
            without: assets of the job that are not made this time.
        """
        definition = self._defs.resolve_job_def(job)
        partition = fetched_on.isoformat() if fetched_on else None
        settings = self.installation.settings
        with _alone(settings), instance_of(settings) as instance, _quiet_console():
            _bury_the_dead(instance)
            result = definition.execute_in_process(
                instance=instance,
                tags=_BY_COMMAND,
                partition_key=partition,
                asset_selection=self._selection(definition, sources, without),
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                raise_on_error=False,
            )
        failures = failures_of(result, job)
        if failures:
            report_failure(
                self.installation,
                run_id=result.run_id,
                job=job,
                partition=partition,
                steps=[failure.step for failure in failures],
                message="\n".join(failure.message for failure in failures),
            )
        return failures

    def _selection(
        self,
        definition: dg.JobDefinition,
        sources: Sequence[str],
        without: Collection[dg.AssetKey],
    ) -> list[dg.AssetKey] | None:
        if not sources and not without:
            return None
        left_out = set(without) | {
            key
            for name in self.installation.sources
            if sources and name not in sources
            for key in (raw_key(name), normalised_key(name))
        }
        return [key for key in definition.asset_layer.executable_asset_keys if key not in left_out]


def failures_of(result: dg.ExecuteInProcessResult, job: str) -> list[Failure]:
    """What failed in a run; a blocking check speaks for itself, not by the error it became."""
    if result.success:
        return []
    blocked = [
        Failure(evaluation.check_name, sentence)
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR
        for sentence in _sentences(evaluation)
    ]
    made = result.get_asset_materialization_events()
    is_released = any(event.asset_key == RELEASE for event in made)
    steps = [
        Failure(event.step_key or job, _message(event), is_released)
        for event in result.all_events
        if event.is_step_failure
    ]
    return blocked or steps or [Failure(job, "运行未成功，详见运行记录")]


def _sentences(evaluation: dg.AssetCheckEvaluation) -> list[str]:
    failed = evaluation.metadata.get("failed")
    if isinstance(failed, dg.JsonMetadataValue) and isinstance(failed.data, list):
        return [str(sentence) for sentence in failed.data]
    return [f"{evaluation.asset_key.to_user_string()} 的检查 {evaluation.check_name} 未通过"]


def _message(event: dg.DagsterEvent) -> str:
    """What the innermost error of a failed step said."""
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    said = (error.message if error else event.message or "").strip()
    # dbt's own words; before them stands a command that names every model
    return said.rpartition(_DBT_ERRORS)[2].strip()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Holds the data root for one command; the lock goes with the process, however it ends.

    Raises:
        BusyError: another command holds it.
    """
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    with (settings.dagster_home / "command.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"另一个 lingpao 命令正在使用 {settings.data_root}：请等它结束后再运行"
            ) from error
        yield


def _bury_the_dead(instance: dg.DagsterInstance) -> None:
    """Ends the runs of commands that were killed, and frees the pools that they still hold.

    No daemon need be there to do it; who holds `_alone` knows that no other command is running.
    """
    unfinished = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
    for run in instance.get_runs(dg.RunsFilter(tags=_BY_COMMAND, statuses=unfinished)):
        instance.report_run_failed(run, "进程中断：运行未结束")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


@contextmanager
def _quiet_console() -> Iterator[None]:
    """Dagster's own loggers write to files only; people read progress instead."""
    loggers = [logging.getLogger(name) for name in ("dagster", "dagster_dbt", "great_expectations")]
    before: list[tuple[Callable[[int], None], int]] = [(log.setLevel, log.level) for log in loggers]
    for log in loggers:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for restore, level in before:
            restore(level)


def run_nightly(
    settings: Settings,
    *,
    fetched_on: date,
    today: date,
    sources: Sequence[str],
    accept_shrink: frozenset[str],
    say: Callable[[str], None],
) -> list[Failure]:
    """The main job for a fetch date.

    Raises:
        ValueError: the date cannot be fetched, a source is unknown, or the data root holds the
            sample.
    """
    refuse_sample(settings)
    enabled = installation_of(settings).sources
    unknown = [name for name in (*sources, *accept_shrink) if name not in enabled]
    if unknown:
        raise ValueError(f"没有启用的来源 {'、'.join(unknown)}；现有：{'、'.join(enabled)}")
    if fetched_on > today:
        raise ValueError(f"采集日 {fetched_on} 在未来（今天是 {today}）")
    online = [name for name in sources or enabled if enabled[name].coverage != "files"]
    if fetched_on < today and online:
        raise ValueError(
            f"{fetched_on} 已过去，平台只能采到今天的样子：{'、'.join(online)}；"
            "请以 --source 只选文件来源，或去掉 --on"
        )
    runner = Runner(settings, say=say, accept_shrink=accept_shrink)
    return runner.run("nightly", fetched_on, sources)


def run_rebuild(
    settings: Settings, say: Callable[[str], None], without: Collection[dg.AssetKey] = ()
) -> list[Failure]:
    """Deletes what is derived and makes it again from raw pages and decisions, date by date.

    Assets that `without` names are not made.
    """
    with _with_sources(settings) as given:
        with _alone(given):
            for folder in (given.normalised, given.warehouse.parent):
                shutil.rmtree(folder, ignore_errors=True)
            runner = Runner(given, say=say)
            installation = runner.installation
            nights = sorted(
                (day, name) for name in installation.sources for day in installation.raw.dates(name)
            )
            for day, name in nights:
                say(normalise_source(installation.sources[name], installation, day).sentence)
        return runner.run("build", without=without)


@contextmanager
def _with_sources(settings: Settings) -> Iterator[Settings]:
    """The settings with the sources that the raw pages came from: of the sample its platform."""
    if not is_sample(settings):
        yield settings
        return
    with SamplePlatform(settings.sample) as platform:
        yield replace(settings, source_urls=platform.source_urls())


def run_verify(settings: Settings, say: Callable[[str], None]) -> Iterator[Verdict]:
    """Makes everything again from raw pages in a scratch folder, and compares published boards.

    Yields:
        A verdict for each publication, oldest first.

    Raises:
        RuntimeError: making it again failed.
    """
    with closing(open_ledger(settings)) as ledger:
        if not publications(ledger):
            return
        with tempfile.TemporaryDirectory(dir=settings.data_root, prefix=".verify-") as folder:
            remade = replace(settings, data_root=Path(folder), ledger_url=ledger.url)
            # the same pages under another root: nothing here writes to them
            remade.raw.symlink_to(settings.raw, target_is_directory=True)
            say("在临时文件夹中由原始页面重新计算，核对后删除；现有发布快照不受影响")
            if failures := run_rebuild(remade, say, without=(PAGES, FEEDS)):
                raise RuntimeError(f"重新计算失败：{failures[0].step}：{failures[0].message}")
            yield from verdicts(settings, remade, ledger)
