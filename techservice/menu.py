"""The page that lists the registers of this product."""

from changxing_union.records.kinds import RegisterMenu

MENU = RegisterMenu(
    product="techservice",
    name="服务与培训台账",
    url_name="techservice_records",
    tabs="techservice/_service_tabs.html",
    hint="技术服务、职工培训和劳动保护方面的工作，随做随记；各工会记自己的，县总工会看全县的。",
)
