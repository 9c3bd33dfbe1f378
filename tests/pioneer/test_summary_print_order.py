"""What of a sheet goes to its paper: whose it is, and the numbers that its table computes."""

from changxing_union.filing.editing import save_typed
from changxing_union.filing.printing import copies_of, print_order
from changxing_union.organizations.models import Enterprise
from pioneer.imports.summary import SummaryImport
from pioneer.printing.summary import summary_table
from pioneer.services.unit_mergers import merge_units
from tests.factories.pioneer import act_by, make_draft
from tests.pioneer.county_sheets import draft_sheet, filed_sheet, fresh, line


def test_two_names_of_a_merged_unit_are_one_enterprise_on_paper_screen_and_preview(cast):
    long, short = "长兴测试纺织有限公司", "浙江测试纺织公司"
    filing = filed_sheet(cast["lijiaxiang"], [line(long, "甲班"), line(short, "乙班")])

    def counted():
        order = print_order(fresh(filing), copies=[], origin="https://a.cn", to_filer=False)
        preview = SummaryImport().totals([line(long), line(short)])
        return summary_table(order).enterprise_total, preview["enterprise_total"]

    assert counted() == (2, 2)
    kept, absorbed = (Enterprise.objects.get(name=name) for name in (long, short))
    merge_units(kept, absorbed, act=act_by(cast["jingjibu"]))
    assert counted() == (1, 1)


def test_nil_draft_that_still_holds_lines_counts_nothing(cast):
    filing = draft_sheet(cast["lijiaxiang"], [line()])
    save_typed(filing, {"report_kind": "nil"}, base=None, act=act_by(cast["lijiaxiang"]))
    order = print_order(fresh(filing), copies=[], origin="https://a.cn", to_filer=True)
    table = summary_table(order)
    assert (table.is_nil, table.lines, table.enterprise_total, table.worker_total) == (
        True,
        (),
        0,
        0,
    )


def test_order_names_the_filing_union_in_full(cast):
    filing = make_draft(cast["lijiaxiang"]).filing
    order = print_order(
        filing,
        copies=copies_of(filing.form_type),
        origin="https://portal.example.cn",
        to_filer=True,
    )
    assert order.organization == filing.organization.name
