"""The pricing laboratory: structures side by side, parameters turned by keys, every figure following at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from cip_tui.actions import bindings
from cip_tui.messages import Ticket
from cip_tui.model.document import Chart, Document, Insight, Metric
from cip_tui.model.engine.cubes import Scope
from cip_tui.model.errors import CipError
from cip_tui.model.job import Job
from cip_tui.screens.document_screen import DocumentScreen
from cip_tui.screens.pricing_parts import AdviceLine, TypeDialog, grid_columns, grid_rows, tile_of
from cip_tui.screens.spend_parts import chart_series
from widgets.chart import ChartOptions
from widgets.plot import Plot
from widgets.table import VirtualTable
from widgets.tiles import StatTiles

if TYPE_CHECKING:
    from cip_tui.model.period import Period
    from cip_tui.model.ubr.lab import Lab, Parameter
    from cip_tui.model.ubr.lab_documents import GridRow
    from cip_tui.model.ubr.pricing import Session
    from cip_tui.model.ubr.study import Study

PICTURES = ("pricing.sweep", "pricing.margins")


class PricingScreen(DocumentScreen):
    """Headline, the grid of structures and parameters, a picture, and the advice in a sentence."""

    ROOM = "pricing"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("document", "pricing")]

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._study: Study | None = None
        self._chosen = 1
        self._every = False
        self._picture = 0
        self._rows: list[GridRow] = []
        self._past: list[Lab] = []
        self._scope = Scope()

    def compose_room(self) -> ComposeResult:
        """Yield headline, grid, picture and advice."""
        yield StatTiles(id="headline")
        with Container(id="lab"):
            yield VirtualTable("Structures", id="grid", classes="main")
            yield Plot("Picture", id="picture")
        yield AdviceLine(id="advice")

    # Loading

    def ready(self) -> None:
        """Take the months from the calls after the first paint."""
        super().ready()
        self.crumbs("Pricing")
        self.call_after_refresh(self.load)

    def load(self) -> None:
        """Open the laboratory anew over the calls there are; what was turned is kept where it still fits."""
        self._scope = self.cip.scope or Scope()
        workspace, scope = self.workspace, self._scope
        kept = self._session.lab if self._session is not None else None

        def work(job: Job) -> Any:
            session = workspace.pricing(scope, {}, job)
            if session is None:
                return None
            if kept is not None:
                session = replace(session, lab=replace(session.lab, plans=kept.plans, assumed=kept.assumed))
            return _studied(session)

        self.start("open", work, "Replaying real months")

    def on_screen_resume(self) -> None:
        """Replay the days and calls that were chosen on another screen meanwhile."""
        super().on_screen_resume()
        if self._session is not None and (self.cip.scope or Scope()) != self._scope:
            self.load()

    def _follow(self) -> None:
        """Work out what follows from what was just turned; only the newest turn is answered."""
        session = self._session
        if session is None:
            return

        def work(job: Job) -> Any:
            return _studied(session)

        self._show_grid()
        self.start("turn", work, "Replaying")

    def job_done(self, ticket: Ticket, result: Any) -> None:
        """Show what a turn or a search brought."""
        if ticket.group == "optimum":
            self._turned(result)
        elif ticket.group != self.GROUP:
            super().job_done(ticket, result)
        elif result is None:
            self._say_nothing()
        else:
            self._session, self._study, document = result
            super().job_done(ticket, document)

    def job_failed(self, ticket: Ticket, error: CipError, details: str) -> None:
        """Where there is nothing to bill, say so in the room itself."""
        if ticket.group == self.GROUP and self._session is None:
            self.state("")
            self.query_one(AdviceLine).say(str(error))
            return
        super().job_failed(ticket, error, details)

    def _say_nothing(self) -> None:
        self.stale = False
        self.state("")
        self.query_one(AdviceLine).say("There are no calls to replay. Import usage, or load the demo.")

    def show_document(self, document: Document) -> None:
        """Fill headline, grid, picture and advice."""
        metrics = [block for block in document.blocks() if isinstance(block, Metric)]
        self.query_one(StatTiles).show([tile_of(metric) for metric in metrics[:4]])
        self._show_grid()
        self._show_picture()
        insight = next((block for block in document.blocks() if isinstance(block, Insight)), None)
        if insight is not None:
            self.query_one(AdviceLine).say(f"{insight.title}. {insight.recommendation} {insight.outcome}")

    def _show_grid(self) -> None:
        from cip_tui.model.ubr.lab_documents import names, outcome_rows, parameter_rows

        if self._session is None:
            return
        lab = self._session.lab
        structures = names(lab)
        self._chosen = min(self._chosen, len(structures) - 1)
        best = self._study.best.plan.name if self._study is not None else ""
        parameters = [
            replace(row, cells=row.cells + ("",) * (len(structures) - len(row.cells)))
            for row in parameter_rows(lab, every=self._every)
        ]
        outcomes = outcome_rows(self._study) if self._study is not None else []
        outcomes = [row for row in outcomes if len(row.cells) == len(structures)]
        first = not self._rows
        self._rows = [*outcomes, *parameters]
        grid = self.query_one("#grid", VirtualTable)
        grid.show(
            grid_columns(structures, self._chosen, best, self.cip.glyphs),
            grid_rows(self._rows, self._chosen),
            title="Structures",
        )
        if first:
            # The figures stand on top, where they stay in sight; what can be turned begins below them.
            grid.move_to(len(outcomes))

    def _show_picture(self) -> None:
        plot = self.query_one("#picture", Plot)
        blocks = self.document.blocks() if self.document is not None else ()
        charts = {block.id: block for block in blocks if isinstance(block, Chart)}
        chart = charts.get(PICTURES[self._picture])
        if chart is None:
            plot.show(())
            return
        plot.show(chart_series(chart), ChartOptions(y_title=chart.y_title), title=chart.title)

    # What DocumentScreen asks for

    def period(self) -> Period | None:
        """Return the days that are replayed."""
        return self._session.view.period if self._session is not None else None

    def figure_in_focus(self) -> tuple[str, str] | None:
        """Return the tile in focus, else the table of structures."""
        tiles = self.query_one(StatTiles)
        if self.focused is tiles and tiles.chosen is not None:
            return tiles.chosen.id, tiles.chosen.label
        return "pricing.structures", "Structures"

    # Turning

    def _plan(self) -> str:
        from cip_tui.model.ubr.lab_documents import names

        return names(self._session.lab)[self._chosen] if self._session is not None else ""

    def _parameter(self) -> Parameter | None:
        """The parameter under the cursor, or None after saying why there is none."""
        from cip_tui.model.ubr.lab_documents import parameter_at

        if self._session is None:
            return None
        cursor = self.query_one("#grid", VirtualTable).cursor
        row = self._rows[cursor] if cursor < len(self._rows) else None
        found = parameter_at(self._session.lab, self._plan(), row) if row is not None else None
        if found is None:
            words = "Today's fees are what customers pay; choose another structure with ] to turn it"
            self.cip.toast(words if self._chosen == 0 else "Move to a price of this structure to turn it")
        return found

    def _turned(self, lab: Lab) -> None:
        if self._session is not None:
            self._past.append(self._session.lab)
            self._session = replace(self._session, lab=lab)
            self._follow()

    def action_turn(self, steps: int) -> None:
        """Move the parameter under the cursor by steps."""
        parameter = self._parameter()
        if parameter is not None and self._session is not None:
            lab = self._session.lab
            self._try(lambda: lab.turned(parameter, steps))

    def _try(self, make: Any) -> None:
        try:
            self._turned(make())
        except CipError as error:
            self.cip.toast(error.message)

    def action_type(self) -> None:
        """Type a value for the parameter under the cursor."""
        parameter = self._parameter()
        if parameter is None:
            return

        def typed(text: str | None) -> None:
            if text is not None and self._session is not None:
                lab = self._session.lab
                self._try(lambda: lab.typed(parameter, text))

        now = "none" if parameter.value is None else f"{parameter.value:f}"
        self.app.push_screen(TypeDialog(parameter.id, parameter.unit, now), typed)

    def action_choose(self, step: int) -> None:
        """Choose the structure to turn."""
        from cip_tui.model.ubr.lab_documents import names

        if self._session is not None:
            self._chosen = (self._chosen + step) % len(names(self._session.lab))
            self._show_grid()

    def action_undo(self) -> None:
        """Take the last turn back."""
        if self._past and self._session is not None:
            self._session = replace(self._session, lab=self._past.pop())
            self._follow()
        else:
            self.cip.toast("There is nothing to undo")

    def action_pin(self) -> None:
        """Keep the chosen structure aside as it is now, to compare with."""
        if self._session is not None:
            lab, name = self._session.lab, self._plan()
            self._try(lambda: lab.pin(name))

    def action_elasticity(self, step: int) -> None:
        """Assume that customers respond more or less to their bills."""
        if self._session is not None:
            now = float(self._session.lab.assumed.elasticity.get("*", 1.0))
            self._turned(self._session.lab.with_elasticity(now + step * 0.25))
            self.cip.toast(f"Assumed elasticity: {max(now + step * 0.25, 0.0):g}")

    def action_every(self) -> None:
        """Show minimum, cap and credit too, or hide them where they are not set."""
        self._every = not self._every
        self._show_grid()

    def action_picture(self) -> None:
        """Show the next picture: elasticity sweep, margin histogram. On small screens it takes the grid's place."""
        lab = self.query_one("#lab")
        if self.has_class("-h24"):
            seen = lab.has_class("-picture")
            self._picture = (self._picture + 1) % len(PICTURES) if seen else 0
            lab.set_class(not seen or self._picture > 0, "-picture")
        else:
            self._picture = (self._picture + 1) % len(PICTURES)
        self._show_picture()

    def action_optimise(self) -> None:
        """Search the best base, allowance and overage for each tier."""
        if self._session is None:
            return
        lab = self._session.lab

        def work(job: Job) -> Lab:
            from cip_tui.model.ubr.optimise import Limits, optimise

            job.progress("Searching prices")
            plan, _ = optimise(lab.replay, lab.customers, lab.plans[0], lab.assumed, Limits(), job.check)
            return lab.with_plan(plan)

        self.state(f"Searching prices {self.cip.glyphs.ellipsis} esc stops")
        self.cip.jobs.start(self, "optimum", lab, work, label="Searching prices")

    def action_save(self) -> None:
        """Write the structures as a plan file."""
        if self._session is None:
            return
        from cip_tui.model.ubr.plans import write_plans
        from cip_tui.screens.export import ExportDialog

        text = write_plans(list(self._session.lab.plans))
        self.app.push_screen(ExportDialog("plans.toml", lambda job: text, title="Save the structures as a plan file"))

    @on(VirtualTable.RowSelected)
    def _open(self, message: VirtualTable.RowSelected) -> None:
        message.stop()
        self.action_type()

    def action_customers(self) -> None:
        """List every customer's bill under the chosen structure."""
        if self._session is not None and self._study is not None:
            from cip_tui.screens.pricing_customers import CustomersScreen

            self.app.push_screen(CustomersScreen(self._session.lab, self._study, self._plan()))


def _studied(session: Session) -> tuple[Session, Study, Document]:
    done = session.lab.study()
    return session, done, session.document(done)
