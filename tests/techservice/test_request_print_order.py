"""What of annex 5 goes to its paper, in both phases."""

import re
from dataclasses import replace

from changxing_union.filing.annexes import PrintOrder
from changxing_union.filing.models import FormType
from changxing_union.filing.printing import blank_order, copies_of, print_order
from techservice.annex.request import ServiceRequestAnnex
from techservice.printing.request import request_pdf, request_sheet
from tests.factories.requests import SOUND, filed_request, form_type, ready_request
from tests.printed import (
    squeezed,
    texts_of,
)
from tests.techservice.request_papers import BLANK, FORM, HOLDERS, pages_of


def test_blank_order_of_the_campaign_is_the_blank_form(campaign):
    order = blank_order(FormType.objects.get(annex=5))
    assert request_sheet(order) == BLANK
    assert texts_of(request_pdf(order).pdf) == pages_of(BLANK)


def order_of(filing, **changed) -> PrintOrder:
    copies = copies_of(filing.form_type)
    order = print_order(filing, copies=copies, origin="https://portal.example.cn", to_filer=True)
    return replace(order, **changed)


def test_filed_sheet_prints_three_copies_of_what_was_typed(cast):
    filing = filed_request(cast["lijiaxiang"], qq="10000", wechat="ceshi_qiye")
    pages = texts_of(ServiceRequestAnnex().pdf(order_of(filing)).pdf)
    assert [re.search(r"第\d份·.*$", text).group() for text in pages] == [
        f"第{number}份·{squeezed(holder)}" for number, holder in enumerate(HOLDERS, 1)
    ]
    for text in pages:
        assert "企业名称(盖章):长兴测试机械有限公司填写日期:2018年4月2日" in text
        assert "13900000005/10000/ceshi_qiye" in text
        assert "工种电焊工人数12工种电工人数5" in text
        assert squeezed(SOUND["need_text"]) in text
        assert "签署人:测试签名(盖章)2018年4月3日" in text


def test_matching_word_for_the_office_is_not_printed(cast):
    order = order_of(ready_request(cast["lijiaxiang"], need_trade="不打印的词"), copies=())
    (text,) = texts_of(request_pdf(order).pdf)
    assert "不打印的词" not in text


def test_what_came_of_it_is_added_to_the_same_sheet(cast):
    filing = filed_request(cast["lijiaxiang"])
    added = {"completion": "已完成焊接指导。", "evaluation": "满意。"}
    first, second = order_of(filing), order_of(filing, added=added)
    served = replace(request_sheet(first), completion="已完成焊接指导。", evaluation="满意。")
    assert request_sheet(second) == served
    assert request_sheet(second).mark_line == request_sheet(first).mark_line


def test_copies_are_kept_by_whom_the_notice_names(campaign):
    assert tuple(FORM["copies"]) == HOLDERS
    assert [copy.holder for copy in form_type().copy_rules.all()] == list(HOLDERS)
