"""The steps of a filing's life, one URL each: ``/filings/<reference>/<action>/``."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from changxing_union.filing import services
from changxing_union.filing.annexes import annex_of, step_label
from changxing_union.filing.blockers import opinion_warnings, step_blockers
from changxing_union.filing.cellforms import PrintedCell, row_key
from changxing_union.filing.cells import county_cells, shown_cells
from changxing_union.filing.forms import ReasonForm, SignForm
from changxing_union.filing.models import Filing, Opinion
from changxing_union.filing.paper import RowPages, RowWindow
from changxing_union.filing.permissions import can_sign_box
from changxing_union.filing.services.rows import is_repeated
from changxing_union.filing.transitions import Transition, step_called
from changxing_union.filing.views.lookup import filing_or_404
from changxing_union.filing.views.tables import shown_lines
from changxing_union.kernel.refusals import refuse_if
from changxing_union.kernel.text import tidy_line
from changxing_union.organizations.acts import Act
from changxing_union.organizations.http import SignedInRequest, act_of
from changxing_union.web.requests import is_own_url

Handler = Callable[[SignedInRequest, Filing, Transition], HttpResponse]
FLAG_REASON_LENGTH = 200
FLAG_REASONS = (
    "填写有误，请核对",
    "内容不完整，请补充",
    "与盖章扫描件不一致",
    "请更换清晰的扫描件",
)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedInRequest, reference: str, action: str) -> HttpResponse:
    """Take the step named in the URL; a GET shows its page, or the case where it has none."""
    filing = filing_or_404(request, reference)
    found = step_called(annex_of(filing).life, action)
    if found is None:
        raise Http404
    return HANDLERS[action](request, filing, found)


def _done(request: SignedInRequest, filing: Filing, sentence: str) -> HttpResponse:
    """Back to the case, or to the list the button stood on (``next``)."""
    messages.success(request, sentence)
    wanted = request.POST.get("next", "")
    return redirect(wanted if wanted and is_own_url(request, wanted) else filing)


def _plain(service: Callable[..., Filing], sentence: str) -> Handler:
    """A step that is one button on the case page."""

    def handle(request: SignedInRequest, filing: Filing, step: Transition) -> HttpResponse:
        if request.method != "POST":
            return redirect(filing)
        moved = service(filing, act=act_of(request))
        label = step_label(moved, step)
        return _done(request, moved, sentence.format(filing=moved, label=label))

    return handle


def _with_reason(service: Callable[..., Filing], sentence: str) -> Handler:
    """A step that needs a reason, asked for on a page of its own."""

    def handle(request: SignedInRequest, filing: Filing, step: Transition) -> HttpResponse:
        act = act_of(request)
        _refuse_if_blocked(filing, step, act)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            moved = service(filing, act=act, reason=form.cleaned_data["reason"])
            return _done(request, moved, sentence.format(filing=moved))
        context = {**_step_context(request, filing, step), "form": form}
        return render(request, "filing/filing_reason.html", context, status=_status(form))

    return handle


def _return(request: SignedInRequest, filing: Filing, step: Transition) -> HttpResponse:
    """退回修改: a reason, and the cells to correct, each with its own."""
    act = act_of(request)
    _refuse_if_blocked(filing, step, act)
    form = ReasonForm(request.POST or None)
    cells = _flaggable_cells(filing)
    pages = RowPages(shown_lines(request, filing), sum(row_key(cell.name) != "" for cell in cells))
    rows = _flaggable(request, cells, pages.window)
    if request.method == "POST" and form.is_valid():
        flags = {row["name"]: (row["label"], row["reason"]) for row in rows if row["flagged"]}
        moved = services.return_to_filer(
            filing, act=act, reason=form.cleaned_data["reason"], flags=flags
        )
        return _done(request, moved, f"已退回修改，标注 {len(flags)} 处，填报单位将看到退回意见。")
    context = {
        **_step_context(request, filing, step),
        "form": form,
        "rows": rows,
        "pages": pages,
        "flag_reasons": FLAG_REASONS,
    }
    return render(request, "filing/filing_return.html", context, status=_status(form))


def _flaggable_cells(filing: Filing) -> list[PrintedCell]:
    """Everything the filer typed that can be sent back; a line of a table is one."""
    shown = shown_cells(filing, to_filer=False)
    county = county_cells(filing, shown)
    return annex_of(filing).flaggable([cell for cell in shown if cell.name not in county])


def _flaggable(
    request: SignedInRequest, cells: Sequence[PrintedCell], window: RowWindow
) -> list[dict[str, str]]:
    """What this page offers to send back, as ticked and commented on it so far."""
    return [
        {
            "name": cell.name,
            "label": cell.label,
            "value": cell.value,
            "flagged": "yes" if _is_flagged(request, cell.name) else "",
            "reason": tidy_line(request.POST.get(f"why-{cell.name}", ""))[:FLAG_REASON_LENGTH],
        }
        for number, cell in enumerate(cells, start=1)
        if not row_key(cell.name) or window.holds(number)
    ]


def _is_flagged(request: SignedInRequest, name: str) -> bool:
    """Ticked, or commented on: whoever writes what to change means the cell."""
    return bool(request.POST.get(f"flag-{name}") or request.POST.get(f"why-{name}", "").strip())


def _sign(request: SignedInRequest, filing: Filing, step: Transition) -> HttpResponse:
    """签署意见: the signatory's own box."""
    act = act_of(request)
    _refuse_if_blocked(filing, step, act)
    opinion = _own_box(request, filing)
    form = SignForm(
        request.POST or None,
        opinion=opinion,
        signer=request.user.full_name,
        phrases=annex_of(filing).decision_phrases,
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        moved = services.sign(
            filing,
            code=opinion.code,
            text=typed["text"],
            signer=typed["signer"],
            signed_on=typed["date"],
            seal=typed["seal"],
            act=act,
        )
        for finding in opinion_warnings(moved):
            if finding.name.startswith(f"{opinion.code}-"):
                messages.warning(request, finding.sentence)
        return _done(request, moved, f"“{opinion.label}”已签署。")
    context = {
        **_step_context(request, filing, step),
        "form": form,
        "opinion": opinion,
    }
    return render(request, "filing/filing_sign.html", context, status=_status(form))


def _own_box(request: SignedInRequest, filing: Filing) -> Opinion:
    boxes = filing.opinions.all()
    return next(opinion for opinion in boxes if can_sign_box(request.user, opinion))


def _refuse_if_blocked(filing: Filing, step: Transition, act: Act) -> None:
    """A doubled press goes on to the service, which recognises it and answers as the first time."""
    if not is_repeated(filing, act, step.action):
        refuse_if(step_blockers(filing, step, act=act))


def _step_context(request: SignedInRequest, filing: Filing, step: Transition) -> dict[str, object]:
    return {
        "filing": filing,
        "step": step,
        "label": step_label(filing, step),
        "token": request.POST.get("token") or get_random_string(32),
    }


def _status(form: ReasonForm | SignForm) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


HANDLERS: dict[str, Handler] = {
    "file": _plain(services.file, "上报成功：{filing.reference} 已送达县总工会经济工作部。"),
    "refile": _plain(
        services.file, "重新上报成功：{filing.reference} 第 {filing.version} 版已送达。"
    ),
    "withdraw": _plain(services.withdraw, "已撤回，现为草稿，未上报。修改后请重新上报。"),
    "accept": _plain(services.accept, "已{label}，填报单位不能再自行撤回。"),
    "change": _plain(
        services.change, "现在可以修改，改好后请重新上报；在此以前县总工会看到的仍是上一版。"
    ),
    "approve": _plain(services.approve, "已审定：{label}。"),
    "decline": _with_reason(services.decline, "已审定：不予通过，原因已告知填报单位。"),
    "void": _with_reason(services.void, "已作废，编号 {filing.reference} 不再使用。"),
    "return": _return,
    "sign": _sign,
}
